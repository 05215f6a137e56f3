import { type Benchmark, use } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { planRecord } from '../../src/collect/planRecord.ts';
import type { Plan, PlannedNode } from '../../src/index.ts';
import { regimes } from '../support/plugins/metrics.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { keysOf, tempPlan } from '../support/tempBench.ts';

const control = (order?: number): { readonly role: 'control'; readonly order?: number } => ({ role: 'control', ...(order === undefined ? {} : { order }) });
const cell = (plan: Plan, arm: string): Plan['cells'][number] | undefined => plan.cells.find((c) => c.id === `tiny:computed/tiny/dense-gap/${arm}`);
const phases = (plan: Plan, arm: string): readonly PlannedNode[] => plan.nodes.filter((n) => n.kind === 'phase' && cell(plan, arm)?.phases.includes(n.key));
const seedsOf = (nodes: readonly PlannedNode[]): readonly unknown[] => nodes.map((n) => n.task.kind === 'phase' && n.task.seed);
const TUNED: Partial<Benchmark> = { tune: { lr: [0.01, 0.05] }, seeds: [0, 1] };

describe('a control in another order of the data', () => {
  it('trains with the seed but for its order, and stays a cell of the seed', async () => {
    const plan = await tempPlan({ seeds: [7], regimes: [joint, use(joint, {}, control(1)), use(joint, {}, control(3))] });
    expect(plan.cells.map((c) => [c.id.split('/').slice(3).join('/'), c.seed.order])).toEqual([['joint/7', 7], ['joint@order1/7', 7], ['joint@order3/7', 7]]);
    expect(seedsOf(phases(plan, 'joint/7'))).toEqual([{ root: 7, init: 7, order: 7, augment: 7 }]);
    expect(seedsOf(phases(plan, 'joint@order1/7'))).toEqual([{ root: 7, init: 7, order: 1_000_007, augment: 7 }]);
    expect(seedsOf(phases(plan, 'joint@order3/7'))).toEqual([{ root: 7, init: 7, order: 3_000_007, augment: 7 }]);
    // Three trainings, and three predictions.
    expect([plan.counts.phase.distinct, plan.counts.predict.distinct]).toEqual([3, 3]);
  });

  it('shares no phase with the usual order, not even the backbone, and leaves the keys of the usual order alone', async () => {
    const [plain, plan] = await Promise.all([tempPlan({ regimes: [disjoint] }), tempPlan({ regimes: [disjoint, use(disjoint, {}, control(1)), use(mixed, {}, control(1))] })]);
    expect(cell(plan, 'disjoint/0')?.nodes).toEqual(cell(plain, 'disjoint/0')?.nodes);
    const [usual, other, third] = ['disjoint/0', 'disjoint@order1/0', 'mixed@order1/0'].map((arm) => cell(plan, arm)?.phases ?? []);
    expect(usual?.filter((key) => other?.includes(key))).toEqual([]);
    // Two controls in one other order share their backbone, as regimes in the usual one do.
    expect(other?.[0]).toBe(third?.[0]);
  });

  it('is compared in the group of its seed', async () => {
    const plan = await tempPlan({ seeds: [0, 1], regimes: [joint, use(joint, {}, control(1))], metrics: [regimes] });
    expect(plan.values.map((v) => v.cells.map((id) => id.split('/').slice(3).join('/')))).toEqual([['joint/0', 'joint@order1/0'], ['joint/1', 'joint@order1/1']]);
  });

  it('is called by its order in tables, by its number where there are several', async () => {
    const labels = async (change: Benchmark['regimes']): Promise<readonly unknown[]> => planRecord(await tempPlan({ regimes: change })).arms.map((a) => [a.regime.label, a.regime.order, a.role]);
    expect(await labels([joint, use(joint, {}, control(1)), mixed])).toEqual([['joint', 0, 'ranked'], ['joint (other order)', 1, 'control'], ['mixed', 0, 'ranked']]);
    expect(await labels([use(joint, {}, control(1)), use(joint, {}, control(2)), use(mixed, {}, control(2))])).toEqual([
      ['joint (order 1)', 1, 'control'], ['joint (order 2)', 2, 'control'], ['mixed (other order)', 2, 'control'],
    ]);
    expect(await labels([mixed, use(mixed, { share: 0.25 }, control(1))])).toEqual([['mixed (share 0.5)', 0, 'ranked'], ['mixed (share 0.25, other order)', 1, 'control']]);
  });

  it('is selected by its name', async () => {
    const change = { regimes: [joint, use(joint, {}, control(1))] };
    expect((await tempPlan(change, { only: { regimes: ['joint@order1'] } })).cells.map((c) => c.arm)).toEqual(['tiny:computed/tiny/dense-gap/joint@order1']);
    expect((await tempPlan(change, { only: { regimes: ['joint'] } })).cells.map((c) => c.arm)).toEqual(['tiny:computed/tiny/dense-gap/joint']);
  });
});

describe('the learning rates of a control in another order', () => {
  it('are those of the usual order: it adds no trial and no choice', async () => {
    const [plain, plan] = await Promise.all([tempPlan({ ...TUNED, regimes: [disjoint] }), tempPlan({ ...TUNED, regimes: [disjoint, use(disjoint, {}, control(1))] })]);
    expect(keysOf(plan, 'select')).toEqual(keysOf(plain, 'select'));
    expect(keysOf(plan, 'select')).toHaveLength(2);
    const trials = (p: Plan): readonly string[] => p.nodes.filter((n) => n.kind === 'phase' && n.name.includes(' at ')).map((n) => n.key).toSorted();
    expect(trials(plan)).toEqual(trials(plain));
    const select = (arm: string): readonly unknown[] => phases(plan, arm).map((n) => n.task.kind === 'phase' && n.task.rate?.select);
    expect(select('disjoint@order1/0')).toEqual(select('disjoint/0'));
    expect(select('disjoint@order1/0')).toEqual(expect.arrayContaining([expect.any(String)]));
  });

  it('come with no copy: even on the seed of trials its phases are trained', async () => {
    const plan = await tempPlan({ ...TUNED, regimes: [disjoint, use(disjoint, {}, control(1))] });
    const copies = (arm: string): readonly unknown[] => phases(plan, arm).map((n) => [n.task.kind === 'phase' && n.task.rate?.trials.length, n.macs > 0]);
    expect(copies('disjoint/0')).toEqual([[2, false], [2, false]]);
    expect(copies('disjoint@order1/0')).toEqual([[0, true], [0, true]]);
    expect(copies('disjoint@order1/1')).toEqual([[0, true], [0, true]]);
  });
});
