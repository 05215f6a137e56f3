import type { MetricRecord, NodeOutcome, RunRecord } from '@exitbench/records';

import { cells, header, records, value } from './example.ts';

/** The example with training histories and a metric of each other kind of figure: a curve, a table, a surface, a plane. */

const metric = (id: string, shows: MetricRecord['shows'][number]): MetricRecord => ({
  id, plugin: id, revision: 1, params: {}, label: id.slice('metric-'.length), unit: '', direction: 'lower', shows: [shows], volatile: false, only: null,
});

const spectrum = metric('metric-spectrum', { kind: 'curve', x: 'rank', y: 'energy' });
const parts = metric('metric-parts', { kind: 'table', rows: 'parts.name', columns: 'sizes' });
const heights = metric('metric-heights', { kind: 'surface', x: 'x', y: 'y', z: 'z' });
const plane = metric('metric-plane', { kind: 'plane', x: 'x', y: 'y', z: 'z', points: 'points' });
const versus = metric('metric-versus', { kind: 'table', rows: 'names', columns: 'barriers' });

const ranks = metric('metric-ranks', { kind: 'depth-curve', pieces: 'blocks', values: 'rank' });
const strongest: MetricRecord = {
  ...metric('metric-strongest', { kind: 'stack', pieces: 'blocks', shares: 'shares', title: 'who is strongest', unit: 'share' }),
};
const planes: MetricRecord = {
  ...metric('metric-planes', { kind: 'surface', x: 'x', y: 'y', z: 'z' }), shows: [{ kind: 'surface', x: 'x', y: 'y', z: 'z', title: 'planes of two parts', unit: 'nat' }], only: [],
};
const together: MetricRecord = {
  ...metric('metric-together', { kind: 'curve', x: 'alpha', y: 'loss', title: 'barriers' }),
  shows: [{ kind: 'curve', x: 'alpha', y: 'loss', title: 'barriers' }, { kind: 'plane', x: 'plane.u', y: 'plane.v', z: 'plane.z', points: 'plane.points', title: 'through three' }],
};

const joint = cells.filter((c) => c.arm === 'd/a/dense/joint');

/** Two epochs of each phase, whatever it is; the loss is 1 / epoch plus a tenth of the seed. Validation in the first one. */
function withHistory(node: NodeOutcome, seed: number): NodeOutcome {
  if (node.training === null) return node;
  const history = [1, 2].map((epoch) => ({
    epoch, step: 5 * epoch, loss: 1 / epoch + seed / 10, validation: epoch === 1 ? { losses: [0.5, 0.7], accuracies: [0.8, 0.9] } : null,
  }));
  return { ...node, training: { ...node.training, history } };
}

export const wide: readonly RunRecord[] = [
  {
    ...header, plan: {
      ...header.plan, metrics: [...header.plan.metrics, spectrum, parts, heights, plane, versus, ranks, strongest, planes, together],
      sources: [...header.plan.sources, { kind: 'metric', id: 'metric-ranks', title: 'ranks', citation: 'Poe: Ranks. 2003.', licence: null, description: 'Counts what is large.' }],
    },
  },
  ...records.flatMap((r): readonly RunRecord[] => {
    if (r.kind === 'header') return [];
    return [r.kind === 'cell' ? { ...r, nodes: r.nodes.map((n) => withHistory(n, Number(r.cell.at(-1)))) } : r];
  }),
  ...joint.flatMap(({ id }, seed) => [
    // Places differ between seeds: from 1 and 2 to 3, from 1 to 3.
    value(spectrum, id, seed === 0 ? { rank: [1, 3], energy: [0.75, 0.25] } : { rank: [1, 2, 3], energy: [0.5, 0.25 * seed, 0.125] }),
    value(parts, id, { parts: [{ name: 'stem' }, { name: 'head' }], sizes: { width: [8, 4 + seed], depth: [1, 2] } }),
    value(heights, id, { x: [0, 1], y: [0, 2], z: [[1, 2 + seed], [3.25, 4]] }),
    value(ranks, id, { blocks: ['block0', 'block1'], rank: { 'σ = 0.1': [1 + seed, 3], 'σ = 1': [1, null] } }),
    value(strongest, id, { blocks: ['block0', 'block1'], shares: { exit0: [0.5 + seed / 10, null], classifier: [0.5 - seed / 10, 1] } }),
    ...(seed === 0 ? [value(planes, id, { x: [0, 1], y: [0, 1], z: { loss: [[1, 2], [3, 4]], block0: [[5, 6], [7, 8]] } })] : []),
    value(plane, id, { x: [0, 1], y: [0, 1], z: [[5, 6], [7, 8.5]], points: [{ x: 0.5, y: 0.25, label: 'joint' }] }),
  ]),
  ...[0, 1].flatMap((seed) => {
    const both = [`d/a/dense/joint/${seed}`, `d/a/dense/mixed/${seed}`];
    return [
      { ...value(versus, '', { names: ['joint–mixed'], barriers: [0.375 + seed / 4] }), cells: both },
      {
        ...value(together, '', {
          alpha: [0, 0.5, 1], loss: { 'joint–mixed': [0, 0.25 + seed / 2, 0], 'mixed–disjoint': [0, 0.125, 0] },
          plane: { u: [0, 1 + seed], v: [0], z: [[1, 2]], points: [{ x: 1, y: 0, label: 'joint' }] },
        }), cells: both,
      },
    ];
  }),
];
