import { type Phase, type Regime, type Splits, type TrainPhase, defineRegime, fromRecipe, int, taskLoss } from '@exitbench/core';

import type { Canary } from '../canary.ts';
import { checkCanary } from '../canaryRun.ts';
import type { CheckId } from '../checks.ts';
import { checkRegime, checkTraining } from '../regime.ts';
import type { Mutant } from './mutant.ts';

/** Joint training with a parameter, sound; each mutant changes one thing. */
const sound = defineRegime({
  id: 'regime-sound', module: import.meta.url, revision: 1, title: 'sound', description: 'Trains everything.', citation: 'None: a test.',
  params: { parts: int({ default: 1, minimum: 1, maximum: 3, description: 'Equal parts of the budget.' }) },
  phases: ({ parts }, { recipe, budget }) =>
    Array.from({ length: parts }, (_, i): TrainPhase => ({
      ...fromRecipe(recipe), name: `part ${i}`, train: 'all', losses: [taskLoss(recipe, 'all')], budget: { macs: budget.macs / parts }, snapshots: [],
    })),
});

type Phases = Regime['phases'];
const original: Phases = (params, surroundings) => sound.phases(params as { parts: number }, surroundings);
const twin = (): ReturnType<Mutant['twin']> => Promise.resolve(checkRegime(sound));
const mutant = (check: CheckId<'regime'>, name: string, make: () => Phases, also: readonly CheckId<'regime'>[] = []): Mutant<'regime'> =>
  ({ kind: 'regime', check, also, name, twin, findings: () => Promise.resolve(checkRegime({ ...sound, phases: make() })) });
/** Changes the first phase. */
const first = (check: CheckId<'regime'>, name: string, change: (phase: TrainPhase) => unknown, also: readonly CheckId<'regime'>[] = []): Mutant<'regime'> =>
  mutant(check, name, () => (p, s) => original(p, s).map((phase, i) => (i === 0 ? change(phase as TrainPhase) : phase) as Phase), also);

/** Backbone, then heads; in the second phase norms of the backbone rest, or drift. */
const twoPhases = (batchNorm: TrainPhase['batchNorm']): Regime => ({
  ...sound,
  phases: (params, s) => original(params, s).flatMap((phase) => [
    { ...phase, name: 'backbone', train: 'backbone', losses: [taskLoss(s.recipe, 'last')], budget: { steps: 4 } } as Phase,
    { ...phase, name: 'heads', train: 'heads', batchNorm, losses: [taskLoss(s.recipe, s.exits.slice(0, -1).map((e) => e.name))], budget: { steps: 4 } } as Phase,
  ]),
});
/** Another regime where the parameter is at its largest value. */
const behind = (other: Regime): Regime => ({ ...sound, phases: (p, s) => ((p as { readonly parts: number }).parts === 3 ? other.phases({ parts: 1 }, s) : original(p, s)) });
const trainedOn = (splits: (canary: Canary) => Promise<Splits>) => (): ReturnType<Mutant['findings']> => checkCanary(sound, {}, splits);
const canaryTwin = (): ReturnType<Mutant['twin']> => checkCanary(sound);

export const REGIME_MUTANTS: readonly Mutant<'regime'>[] = [
  first('plain-data', 'has phases that carry a function', (phase) => ({ ...phase, weight: () => 1 })),
  first('plain-data', 'has a budget that is not finite', (phase) => ({ ...phase, budget: { macs: Infinity } })),
  mutant('pure', 'counts its calls', () => {
    let calls = 0;
    return (p, s) => (calls++, original(p, s).map((phase) => ({ ...phase, name: `call ${calls}` })));
  }),
  mutant('pure', 'depends on the order of calls', () => {
    let last = 0;
    return (p, s) => {
      const name = `after ${last} blocks`;
      last = s.blocks.length;
      return original(p, s).map((phase) => ({ ...phase, name }));
    };
  }),
  mutant('inputs', 'writes to its surroundings', () => (p, s) => ((s.budget as { epochs: number }).epochs++, original(p, s))),
  mutant('throws', 'throws', () => () => JSON.parse('{') as readonly Phase[]),
  first('resolves', 'trains an unknown part', (phase) => ({ ...phase, train: 'head' })),
  first('resolves', 'has a loss at an unknown exit', (phase) => ({ ...phase, losses: [{ ...phase.losses[0], at: ['nowhere'] }] })),
  first('resolves', 'has a budget of less than nothing', (phase) => ({ ...phase, budget: { steps: -1 } })),
  mutant('empty', 'trains nothing', () => () => []),
  first('over-budget', 'exceeds its budget', (phase) => ({ ...phase, budget: { epochs: 8 } })),
  first('recipe', 'replaces the optimiser', (phase) => ({ ...phase, optimiser: { kind: 'adam', rate: 1e-3, decay: 0, decayScope: 'all', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } })),
  mutant('over-budget', 'exceeds its budget by two steps', () => (p, s) => {
    const step = 3 * s.recipe.batch * [...s.blocks, ...s.exits.map((e) => e.head)].reduce((sum, { macs }) => sum + macs, 0);
    return original({ ...p, parts: 1 }, s).map((phase) => ({ ...phase, budget: { steps: Math.floor(s.budget.macs / step) + 2 } }) as Phase);
  }),
  first('resolves', 'needs an exit behind the first block, which only some placements have', (phase) => ({ ...phase, losses: [{ ...phase.losses[0], at: ['block0'] }] })),
  first('recipe', 'replaces the clipping, where there is one', ({ clip, ...phase }) => (clip === undefined ? phase : { ...phase, clip: 2 * clip })),
  first('recipe', 'clips where the recipe does not', (phase) => ({ clip: 1, ...phase })),
  first('recipe', 'replaces the batch', (phase) => ({ ...phase, batch: 5 })),
  { kind: 'regime', check: 'frozen', name: 'trains what it says is frozen: statistics of the backbone drift', findings: () => checkCanary(twoPhases('all')), twin: () => checkCanary(twoPhases('trained')) },
  {
    kind: 'regime', check: 'frozen', name: 'trains what it says is frozen, behind a parameter',
    findings: () => checkTraining(behind(twoPhases('all'))), twin: () => checkTraining(behind(twoPhases('trained'))),
  },
  {
    kind: 'regime', check: 'test-read', name: 'is trained on test samples', twin: canaryTwin,
    findings: trainedOn(async ({ dataset }) => {
      const splits = await dataset.open({});
      return { ...splits, train: { ...splits.train, read: (i) => splits.test.read(i) } };
    }),
  },
  {
    kind: 'regime', check: 'validation-read', name: 'is trained on validation samples', twin: canaryTwin,
    findings: trainedOn(async ({ dataset }) => {
      const splits = await dataset.open({});
      return { ...splits, train: splits.validation };
    }),
  },
];
