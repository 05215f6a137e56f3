import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Child, startChild } from '../../throughput/child.mjs';
import { ours } from '../../throughput/contenders.mjs';

/** Milliseconds after which something hangs, on a machine that may have a lot to do. */
const PATIENCE = 600_000;

let child: Child;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exitbench-throughput-test-'));
  const { name, command, env } = ours('wasm');
  child = await startChild(name, command, env);
}, PATIENCE);
afterAll(async () => {
  await child.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Every request that the measurement makes of our side, on the smallest network. */
it('trains, infers and is profiled, and starts from the same weights each time', { timeout: PATIENCE }, async () => {
  expect(child.hello).toMatchObject({ ready: true, fingerprint: { engine: 'wasm' } });
  await child.ask({ do: 'export', network: 'resnet8', folder });
  await child.ask({ do: 'load', network: 'resnet8', folder });

  const first = (await child.ask({ do: 'check' })) as { logits: number[][]; losses: [number, number] };
  // One exit of ten classes for 50 images; at the start the loss is near that of guessing, and a step lowers it.
  expect(first.logits.map((exit) => exit.length)).toEqual([500]);
  expect(Math.abs(first.losses[0] - Math.log(10))).toBeLessThan(1);
  expect(first.losses[1]).toBeLessThan(first.losses[0]);

  for (const what of ['train', 'infer']) {
    const { median, min, steps, cpu } = (await child.ask({ do: 'measure', what, seconds: 0.01 })) as { median: number; min: number; steps: number; cpu: number };
    expect([min > 0, median >= min, steps >= 3, cpu > 0]).toEqual([true, true, true, true]);
  }
  const { rows } = (await child.ask({ do: 'profile', what: 'train', seconds: 0.01 })) as { rows: { name: string; calls: number }[] };
  // Nine convolutions forward; their gradients are others.
  expect(rows.find((row) => row.name === 'Conv2DBackpropFilter')?.calls).toBe(9);

  // What was trained meanwhile is another network.
  expect(await child.ask({ do: 'check' })).toEqual(first);
});
