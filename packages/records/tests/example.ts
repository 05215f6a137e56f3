import type { ResolvedPhase } from '@exitbench/core';

import type { CellRecord, EnvironmentRecord, HeaderRecord, ValueRecord } from '../src/index.ts';

const recipe = {
  optimiser: { kind: 'sgd', rate: 0.1, momentum: 0.9, decay: 0, decayScope: 'all' }, schedule: { kind: 'constant', warmup: 0 }, batch: 50, augment: [], reduction: 'sum',
} as const;
const { reduction: _, ...rest } = recipe;
const resolved: ResolvedPhase = {
  ...rest, kind: 'train', train: ['block0', 'block0/head', 'classifier'], fresh: [], batchNorm: 'trained', combine: 'sum', exitGradient: 'plain', clip: null,
  losses: [{ kind: 'task', at: ['block0', 'classifier'], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 }],
  steps: 4, stepsPerEpoch: 2, stop: null, restore: 'last', snapshots: [], cacheFeatures: false,
};

const key = (digit: string): string => digit.repeat(64);

/** One arm, two seeds, one metric, written by hand. */
export const header: HeaderRecord = {
  kind: 'header',
  schema: 3,
  comparability: 1,
  hypotheses: null,
  plan: {
    benchmark: 'example', title: 'Example', question: 'Does it read?', profile: 'quick', notice: 'A demonstration.', epochs: [2],
    data: { train: 100, validation: 20, test: null }, evaluationBatch: 500, tune: null,
    arms: [{
      id: 'a/d/joint',
      dataset: { id: 'dataset-d', title: 'D', params: {}, variant: 'official', files: [{ name: 'd.gz', sha256: key('d'), bytes: 10 }], sizes: { train: 100, validation: 20, test: 40 } },
      architecture: { id: 'architecture-a', title: 'A', params: { width: 8 } },
      exits: { placement: 'dense', head: { id: 'gap', title: 'gap', params: {} }, combiner: null },
      regime: { id: 'regime-joint', title: 'joint', params: {}, label: 'joint', order: 0 },
      role: 'ranked', excluded: null,
      network: { task: { kind: 'classification', classes: 2 }, exits: ['block0', 'classifier'], costs: { base: 100, exits: [40, 101] }, parameters: 12 },
      epochs: 2, budget: 600, recipe, phases: [{ name: 'joint', steps: 4, macs: 598, resolved }],
    }],
    cells: [
      { id: 'a/d/joint/0', arm: 'a/d/joint', seed: { root: 0, init: 0, order: 0, augment: 0 }, phases: [key('1')], nodes: [key('1')] },
      { id: 'a/d/joint/1', arm: 'a/d/joint', seed: { root: 1, init: 1, order: 1, augment: 1 }, phases: [key('2')], nodes: [key('2')] },
    ],
    metrics: [{
      id: 'metric-m', plugin: 'metric-m', revision: 1, params: {}, label: 'M', unit: '%', direction: 'higher',
      shows: [{ kind: 'depth-curve', pieces: 'exits', values: 'test' }], volatile: false, only: null,
    }],
    sources: [{ kind: 'dataset', id: 'dataset-d', title: 'D', citation: 'Doe: D. 2001.', licence: 'CC0' }],
    nodes: [
      { key: key('1'), kind: 'phase', name: 'joint', recipe: key('a'), after: [] },
      { key: key('2'), kind: 'phase', name: 'joint', recipe: key('b'), after: [] },
    ],
  },
};

export const environment: EnvironmentRecord = {
  kind: 'environment', commit: 'abc', dirty: false, lockfile: key('c'), engine: { engine: 'wasm', threads: 1 }, repeatable: true,
  cpu: 'A CPU', node: 'v20.20.2',
};

export const completed: CellRecord = {
  kind: 'cell', cell: 'a/d/joint/0', status: 'completed', reason: null, log: [],
  nodes: [{
    key: key('1'), kind: 'phase', name: 'joint', coreSeconds: 1.5, peakMemory: 1000, selection: null,
    training: { steps: 4, macs: 598, history: [{ epoch: 1, step: 2, loss: 0.5, validation: null }, { epoch: 2, step: 4, loss: 0.25, validation: { losses: [0.3, 0.2], accuracies: [0.9, 0.95] } }] },
  }],
};

export const diverged: CellRecord = { kind: 'cell', cell: 'a/d/joint/1', status: 'diverged', reason: 'The loss is NaN at step 3.', log: ['step 3'], nodes: [] };

export const value: ValueRecord = { kind: 'value', metric: 'metric-m', cells: ['a/d/joint/0'], result: { exits: ['block0', 'classifier'], test: [0.9, 0.95] } };
