import { expect, it } from 'vitest';

import { checkMetric } from '../src/metric.ts';
import { altered, sound, view } from '../src/mutants/soundMetric.ts';

it('lets a result depend on the samples’ order where it should', async () => {
  const first = altered((r, cells) => ({ ...r, means: [view(cells).outputs.test.byExit[0]?.[0] ?? 0] }));
  expect([...new Set((await checkMetric(first)).map((f) => f.check))]).toEqual(['order']);
  expect(await checkMetric(first, { ordered: true })).toEqual([]);
});

it('tries other values instead of defaults that take long', async () => {
  const seen = new Set<boolean>();
  const watching = { ...sound, compute: (...[cells, params]: Parameters<typeof sound.compute>) => (seen.add(params.doubled), sound.compute(cells, params)) };
  expect(await checkMetric(watching, { params: { doubled: true } })).toEqual([]);
  expect([...seen]).toEqual([true]);
});

it('compares no numbers of a volatile metric, and all else', async () => {
  const counting = (make: (r: { readonly exits: readonly string[]; readonly means: readonly number[] }, call: number) => unknown) => {
    let calls = 0;
    return altered((r) => make(r, calls++));
  };
  const clock = counting((r, call) => ({ ...r, means: r.means.map(() => call) }));
  expect((await checkMetric(clock)).map((f) => f.check)).toContain('pure');
  expect(await checkMetric({ ...clock, volatile: true })).toEqual([]);
  const longer = counting((r, call) => ({ ...r, means: Array.from({ length: call }, () => 1) }));
  expect((await checkMetric({ ...longer, volatile: true })).map((f) => f.check)).toContain('pure');
  const named = counting((r, call) => ({ ...r, exits: [`exit ${call}`] }));
  expect((await checkMetric({ ...named, volatile: true })).map((f) => f.check)).toContain('pure');
});
