import type { Json } from '@exitbench/core';
import type { ArmRecord, MetricRecord, RunRecord } from '@exitbench/records';

import { type HypothesisView, buildView } from '../../src/index.ts';
import { arm, atBudget, exitAccuracy, header, levels, value } from '../example.ts';

/** Regimes as the hypotheses know them. */
export const ARMS: { readonly [label: string]: ArmRecord } = {
  joint: trained('joint'),
  mixed: withShare('mixed', 0.5),
  disjoint: withShare('disjoint', 0.5),
};

export const three = ['joint', 'mixed', 'disjoint'].flatMap((label) => ARMS[label] ?? []);

/** What comes of a hypothesis in the first group. */
export function verdict(id: string, of: readonly RunRecord[]): HypothesisView {
  const found = buildView(of).hypotheses?.judged?.find((j) => j.id === id);
  if (found === undefined) throw new Error(`no verdict on ${id}`);
  return found;
}

export function withShare(regime: string, share: number, label = regime): ArmRecord {
  const made = trained(regime);
  return { ...made, id: `d/a/dense/${label}`, regime: { ...made.regime, params: { share }, label } };
}

/** From scratch: no phase imports weights. */
function trained(regime: string): ArmRecord {
  const made = arm(regime, [{ name: 'p', steps: 1, macs: 1000 }]);
  return { ...made, phases: made.phases.map((p) => ({ ...p, resolved: { kind: 'train', optimiser: { rate: null } } as never })) };
}

export const metric = (plugin: string, more: Partial<MetricRecord> = {}): MetricRecord => ({ ...exitAccuracy, id: plugin, plugin, label: plugin, unit: '', shows: [{ kind: 'table', rows: 'none', columns: 'none' }], ...more });

export const TUNED = { tune: { lr: [0.1, 0.2], seed: { root: 0, init: 0, order: 0, augment: 0 } } };

/** Records of a plan whose values are `read(label, seed)` of each metric; undefined is none, `diverged` a cell that diverged. */
export function suiteOf(
  arms: readonly ArmRecord[],
  metrics: readonly (readonly [MetricRecord, (label: string, seed: number, arm: ArmRecord) => Json | undefined])[],
  { seeds = 5, together = [], plan = TUNED, diverged = [] }: {
    readonly seeds?: number;
    readonly together?: readonly (readonly [MetricRecord, (seed: number) => Json])[];
    readonly plan?: Partial<typeof header.plan>;
    readonly diverged?: readonly string[];
  } = {},
): readonly RunRecord[] {
  const roots = Array.from({ length: seeds }, (_, root) => root);
  const cells = arms.flatMap((a) => roots.map((root) => ({ id: `${a.id}/${root}`, arm: a.id, seed: { root, init: root, order: root, augment: root }, phases: [], nodes: [] })));
  return [
    { ...header, plan: { ...header.plan, arms, cells, metrics: [...metrics, ...together].map(([m]) => m), ...plan } },
    ...arms.flatMap((a) => roots.flatMap((root): readonly RunRecord[] => {
      const cell = `${a.id}/${root}`;
      if (diverged.includes(cell)) return [{ kind: 'cell', cell, status: 'diverged', reason: 'NaN', log: [], nodes: [] }];
      return metrics.flatMap(([m, read]) => {
        const result = read(a.regime.label, root, a);
        return result === undefined ? [] : [value(m, cell, result)];
      });
    })),
    ...together.flatMap(([m, read]) => roots.map((root): RunRecord => ({ ...value(m, '', read(root)), cells: arms.map((a) => `${a.id}/${root}`) }))),
  ];
}

/** Noise in thousandths: the n-th regime has it at the n-th cost level in another order, seed · n; every fifth has none. Mean 0, sd 1.581. */
export const NOISE = [0, 1, 2, -1, -2] as const;

/** Accuracy at every cost level: a regime's own, and a noise of each seed that regimes do not share. */
export function accuraciesOf(means: { readonly [label: string]: number | readonly (number | null)[] }): readonly [MetricRecord, (label: string, seed: number) => Json] {
  return [atBudget, (label, seed) => {
    const own = means[label] ?? 0.5;
    const noise = (level: number): number => (NOISE[(seed * (1 + level + Object.keys(means).indexOf(label))) % 5] ?? 0) / 1000;
    return levels((typeof own === 'number' ? [own, own, own, own, own] : own).map((v, level) => (v === null ? null : v + noise(level))));
  }];
}
