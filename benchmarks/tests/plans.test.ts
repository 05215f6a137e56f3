import { readFileSync } from 'node:fs';

import { type PlanSnapshot, planBenchmark, planDifference, planDifferenceLines, planSnapshot } from '@exitbench/harness';
import { expect, it } from 'vitest';

import * as benchmarks from '../src/index.ts';

it.each(Object.values(benchmarks).map((b) => [b.id, b] as const))('the committed plan of %s is the benchmark’s, in all profiles and on every engine', async (id, benchmark) => {
  const plans = (engine: string): Promise<readonly PlanSnapshot[]> =>
    Promise.all(Object.keys(benchmark.profiles).map(async (profile) => planSnapshot(await planBenchmark(benchmark, { profile, engine: { engine } }))));
  const wasm = await plans('wasm');
  await asCommitted(wasm, `../src/${id}/plan.snap.json`);
  expect(await plans('cpu')).toEqual(wasm);
});

/** Fails with the difference of the plans: which arms, cells and nodes are others. */
async function asCommitted(plans: readonly PlanSnapshot[], file: string): Promise<void> {
  const committed = read(file);
  try {
    await expect(`${JSON.stringify(plans, undefined, 1)}\n`).toMatchFileSnapshot(file);
  } catch (error) {
    const lines = differenceLines(committed, plans);
    throw lines.length === 0 ? error : new Error([`The plan is not the one that is committed in ${file}:`, ...lines].join('\n'), { cause: error });
  }
}

function differenceLines(before: readonly PlanSnapshot[], after: readonly PlanSnapshot[]): readonly string[] {
  const gone = before.filter((b) => !after.some((a) => a.profile === b.profile)).map((b) => `- plan ${b.benchmark}, profile ${b.profile}`);
  const changed = after.flatMap((plan) =>
    planDifferenceLines(planDifference(before.find((b) => b.profile === plan.profile), plan)).map((line) => `${plan.profile}: ${line}`));
  return [...gone, ...changed];
}

/** What is committed; nothing for a new benchmark. */
function read(file: string): readonly PlanSnapshot[] {
  try {
    return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as readonly PlanSnapshot[];
  } catch {
    return [];
  }
}

it('names what is another', () => {
  const node = (digest: string): string => `phase everything ${digest.repeat(64)}`;
  const plan = (digest: string): PlanSnapshot => ({ benchmark: 'x', profile: 'quick', settings: {}, nodes: {}, arms: [], cells: [{ id: 'a/0', nodes: [node(digest)] }] });
  expect(differenceLines([plan('1')], [plan('1')])).toEqual([]);
  expect(differenceLines([plan('1')], [plan('2')])).toEqual(['quick: ~ node phase everything: 111111111111 → 222222222222 in a/0']);
  expect(differenceLines([plan('1')], [])).toEqual(['- plan x, profile quick']);
});
