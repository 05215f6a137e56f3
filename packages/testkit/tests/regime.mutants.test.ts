import { type Regime, type TrainPhase, defineRegime, fromRecipe, int, taskLoss } from '@exitbench/core';
import { expect, it } from 'vitest';

import { checkRegime } from '../src/regime.ts';

/** Joint training with a parameter, sound; each mutant changes one thing. */
const sound = defineRegime({
  id: 'regime-sound', module: import.meta.url, revision: 1, title: 'sound', description: 'Trains everything.', citation: 'a test',
  params: { parts: int({ default: 1, minimum: 1, maximum: 3, description: 'Equal parts of the budget.' }) },
  phases: ({ parts }, { recipe, budget }) =>
    Array.from({ length: parts }, (_, i): TrainPhase => ({
      ...fromRecipe(recipe), name: `part ${i}`, train: 'all', losses: [taskLoss(recipe, 'all')], budget: { macs: budget.macs / parts },
    })),
});

type Phases = Regime['phases'];
const mutant = (phases: (original: Phases) => Phases): Regime => ({ ...sound, phases: phases((p, s) => sound.phases(p as { parts: number }, s)) });
const checks = (regime: Regime): readonly string[] => [...new Set(checkRegime(regime).map((f) => f.check))];
/** Changes the first phase. */
const first = (change: (phase: TrainPhase) => unknown) =>
  mutant((original) => (p, s) => original(p, s).map((phase, i) => (i === 0 ? change(phase as TrainPhase) : phase) as TrainPhase));

it('lets the sound one pass', () => {
  expect(checkRegime(sound)).toEqual([]);
});

it('rejects phases that carry a function', () => {
  expect(checks(first((phase) => ({ ...phase, weight: () => 1 })))).toEqual(['plain-data']);
});

it('rejects a budget that is not finite', () => {
  expect(checks(first((phase) => ({ ...phase, budget: { macs: Infinity } })))).toEqual(['plain-data']);
});

it('rejects a regime that counts its calls', () => {
  let calls = 0;
  expect(checks(first((phase) => ({ ...phase, budget: { steps: calls++ } })))).toContain('pure');
});

it('rejects a regime that remembers what it saw last', () => {
  let last = 'backbone';
  const regime = mutant((original) => (p, s) => {
    const name = last;
    last = `${s.blocks.length} blocks`;
    return original(p, s).map((phase) => ({ ...phase, name }));
  });
  expect(checks(regime)).toContain('pure');
});

it('rejects a regime that writes to its surroundings', () => {
  const regime = mutant((original) => (p, s) => {
    (s.budget as { epochs: number }).epochs += 1;
    return original(p, s);
  });
  expect(checks(regime)).toEqual(['inputs']);
});

it('rejects a regime that throws', () => {
  expect(checks(first(() => JSON.parse('{')))).toEqual(['throws']);
});

it('rejects a part that no network has', () => {
  expect(checks(first((phase) => ({ ...phase, train: 'head' })))).toEqual(['resolves']);
  expect(checks(first((phase) => ({ ...phase, losses: [{ ...phase.losses[0], at: ['block0'] }] })))).toContain('resolves');
});

it('rejects a negative budget', () => {
  expect(checks(first((phase) => ({ ...phase, budget: { steps: -1 } })))).toEqual(['resolves']);
});

it('rejects spending more than the budget', () => {
  expect(checks(first((phase) => ({ ...phase, budget: { epochs: 8 } })))).toEqual(['over-budget']);
});

it('rejects spending more than the budget unless a parameter that is moved is meant to', () => {
  const more = mutant((original) => (p, s) => original({ ...p, parts: 1 }, { ...s, budget: { ...s.budget, macs: s.budget.macs * (p as { readonly parts: number }).parts } }));
  const found = (overBudget: readonly string[]): readonly string[] => [...new Set(checkRegime(more, { overBudget }).map((f) => f.check))];
  expect(found([])).toEqual(['over-budget']);
  expect(found(['others'])).toEqual(['over-budget']);
  expect(found(['parts'])).toEqual([]);
});

it('rejects phases that train nothing', () => {
  expect(checks(mutant(() => () => []))).toEqual(['empty']);
});

it('rejects a rate rule, a batch or a clip that is not the recipe’s', () => {
  const adam = { kind: 'adam', rate: 1e-3, decay: 0, decayScope: 'all', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  expect(checks(first((phase) => ({ ...phase, optimiser: adam })))).toEqual(['recipe']);
  expect(checks(first((phase) => ({ ...phase, batch: 5 })))).toEqual(['recipe']);
});
