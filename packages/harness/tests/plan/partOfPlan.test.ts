import { describe, expect, it } from 'vitest';

import { partOfPlan } from '../../src/index.ts';
import { accuracy, regimes } from '../support/plugins/metrics.ts';
import { tempPlan } from '../support/tempBench.ts';

const plan = await tempPlan({ metrics: [accuracy, regimes], seeds: [0, 1] });
const cell = (regime: string, seed: number): string => plan.cells.find((c) => c.id.includes(`/${regime}/`) && c.id.endsWith(`/${seed}`))?.id ?? '';

describe('a part of a plan', () => {
  it('has every node that its cells need, in the order and with the keys of the whole, and no other', () => {
    const part = partOfPlan(plan, [cell('mixed', 1)]);
    expect(part.cells.map((c) => c.id)).toEqual([cell('mixed', 1)]);
    expect(part.arms.map((a) => a.id)).toEqual([part.cells[0]?.arm]);
    // prepare, backbone, everything, predict, accuracy
    expect(part.nodes.map((n) => n.kind)).toEqual(['prepare', 'phase', 'phase', 'predict', 'analyse']);
    const keys = part.nodes.map((n) => n.key);
    expect(plan.nodes.map((n) => n.key).filter((key) => keys.includes(key))).toEqual(keys);
    for (const node of part.nodes) expect(node.after.filter((key) => !keys.includes(key))).toEqual([]);
    expect(part.counts.phase).toEqual({ planned: 2, distinct: 2 });
  });

  it('has comparisons of cells where all of them are in it, and not else', () => {
    const ids = ['disjoint', 'joint', 'mixed'].map((r) => cell(r, 0));
    const compared = (cells: readonly string[]): number => partOfPlan(plan, cells).values.filter((v) => v.metric === 'metric-regimes').length;
    expect([compared(ids), compared(ids.slice(1)), compared([...ids, cell('mixed', 1)])]).toEqual([1, 0, 1]);
    expect(partOfPlan(plan, ids.slice(1)).cells[0]?.nodes).toHaveLength((plan.cells[0]?.nodes.length ?? 0) - 1);
  });

  it('leaves out results that nobody wants, with their nodes', () => {
    const part = partOfPlan(plan, [cell('joint', 0)], ({ metric }) => metric !== 'metric-accuracy');
    expect([part.values, part.nodes.filter((n) => n.kind === 'analyse')]).toEqual([[], []]);
  });

  it('is the plan where it is the whole', () => {
    expect(partOfPlan(plan, plan.cells.map((c) => c.id))).toEqual(plan);
  });
});
