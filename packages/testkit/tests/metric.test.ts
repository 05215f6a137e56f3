import { type CellView, type Json, type Metric, defineMetric, flag } from '@exitbench/core';
import { expect, it } from 'vitest';

import { checkMetric } from '../src/metric.ts';

const view = (cells: readonly CellView[]): Required<CellView> => cells[0] as Required<CellView>;
const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** Mean output of each exit on test, sound. */
const sound = defineMetric({
  id: 'metric-sound', module: import.meta.url, revision: 1, title: 'sound', description: 'Mean outputs.', citation: 'a test',
  params: { doubled: flag({ default: false, description: 'Twice the mean.' }) },
  scope: 'cell', needs: { outputs: true }, direction: 'none', unit: '', label: 'mean', shows: { kind: 'depth-curve', pieces: 'exits', values: 'means' },
  schema: {
    type: 'object', required: ['exits', 'means'], additionalProperties: false,
    properties: { exits: { type: 'array', items: { type: 'string' } }, means: { type: 'array', items: { type: 'number' } } },
  },
  compute(cells, { doubled }): Json {
    const { exits, outputs } = view(cells);
    return { exits: exits.map((e) => e.name), means: outputs.test.byExit.map((o) => meanOf(o) * (doubled ? 2 : 1)) };
  },
});

type Result = { readonly exits: readonly string[]; readonly means: readonly number[] };
const checks = async (metric: Metric): Promise<readonly string[]> => [...new Set((await checkMetric(metric)).map((f) => f.check))];
const mutant = (change: Partial<Metric>): Metric => ({ ...sound, ...change }) as Metric;
const altered = (change: (result: Result, cells: readonly CellView[]) => unknown): Metric =>
  mutant({ compute: (cells, params) => change(sound.compute(cells, params as { doubled: boolean }) as unknown as Result, cells) as Json });

it('rejects a result that depends on the samples’ order, unless it should', async () => {
  const first = altered((r, cells) => ({ ...r, means: [view(cells).outputs.test.byExit[0]?.[0] ?? 0] }));
  expect(await checks(first)).toEqual(['order']);
  expect(await checkMetric(first, { ordered: true })).toEqual([]);
});

it('rejects a metric that reads what it does not say that it needs', async () => {
  expect(await checks(altered((r, cells) => ({ ...r, means: [meanOf(view(cells).labels.test)] })))).toEqual(['undeclared']);
  expect(await checkMetric(mutant({ needs: { outputs: true, labels: true } }))).toEqual([]);
});
