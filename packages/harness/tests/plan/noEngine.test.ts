import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { workerModule } from '../../src/run/forkOptions.ts';

describe('planning', () => {
  it('loads no engine', { timeout: 30_000 }, () => {
    const script = fileURLToPath(new URL('../support/loadedWhilePlanning.ts', import.meta.url));
    const output = execFileSync(process.execPath, [...(workerModule().options.execArgv ?? []), script], { encoding: 'utf8' });
    const { loaded, started } = JSON.parse(output) as { readonly loaded: readonly string[]; readonly started: readonly string[] };
    // The library of operations comes with the layers; it computes nothing by itself.
    expect(loaded).toEqual(['tfjs-core']);
    // The same look finds an engine when one is started.
    expect(started).toContain('tfjs-backend-cpu');
  });
});
