import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { workerModule } from '../../src/run/forkOptions.ts';

interface Seen {
  readonly planned: readonly string[];
  readonly cached: { readonly loaded: readonly string[]; readonly workers: number; readonly ran: number; readonly nodes: number };
  readonly started: { readonly loaded: readonly string[]; readonly workers: number };
}

it('no engine is loaded to plan, nor to run what is in the store', { timeout: 60_000 }, () => {
  const script = fileURLToPath(new URL('../support/loadedWhilePlanning.ts', import.meta.url));
  const output = execFileSync(process.execPath, [...(workerModule().options.execArgv ?? []), script], { encoding: 'utf8' });
  const { planned, cached, started } = JSON.parse(output) as Seen;
  // The library of operations comes with the layers; it computes nothing by itself.
  expect(planned).toEqual(['tfjs-core']);
  expect(cached).toEqual({ loaded: ['tfjs-core'], workers: 0, ran: 0, nodes: 8 });
  // The same looks find an engine when one is started, and a worker when something is computed.
  expect(started.loaded).toContain('tfjs-backend-cpu');
  expect(started.workers).toBeGreaterThan(process.platform === 'linux' ? 0 : -1);
});
