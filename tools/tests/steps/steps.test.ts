import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { SOURCE_OPTIONS } from '../../parity/load.mjs';
import { judge } from '../../steps/flatness.mjs';
import { runTraining } from '../../steps/runTraining.mjs';

/** Milliseconds after which something hangs, on a machine that may have a lot to do. */
const PATIENCE = 600_000;

describe('what steps leave behind', () => {
  const flat = Array.from({ length: 20 }, (_, i) => 200 + (i % 3));

  it('is nothing when counts are equal and sizes within five percent', () => {
    expect(judge({ tensors: flat.map(() => 7), resident: flat })).toEqual({ tensors: 7, lowest: 200, highest: 202, median: 201, faults: [] });
  });

  it('may be what the first third leaves', () => {
    expect(judge({ tensors: flat.map((_, i) => (i < 6 ? i : 7)), resident: flat.map((mib, i) => (i < 6 ? 90 : mib)) }).faults).toEqual([]);
  });

  it('is told: tensors, and a size that grows or falls', () => {
    expect(judge({ tensors: flat.map((_, i) => 7 + i), resident: flat }).faults).toEqual(['there are 14 to 26 tensors after steps']);
    expect(judge({ tensors: flat.map(() => 7), resident: flat.map((mib, i) => mib + 2 * i) }).faults).toEqual([expect.stringContaining('more than 5 % from its median')]);
    expect(judge({ tensors: flat.map(() => 7), resident: flat.with(10, 100) }).faults).toHaveLength(1);
  });
});

it('a step that keeps a tensor is seen, and repeats have the same digests', { timeout: PATIENCE }, async () => {
  const steps = 3;
  const first = await runTraining({ engine: 'wasm', steps, every: 1, batches: [32, 1] });
  const second = await runTraining({ engine: 'wasm', steps, every: 1, batches: [32, 1] });
  expect({ digest: second.digest, evaluations: second.evaluations, tensors: second.tensors }).toEqual({ digest: first.digest, evaluations: first.evaluations, tensors: first.tensors });
  const longer = await runTraining({ engine: 'wasm', steps: steps + 1, every: 1, kept: 10 });
  expect(longer.digest).not.toBe(first.digest);
  expect(longer.tensors.map((count) => count - (longer.tensors[0] ?? 0))).toEqual([0, 1, 2, 3]);
});

it('an engine that is not there is an error', { timeout: PATIENCE }, async () => {
  await expect(runTraining({ engine: 'nothing', steps: 1 })).rejects.toThrow('nothing');
});

it('a process that trains ends when nobody waits for it any more', { timeout: PATIENCE }, async () => {
  const request = { engine: 'wasm', steps: 1e9, every: 1, replay: true, kept: 0, batches: [], threads: 'engine' };
  const child = spawn(process.execPath, [...SOURCE_OPTIONS, fileURLToPath(new URL('../../steps/train.mjs', import.meta.url)), JSON.stringify(request)], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end();
  expect(await once(child, 'close')).toEqual([1, null]);
});
