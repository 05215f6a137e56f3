import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

interface Printed {
  readonly arms: readonly { readonly base: number; readonly blocks: number; readonly phases: number }[];
  readonly loaded: readonly string[];
  readonly started: readonly string[];
}

it('the plan of a ResNet-34 is made with no engine loaded', () => {
  const script = fileURLToPath(new URL('support/planResnet34.ts', import.meta.url));
  const flags = ['--import', '@oxc-node/core/register', '--conditions', '@exitbench/source'];
  const output = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8', cwd: fileURLToPath(new URL('..', import.meta.url)) });
  const { arms, loaded, started } = JSON.parse(output) as Printed;

  // 1159.4 million multiply-accumulates; by hand from the paper's table 1 with a stem of 3 × 3 at full resolution.
  expect(arms.map((arm) => ({ ...arm, base: Math.round(arm.base / 1e5) / 10 }))).toEqual([
    { base: 1159.4, blocks: 16, phases: 1 }, { base: 1159.4, blocks: 16, phases: 2 },
  ]);
  expect(arms[0]?.base).toBe(count());
  // The library of operations comes with the layers; it computes nothing by itself.
  expect(loaded).toEqual(['tfjs-core']);
  // The same look finds an engine when one is started.
  expect(started).toContain('tfjs-backend-cpu');
});

/** Multiply-accumulates of the convolutions and the classifier: He et al., arXiv 1512.03385, table 1, on 32 × 32 × 3. */
function count(): number {
  const stages = [{ side: 32, channels: 64, blocks: 3 }, { side: 16, channels: 128, blocks: 4 }, { side: 8, channels: 256, blocks: 6 }, { side: 4, channels: 512, blocks: 3 }];
  const stem = 32 * 32 * 9 * 3 * 64;
  const blocks = stages.map(({ side, channels, blocks: n }, stage) => {
    const places = side * side;
    const from = stage === 0 ? channels : channels / 2;
    const shortcut = stage === 0 ? 0 : from * channels;
    return places * (9 * from * channels + shortcut + 9 * channels * channels * (2 * n - 1));
  });
  return blocks.reduce((a, b) => a + b, stem) + 512 * 100;
}
