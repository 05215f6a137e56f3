import { type Regime, type TrainPhase, defineRegime, fromRecipe, int, taskLoss } from '@exitbench/core';
import { expect, it } from 'vitest';

import { checkRegime } from '../src/regime.ts';

/** Joint training with a parameter. */
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

it('rejects spending more than the budget unless a parameter that is moved is meant to', () => {
  const more = mutant((original) => (p, s) => original({ ...p, parts: 1 }, { ...s, budget: { ...s.budget, macs: s.budget.macs * (p as { readonly parts: number }).parts } }));
  const found = (overBudget: readonly string[]): readonly string[] => [...new Set(checkRegime(more, { overBudget }).map((f) => f.check))];
  expect(found([])).toEqual(['over-budget']);
  expect(found(['others'])).toEqual(['over-budget']);
  expect(found(['parts'])).toEqual([]);
});
