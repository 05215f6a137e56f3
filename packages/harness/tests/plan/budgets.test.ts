import { use } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { planRecord } from '../../src/collect/planRecord.ts';
import type { Plan } from '../../src/index.ts';
import { regimes } from '../support/plugins/metrics.ts';
import { joint, mixed } from '../support/plugins/regimes.ts';
import { keysOf, tempPlan } from '../support/tempBench.ts';

const names = (plan: Plan): readonly string[] => plan.arms.map((a) => a.id.split('/').slice(3).join('/'));

describe('several budgets', () => {
  it('are an axis: an arm each, named by it, and the same network trained longer', async () => {
    const plan = await tempPlan({ epochs: [4, 2], regimes: [joint, mixed] });
    expect(names(plan)).toEqual(['joint/t2', 'mixed/t2', 'joint/t4', 'mixed/t4']);
    const [short, , long] = plan.arms.map((a) => (a.excluded === null ? a.budget : 0));
    expect(long).toBe(2 * (short ?? 0));
    expect(planRecord(plan)).toMatchObject({ epochs: [2, 4], arms: [{ epochs: 2 }, { epochs: 2 }, { epochs: 4 }, { epochs: 4 }] });
  });

  it('change no key: each is what it is alone, where its name says nothing of it', async () => {
    const [both, alone] = await Promise.all([tempPlan({ epochs: [2, 4], regimes: [joint] }), tempPlan({ epochs: 4, regimes: [joint] })]);
    expect(names(alone)).toEqual(['joint']);
    expect(names(await tempPlan({ epochs: [4], regimes: [joint] }))).toEqual(['joint']);
    expect(both.cells[1]?.nodes).toEqual(alone.cells[0]?.nodes);
    expect(both.cells[0]?.nodes).not.toEqual(alone.cells[0]?.nodes);
  });

  it('keep their names where one of them is selected', async () => {
    const plan = await tempPlan({ epochs: [2, 4], regimes: [joint] }, { only: { epochs: [4] } });
    expect(names(plan)).toEqual(['joint/t4']);
    expect(planRecord(plan).epochs).toEqual([4]);
    const error = await tempPlan({ epochs: [2, 4] }, { only: { epochs: [3] } }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'unknown-name', at: 'only.epochs' });
  });

  it('share a phase that is as long in both, and are never compared with each other', async () => {
    // Half of four epochs and all of two: 8 steps of the backbone.
    const plan = await tempPlan({ epochs: [2, 4], regimes: [mixed, use(mixed, { share: 1 })], metrics: [regimes] });
    expect(keysOf(plan, 'phase', 'backbone')).toHaveLength(3);
    expect(plan.values.map((v) => v.cells.map((id) => id.split('/').at(-2)))).toEqual([['t2', 't2'], ['t4', 't4']]);
  });
});
