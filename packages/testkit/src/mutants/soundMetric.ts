import { type CellView, type Json, type Metric, defineMetric, flag } from '@exitbench/core';

/** Mean output of each exit on test. It conforms; mutants change one thing each. */
export const sound = defineMetric({
  id: 'metric-sound', module: import.meta.url, revision: 1, title: 'sound', description: 'Mean outputs.', citation: 'None: a test.',
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

export type Alter = (result: Result, cells: readonly CellView[]) => unknown;

/** The metric with another result. */
export function altered(alter: Alter): Metric {
  return { ...sound, compute: async (cells, params) => alter((await sound.compute(cells, params as { doubled: boolean })) as unknown as Result, cells) as Json };
}

/** Everything is said to be there; where it is not, reading it throws. */
export function view(cells: readonly CellView[]): Required<CellView> {
  return cells[0] as Required<CellView>;
}

export function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}

// ---------------------------------------------------------------------------------------------------------------------

interface Result {
  readonly exits: readonly string[];
  readonly means: readonly number[];
}
