import { describe, expect, it } from 'vitest';

import type { NodeJob } from '../../src/index.ts';
import { lostWorker } from '../../src/run/lostWorker.ts';

const job = { label: 'the node' } as NodeJob;

describe('a worker that ended by itself', () => {
  it.each([
    ['code 7', [], 'worker-lost', 'process.exit'],
    ['signal SIGSEGV', [], 'worker-lost', 'native library'],
    ['signal SIGKILL', [], 'worker-lost', 'out of memory'],
    ['signal SIGABRT', ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'], 'oom', '--max-old-space-size'],
  ])('fails its node, with what can be done: %s', (how, log, code, hint) => {
    expect(lostWorker(job, how, log)).toEqual({ code, at: 'the node', log, message: expect.any(String) as string, hint: expect.stringContaining(hint) as string });
  });
});
