import { type Regime, canonicalJson, resolveParams, resolvePhases } from '@exitbench/core';
import { type Arm, type Plan, planBenchmark } from '@exitbench/harness';
import { plugin as disjoint } from '@exitbench/regime-disjoint';
import { plugin as joint } from '@exitbench/regime-joint';
import { plugin as mixed } from '@exitbench/regime-mixed';
import { describe, expect, it } from 'vitest';

import { regimes } from '../src/index.ts';

const planned = (profile: string): Promise<Plan> => planBenchmark(regimes, { profile, engine: { engine: 'wasm' } });
const armsOf = (plan: Plan): readonly Arm[] => plan.arms.filter((a): a is Arm => a.excluded === null);

describe.each(['smoke', 'quick', 'quick-wasm'])('%s', (profile) => {
  it('spends the training budget of every arm to within one per cent', async () => {
    expect(armsOf(await planned(profile)).filter((a) => !a.onBudget).map((a) => [a.id, a.deviation])).toEqual([]);
  });

  it('trains one backbone for disjoint and mixed: four phases a data set and seed, not five', async () => {
    const plan = await planned(profile);
    const units = plan.benchmark.datasets.length * plan.benchmark.seeds.length;
    expect(plan.counts.phase).toEqual({ planned: 5 * units, distinct: 4 * units });
  });
});

it('quick is what its readers are told', async () => {
  const { benchmark, cells } = await planned('quick');
  expect(cells).toHaveLength(2 * 3 * 3);
  expect(benchmark).toMatchObject({ epochs: [10], data: { train: 5000, validation: 1000, test: 10_000 }, recipe: { reduction: 'sum' } });
  expect(benchmark.notice).toMatch(/no hypothesis is judged here/);
});

describe.each([['tuned', 3, 5, 3], ['smoke-tuned', 2, 2, 1]])('%s', (profile, rates, seeds, controls) => {
  it('ranks three regimes within the budget, and shows controls that are not', async () => {
    const arms = armsOf(await planned(profile));
    const of = (role: string): readonly Arm[] => arms.filter((a) => a.regime.role === role);
    expect(of('ranked').map((a) => [a.regime.id, a.onBudget])).toEqual([['regime-disjoint', true], ['regime-joint', true], ['regime-mixed', true]]);
    expect(of('control').map((a) => Number(a.deviation.toFixed(1)))).toEqual([-0.5, 0.5, 1].slice(0, controls));
  });

  it('tries each rate for the last phase of every regime, and for each backbone once', async () => {
    const plan = await planned(profile);
    const choices = plan.nodes.flatMap((n) => (n.task.kind === 'select' ? [n.task.trials.length] : []));
    // One last phase an arm, and the backbones of half the budget and of all of it.
    expect(choices).toEqual(Array(3 + controls + (controls === 3 ? 2 : 1)).fill(rates));
    expect(plan.cells).toHaveLength((3 + controls) * seeds);
    expect(plan.benchmark.notice).toMatch(/tun/);
  });
});

describe('the regimes among each other', () => {
  /** What a regime's phases resolve to on the first network of the benchmark. */
  async function phases(regime: Regime, params: { readonly share?: number }): Promise<readonly string[]> {
    const arm = armsOf(await planned('quick'))[0];
    if (arm === undefined) throw new Error('There are arms.');
    const piece = (id: string): { id: string; macs: number } => {
      const found = arm.network.nodes.find((n) => n.piece.id === id);
      return { id, macs: (found?.piece.costs ?? []).reduce((sum, c) => sum + c.mac, 0) };
    };
    const given = regime.phases(resolveParams(regime.params, params, regime.id), {
      recipe: arm.recipe, budget: { macs: arm.budget, epochs: 10 }, stepsPerEpoch: 100, task: arm.network.task,
      blocks: arm.network.nodes.filter((n) => n.part === 'block').map((n) => piece(n.piece.id)),
      exits: arm.network.exits.map((e) => ({ name: e.name, after: e.after, head: piece(e.head) })), classifier: piece('classifier'),
    });
    return resolvePhases(given, { network: arm.network, samples: 5000, augmentations: [], at: 'x' }).map((p) => canonicalJson(p.phase));
  }

  it('mixed and disjoint start with the same phase at the same share, and with another at another', async () => {
    for (const share of [0.25, 0.5, 0.9]) expect((await phases(mixed, { share }))[0]).toBe((await phases(disjoint, { share }))[0]);
    expect((await phases(mixed, { share: 0.25 }))[0]).not.toBe((await phases(disjoint, { share: 0.5 }))[0]);
  });

  it('mixed without a share for the backbone is joint', async () => {
    expect(await phases(mixed, { share: 0 })).toEqual(await phases(joint, {}));
    expect(await phases(mixed, { share: 0.1 })).not.toEqual(await phases(joint, {}));
  });

  it('all of the budget for the backbone leaves mixed and disjoint nothing to differ in', async () => {
    expect(await phases(mixed, { share: 1 })).toEqual(await phases(disjoint, { share: 1 }));
    expect(await phases(mixed, { share: 1 })).toHaveLength(1);
  });
});
