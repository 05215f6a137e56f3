import type { Json } from '@exitbench/core';
import type { ArmRecord, CellRecord, EnvironmentRecord, HeaderRecord, MetricRecord, NodeOutcome, PlannedCell, RunRecord, ValueRecord } from '@exitbench/records';

/** Records written by hand: two ranked regimes and a control, three seeds. Mixed and the control share their backbone phase. */

const digits = (n: number): string => String(n).padStart(64, '0');
const choice = (id: string, title: string): { readonly id: string; readonly title: string; readonly params: {} } => ({ id, title, params: {} });

type Phase = ArmRecord['phases'][number];

export function arm(regime: string, phases: readonly Omit<Phase, 'resolved'>[], more: Partial<ArmRecord> = {}): ArmRecord {
  return {
    id: `d/a/dense/${regime}`,
    dataset: { ...choice('dataset-d', 'Digits'), variant: 'official', files: [], sizes: { train: 5000, validation: 1000, test: 10_000 } },
    architecture: choice('architecture-a', 'small net'),
    exits: { placement: 'dense', head: choice('gap', 'pooled mean'), combiner: null },
    regime: { ...choice(`regime-${regime}`, regime), label: regime, order: 0 },
    role: 'ranked', excluded: null, epochs: 10, budget: 1000, recipe: null,
    phases: phases.map((p) => ({ ...p, resolved: { kind: 'import', sha256: digits(9), map: {} } })),
    network: { task: { kind: 'classification', classes: 10 }, exits: ['block0', 'classifier'], costs: { base: 1_000_000, exits: [47_000, 1_010_000] }, parameters: 10 },
    ...more,
  };
}

const metric = (plugin: string, more: Partial<MetricRecord>): MetricRecord => ({
  id: plugin, plugin, revision: 1, params: {}, label: plugin, unit: 'share of samples', direction: 'higher',
  shows: [{ kind: 'depth-curve', pieces: 'exits', values: 'test' }], volatile: false, only: null, ...more,
});
export const exitAccuracy = metric('metric-exit-accuracy', { label: 'accuracy of each exit' });
export const atBudget = metric('metric-accuracy-at-budget', { label: 'accuracy at budget', shows: [{ kind: 'curve', x: 'curve.cost', y: 'curve.score' }] });

export const arms = [
  arm('joint', [{ name: 'joint', steps: 10, macs: 998 }]),
  arm('mixed', [{ name: 'backbone', steps: 5, macs: 500 }, { name: 'joint', steps: 5, macs: 497 }]),
  arm('disjoint-long', [{ name: 'backbone', steps: 5, macs: 500 }, { name: 'heads', steps: 60, macs: 600 }], { role: 'control' }),
];

const node = (key: number, name: string, macs: number, coreSeconds: number): NodeOutcome => ({
  key: digits(key), kind: 'phase', name, coreSeconds, peakMemory: 1024 * 1024 * key, selection: null, training: { steps: 5, macs, history: [] },
});

export const cells: readonly PlannedCell[] = [0, 1, 2].flatMap((root) =>
  arms.map((a, i) => ({
    id: `${a.id}/${root}`, arm: a.id, seed: { root, init: root, order: root, augment: root }, nodes: [],
    phases: [[20], [10, 30], [10, 40]][i]?.map((key) => digits(key + root)) ?? [],
  })),
);

export const header: HeaderRecord = {
  kind: 'header', schema: 3, comparability: 1, hypotheses: null,
  plan: {
    benchmark: 'regimes', title: 'Three regimes', question: 'Which one?', profile: 'quick', notice: 'Demonstration: no hypothesis is judged here.', epochs: [10],
    data: { train: 5000, validation: 1000, test: null }, evaluationBatch: 500, tune: null, arms, cells, metrics: [exitAccuracy, atBudget], nodes: [],
    sources: [
      { kind: 'dataset', id: 'dataset-d', title: 'Digits', citation: 'Doe: Digits. 2001.', licence: 'CC BY 4.0' },
      { kind: 'architecture', id: 'architecture-a', title: 'small net', citation: 'Roe: Small nets. 2002.', licence: null },
    ],
  },
};

export const environment: EnvironmentRecord = {
  kind: 'environment', commit: '0123456789abcdef', dirty: false, lockfile: digits(5),
  engine: { engine: 'wasm', libraryVersion: '4.22.0', libraryDigest: digits(6), settings: { oneDNN: 'none' } }, repeatable: true, cpu: 'A CPU', node: 'v20.20.2',
};

export const completed = (cell: string, nodes: readonly NodeOutcome[]): CellRecord => ({ kind: 'cell', cell, status: 'completed', reason: null, log: [], nodes });
export const value = (plan: MetricRecord, cell: string, result: Json): ValueRecord => ({ kind: 'value', metric: plan.id, cells: [cell], result });
export const accuracies = (test: readonly number[]): Json => ({ quantity: 'accuracy', exits: ['block0', 'classifier'], test, validation: test });
export const levels = (scores: readonly (number | null)[]): Json => ({
  mode: 'val', quantity: 'accuracy', base: 1_000_000,
  curve: { split: 'test', threshold: [0, 1], cost: [47_000, 1_010_000], score: [scores.find((s) => s !== null) ?? 0, scores.at(-1) ?? 0], shares: [] },
  levels: scores.map((score, i) => ({ level: [0.25, 0.5, 0.75, 1, 'max'][i] ?? 'max', threshold: score === null ? null : 0.5, score, cost: score === null ? null : 1 })),
});

/** Everything completed but the control's last seed. */
export const records: readonly RunRecord[] = [
  header,
  environment,
  ...[0, 1, 2].flatMap((seed) => {
    const backbone = node(10 + seed, 'backbone', 500, 4);
    const [joint, mixed, long] = arms.map((a) => `${a.id}/${seed}`) as [string, string, string];
    return [
      completed(joint, [node(20 + seed, 'joint', 998, 9 + seed)]),
      completed(mixed, [backbone, node(30 + seed, 'joint', 497, 6)]),
      seed === 2
        ? { kind: 'cell' as const, cell: long, status: 'diverged' as const, reason: 'The loss is NaN at step 7 | exit block0.', log: ['step 7'], nodes: [backbone] }
        : completed(long, [backbone, node(40 + seed, 'heads', 600, 2)]),
    ];
  }),
  // Means 80 and 90; differences from the mean ±1 with n = 3: half width t(.975, 2) · 1 / √3 = 4.3027 / 1.7321 = 2.4841.
  ...[0, 1, 2].map((seed) => value(exitAccuracy, `d/a/dense/joint/${seed}`, accuracies([0.79 + seed / 100, 0.9]))),
  ...[0, 1, 2].map((seed) => value(exitAccuracy, `d/a/dense/mixed/${seed}`, accuracies([0.85, 0.82]))),
  value(exitAccuracy, 'd/a/dense/disjoint-long/0', accuracies([0.7, 0.75])),
  ...[0, 1, 2].map((seed) => value(atBudget, `d/a/dense/joint/${seed}`, levels([null, 0.8, 0.85, 0.9, 0.9]))),
  ...[0, 1, 2].map((seed) => value(atBudget, `d/a/dense/mixed/${seed}`, levels([null, seed === 0 ? 0.7 : null, 0.85, 0.85, 0.82]))),
];
