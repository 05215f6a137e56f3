import { type CellView, type Json, type Metric, type ModelHandle, defineMetric, known } from '@exitbench/core';

import type { CheckId } from '../checks.ts';
import { checkMetric } from '../metric.ts';
import type { Mutant } from './mutant.ts';

/** Of each block the mean representation of the training samples, and of the start's classifier the mean weight: sound. Each mutant changes one thing. */
const sound = defineMetric({
  id: 'metric-sound-analysis', module: import.meta.url, revision: 1, title: 'sound', description: 'Mean activations.', citation: 'None: a test.', params: {},
  scope: 'cell', needs: { handle: true, train: true, snapshots: true }, direction: 'none', unit: '', label: 'mean', shows: { kind: 'depth-curve', pieces: 'blocks', values: 'means' },
  schema: {
    type: 'object', required: ['blocks', 'means', 'start'], additionalProperties: false,
    properties: { blocks: { type: 'array', items: { type: 'string' } }, means: { type: 'array', items: { type: 'number' } }, start: { type: 'number' } },
  },
  async compute(cells): Promise<Json> {
    const handle = handleOf(cells);
    const blocks = handle.network.nodes.filter((n) => n.part === 'block').map((n) => n.piece.id);
    const { taps } = await handle.forward(await handle.weights(), handle.splits.train, { taps: blocks });
    const start = await handle.weights({ phase: 0, share: 0 });
    return { blocks, means: blocks.map((id) => meanOf(known(taps[id], 'tapped'))), start: meanOf(known(start[KERNEL], 'the classifier is trained first').values) };
  },
});

type Alter = (handle: ModelHandle, result: Result) => unknown;
type Result = { readonly blocks: readonly string[]; readonly means: readonly number[]; readonly start: number };

const twin = (): ReturnType<Mutant['twin']> => checkMetric(sound);
const mutant = (check: CheckId<'metric'>, name: string, change: Partial<Metric>, also: readonly CheckId<'metric'>[] = []): Mutant<'metric'> =>
  ({ kind: 'metric', check, also, name, twin, findings: () => checkMetric({ ...sound, ...change } as Metric) });
const altered = (alter: Alter): Partial<Metric> =>
  ({ compute: async (cells) => (await alter(handleOf(cells), (await sound.compute(cells, {})) as unknown as Result)) as Json });

const firstTen = (part: 'train' | 'test'): Partial<Metric> =>
  altered(async (handle, result) => {
    const split = handle.splits[part];
    const first = { ...split, length: 10, labels: split.labels.subarray(0, 10) };
    const { exits } = await handle.forward(await handle.weights(), first);
    return { ...result, means: [meanOf(known(exits[known(handle.network.exits[0], 'there are exits').name], 'run'))] };
  });

/** The mean distance of the first arm's last weights from the others': of that arm only, or of all to all. */
const distances = (from: (cells: readonly CellView[]) => readonly CellView[]): Metric => ({
  ...sound, scope: { over: 'regime' },
  compute: async (cells) => {
    const kernels = await Promise.all(cells.map(async (cell) => known((await handleOf([cell]).weights())[KERNEL], 'the classifier is trained').values));
    const apart = (a: Float32Array, b: Float32Array): number => Math.sqrt(a.reduce((sum, v, i) => sum + (v - (b[i] as number)) * (v - (b[i] as number)), 0));
    const chosen = from(cells).map((cell) => known(kernels[cells.indexOf(cell)], 'one each'));
    return { blocks: [], means: [meanOf(chosen.map((a) => meanOf(kernels.map((b) => apart(a, b)))))], start: 0 };
  },
});

/** What a metric can do to, and with, a handle. */
export const ANALYSIS_MUTANTS: readonly Mutant<'metric'>[] = [
  mutant('inputs', 'writes into the weights of the handle', altered(async (handle, result) => {
    known((await handle.weights())['block0/conv/kernel'], 'a kernel').values.fill(0);
    return result;
  })),
  mutant('inputs', 'writes into the weights of a snapshot', altered(async (handle, result) => {
    known((await handle.weights({ phase: 0, share: 1 }))[KERNEL], 'a kernel').values.fill(0);
    return result;
  })),
  mutant('inputs', 'writes into the labels of a split', altered((handle, result) => (handle.splits.train.labels.fill(0), result))),
  mutant('undeclared', 'uses a handle that it does not declare', { needs: {} }),
  mutant('undeclared', 'reads training samples that it does not declare', { needs: { handle: true, snapshots: true } }),
  mutant('undeclared', 'reads snapshots that it does not declare', { needs: { handle: true, train: true } }),
  mutant('order', 'takes the first ten test samples', firstTen('test')),
  mutant('order', 'takes the first ten training samples', firstTen('train')),
  {
    kind: 'metric', check: 'cells-order', name: 'compares all networks with the first only',
    findings: () => checkMetric(distances((cells) => cells.slice(0, 1))), twin: () => checkMetric(distances((cells) => cells)),
  },
];

// ---------------------------------------------------------------------------------------------------------------------

const KERNEL = 'classifier/kernel';

/** It is said to be there; where it is not, reading it throws. */
function handleOf(cells: readonly CellView[]): ModelHandle {
  return (cells[0] as Required<CellView>).handle;
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}
