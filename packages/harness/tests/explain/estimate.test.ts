import { known } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { type EngineFingerprint, estimate } from '../../src/index.ts';
import { addSpeed, speedId } from '../../src/store/speeds.ts';
import { joint } from '../support/plugins/regimes.ts';
import { ENGINE, tempFolder, tempPlan } from '../support/tempBench.ts';
import { storeDiverged, storePlan } from './storePlan.ts';

const wasm: EngineFingerprint = { ...ENGINE, engine: 'wasm' };
/** Seconds that starting a worker with its engine takes. */
const START = 2.5;

describe('the estimate of a plan', () => {
  it('goes by a usual machine where nothing was measured', async () => {
    const plan = await tempPlan({ regimes: [joint] }, { engine: wasm });
    const found = await estimate(plan, { store: await tempFolder(), workers: 1, cpu: 'X' });
    // 5e9 multiply-accumulates and 1/0.008 batches a second.
    const expected = plan.nodes.reduce((sum, n) => sum + n.macs / 5e9 + n.steps * 0.008, 0);
    expect(found).toMatchObject({ stored: 0, basis: 'usual', macs: plan.nodes.reduce((sum, n) => sum + n.macs, 0) });
    expect(found.toRun).toEqual(plan.nodes);
    expect(found.seconds).toBeCloseTo(START + expected, 9);
  });

  it('goes by what earlier runs took with this engine on this processor', async () => {
    const [plan, store] = [await tempPlan({ regimes: [joint] }, { engine: wasm }), await tempFolder()];
    await addSpeed(store, speedId(wasm, 'X'), { expected: 10, seconds: 30 });
    const [usual, here, elsewhere] = await Promise.all([
      estimate(plan, { store: await tempFolder(), workers: 1, cpu: 'X' }), estimate(plan, { store, workers: 1, cpu: 'X' }), estimate(plan, { store, workers: 1, cpu: 'Y' }),
    ]);
    expect([here.basis, elsewhere.basis]).toEqual(['measured', 'usual']);
    expect(known(here.seconds, 'known') - START).toBeCloseTo(3 * (known(usual.seconds, 'known') - START), 9);
    expect(elsewhere.seconds).toBe(usual.seconds);
  });

  it('knows nothing of the time of an engine that it does not know', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const found = await estimate({ ...plan, engine: { engine: 'abacus' } }, { store: await tempFolder(), workers: 1 });
    expect(found.seconds).toBeNull();
  });

  it('goes by stored results, and counts only what is left', async () => {
    const [plan, store] = [await tempPlan({ regimes: [joint], seeds: [0, 1] }), await tempFolder()];
    await storePlan(store, plan, (n) => n.kind === 'prepare' || n.label.includes('joint/0'));
    const found = await estimate(plan, { store, workers: 2 });
    expect(found).toMatchObject({ stored: 4, basis: 'stored' });
    expect(found.toRun.map((n) => n.name)).toEqual(['everything', 'predict', 'metric-accuracy']);
    // The other seed's phase and prediction took 2 s each.
    expect(found.seconds).toBeCloseTo(START + 4 / 2, 9);
    expect((await estimate(plan, { store, workers: 2, refresh: true })).toRun).toEqual(plan.nodes);
  });

  it('leaves out what diverged and what depends on it', async () => {
    const [plan, store] = [await tempPlan({ regimes: [joint] }), await tempFolder()];
    await storePlan(store, plan, (n) => n.kind === 'prepare');
    await storeDiverged(store, known(plan.nodes.find((n) => n.kind === 'phase'), 'planned'), 'The loss is NaN.');
    expect(await estimate(plan, { store, workers: 1 })).toMatchObject({ toRun: [], stored: 4, seconds: 0 });
  });
});
