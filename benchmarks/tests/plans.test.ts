import { planBenchmark, planSnapshot } from '@exitbench/harness';
import { expect, it } from 'vitest';

import * as benchmarks from '../src/index.ts';

it.each(Object.values(benchmarks).map((b) => [b.id, b] as const))('the committed plan of %s is the benchmark’s, in all profiles and on every engine', async (id, benchmark) => {
  const text = async (engine: string): Promise<string> => {
    const plans = Object.keys(benchmark.profiles).map(async (profile) => planSnapshot(await planBenchmark(benchmark, { profile, engine: { engine } })));
    return `${JSON.stringify(await Promise.all(plans), undefined, 1)}\n`;
  };
  await expect(await text('wasm')).toMatchFileSnapshot(`../src/${id}/plan.snap.json`);
  expect(await text('cpu')).toBe(await text('wasm'));
});
