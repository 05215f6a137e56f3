import { describe, expect, it } from 'vitest';

import { checkPhase } from '../src/checkPhase.ts';
import { type Phase, checkRecipe, checkRecipeParts } from '../src/index.ts';

const SGD = { kind: 'sgd', rate: 0.1, momentum: 0.9, decay: 0, decayScope: 'all' };
const ADAM = { kind: 'adam', rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, decayScope: 'kernels' };
const TASK = { kind: 'task', at: 'all', reduction: 'mean' };
const DISTIL = { kind: 'distil', at: ['b0'], from: 'last', reduction: 'sum' };
const STOP = { metric: 'loss', patience: 1, every: 'epoch', minDelta: 0 };
const RAMP = { kind: 'ramp', start: 0, slope: 1, cap: 1, per: 'step' };
const STEP = { kind: 'step', warmup: 0, milestones: [0.5], factor: 0.1 };
const RECIPE = { optimiser: SGD, schedule: { kind: 'constant', warmup: 0 }, batch: 10, augment: [], reduction: 'mean' };
const PHASE = { kind: 'train', name: 'x', train: 'all', losses: [TASK], optimiser: SGD, schedule: RECIPE.schedule, augment: [], batch: 10, budget: { steps: 3 } };
const IMPORT = { kind: 'import', name: 'x', file: { path: 'w', sha256: 'ab' }, map: { a: 'b' } };

const check = (change: object): void => checkPhase({ ...PHASE, ...change } as unknown as Phase, 'p');

function errorOf(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a phase', () => {
  it('is taken with all words and the ends of all ranges', () => {
    const taken: readonly object[] = [
      {}, ...['trained', 'none', 'all'].map((batchNorm) => ({ batchNorm })), ...['last', 'best'].map((restore) => ({ restore })),
      ...['plain', 'equilibrium', { scale: [0, 2] }].map((exitGradient) => ({ exitGradient })), { combine: 'sum', cacheFeatures: true, clip: 0.1, fresh: ['b0'] },
      { snapshots: [] }, { snapshots: [0, 1] }, { optimiser: { ...SGD, momentum: 0, rate: 1e20 } }, { optimiser: ADAM }, { optimiser: { ...ADAM, kind: 'adamw', beta1: 0 } },
      { schedule: { kind: 'cosine', warmup: 3, floor: 0 } }, { schedule: { kind: 'cosine', warmup: 0, floor: 1 } }, { schedule: STEP }, { augment: [{ kind: 'flip' }, { kind: 'shift', pixels: 1 }] },
      { losses: [] }, { losses: [{ ...TASK, weight: 0, of: 'head', smoothing: 0 }, { ...DISTIL, of: 'combined', weight: RAMP, temperature: 0.5 }] },
      ...['next', 'later'].map((from) => ({ losses: [{ ...DISTIL, from }] })), { stop: STOP }, { stop: { ...STOP, metric: 'accuracy', every: 1 } }, { stop: undefined },
      { budget: { macs: 0.5 } }, { budget: { epochs: 0 } },
    ];
    expect(taken.map((change) => errorOf(() => check(change))).filter((e) => e !== undefined)).toEqual([]);
    expect(() => checkPhase(IMPORT as unknown as Phase, 'p')).not.toThrow();
  });

  it.each<readonly [object, string, string]>([
    [{ kind: 'trian' }, 'kind', 'train'],
    [{ restore: 'bset' }, 'restore', 'best'],
    [{ batchNorm: 'al' }, 'batchNorm', 'all'],
    [{ cacheFeature: true }, 'cacheFeature', 'cacheFeatures'],
    [{ combine: 'som' }, 'combine', 'sum'],
    [{ exitGradient: 'equilibirum' }, 'exitGradient', 'equilibrium'],
    [{ exitGradient: { scales: [] } }, 'exitGradient.scales', 'scale'],
    [{ optimiser: { ...SGD, kind: 'sdg' } }, 'optimiser.kind', 'sgd'],
    [{ optimiser: { ...SGD, decayScope: 'kernel' } }, 'optimiser.decayScope', 'kernels'],
    [{ optimiser: { ...ADAM, momentun: 0 } }, 'optimiser.momentun', ''],
    [{ schedule: { kind: 'cosin', warmup: 0, floor: 0 } }, 'schedule.kind', 'cosine'],
    [{ schedule: { kind: 'constant', warmupp: 0 } }, 'schedule.warmupp', 'warmup'],
    [{ augment: [{ kind: 'filp' }] }, 'augment[0].kind', 'flip'],
    [{ losses: [TASK, { ...TASK, kind: 'tsak' }] }, 'losses[1].kind', 'task'],
    [{ losses: [{ ...TASK, reduction: 'means' }] }, 'losses[0].reduction', 'mean'],
    [{ losses: [{ ...TASK, reduction: 'average' }] }, 'losses[0].reduction', ''],
    [{ losses: [{ ...TASK, of: 'combind' }] }, 'losses[0].of', 'combined'],
    [{ losses: [{ ...DISTIL, from: 'lastt' }] }, 'losses[0].from', 'last'],
    [{ losses: [{ ...DISTIL, temprature: 1 }] }, 'losses[0].temprature', 'temperature'],
    [{ losses: [{ ...TASK, weight: { ...RAMP, per: 'epcoh' } }] }, 'losses[0].weight.per', 'epoch'],
    [{ stop: { ...STOP, every: 'epcoh' } }, 'stop.every', 'epoch'],
    [{ stop: { ...STOP, metric: 'los' } }, 'stop.metric', 'loss'],
    [{ budget: { step: 3 } }, 'budget.step', 'steps'],
  ])('%j is refused with the nearest name', (change, at, near) => {
    const hint = near === '' ? /^Known: / : new RegExp(`^Did you mean \`${near}\``);
    expect(errorOf(() => check(change))).toMatchObject({ code: 'unknown-name', at: `p.${at}`, hint: expect.stringMatching(hint) as string });
  });

  it.each<readonly [object, string, string]>([
    [{ stop: { ...STOP, every: 0 } }, 'stop.every', 'a whole number of at least 1, not 0'],
    [{ stop: { ...STOP, every: 1.5 } }, 'stop.every', 'not 1.5'],
    [{ stop: { ...STOP, patience: -1 } }, 'stop.patience', 'not -1'],
    [{ stop: { ...STOP, minDelta: -1 } }, 'stop.minDelta', 'not -1'],
    [{ stop: null }, 'stop', 'an object, not null'],
    [{ exitGradient: { scale: [1, -1] } }, 'exitGradient.scale[1]', 'not -1'],
    [{ snapshots: [0, 1.5] }, 'snapshots[1]', 'a finite number of at least 0 up to 1, not 1.5'],
    [{ snapshots: [-0.5] }, 'snapshots[0]', 'not -0.5'],
    [{ snapshots: 1 }, 'snapshots', 'a list, not 1'],
    [{ optimiser: { ...SGD, rate: -1 } }, 'optimiser.rate', 'above 0, not -1'],
    [{ optimiser: { ...SGD, rate: 0 } }, 'optimiser.rate', 'above 0, not 0'],
    [{ optimiser: { ...SGD, momentum: 2 } }, 'optimiser.momentum', 'below 1, not 2'],
    [{ optimiser: { ...SGD, momentum: undefined } }, 'optimiser.momentum', 'not undefined'],
    [{ optimiser: { ...SGD, decay: NaN } }, 'optimiser.decay', 'not NaN'],
    [{ optimiser: { ...ADAM, beta2: 1 } }, 'optimiser.beta2', 'below 1, not 1'],
    [{ optimiser: { ...ADAM, epsilon: 0 } }, 'optimiser.epsilon', 'above 0, not 0'],
    [{ optimiser: undefined }, 'optimiser', 'an object, not undefined'],
    [{ clip: -1 }, 'clip', 'above 0, not -1'],
    [{ clip: '1' }, 'clip', "not '1'"],
    [{ losses: [{ ...TASK, smoothing: 1 }] }, 'losses[0].smoothing', 'below 1, not 1'],
    [{ losses: [{ ...TASK, smoothing: -0.1 }] }, 'losses[0].smoothing', 'not -0.1'],
    [{ losses: [{ ...TASK, weight: -1 }] }, 'losses[0].weight', 'not -1'],
    [{ losses: [{ ...TASK, weight: { ...RAMP, cap: Infinity } }] }, 'losses[0].weight.cap', 'not Infinity'],
    [{ losses: [{ ...TASK, at: undefined }] }, 'losses[0].at', 'a word or a list of names, not undefined'],
    [{ losses: [{ ...DISTIL, temperature: 0 }] }, 'losses[0].temperature', 'above 0, not 0'],
    [{ schedule: { kind: 'constant', warmup: -1 } }, 'schedule.warmup', 'not -1'],
    [{ schedule: { kind: 'cosine', warmup: 0, floor: 2 } }, 'schedule.floor', 'not 2'],
    [{ schedule: { ...STEP, milestones: [0.5, 1] } }, 'schedule.milestones[1]', 'not 1'],
    [{ schedule: { ...STEP, milestones: [0] } }, 'schedule.milestones[0]', 'not 0'],
    [{ schedule: { ...STEP, factor: 0 } }, 'schedule.factor', 'not 0'],
    [{ augment: [{ kind: 'shift', pixels: 0.5 }] }, 'augment[0].pixels', 'not 0.5'],
    [{ augment: [{ kind: 'shift', pixels: -2 }] }, 'augment[0].pixels', 'not -2'],
    [{ cacheFeatures: 'yes' }, 'cacheFeatures', "true or false, not 'yes'"],
    [{ train: ['b0', 1] }, 'train', 'a word or a list of names'],
    [{ budget: {} }, 'budget', 'an amount of `macs`, `steps` or `epochs`, not {}'],
    [{ budget: { macs: 1, steps: 0.5 } }, 'budget.steps', 'not 0.5'],
    [{ budget: { steps: undefined } }, 'budget', 'an amount of `macs`, `steps` or `epochs`'],
    [{ batch: 0 }, 'batch', 'not 0'],
    [{ name: 1 }, 'name', 'a text, not 1'],
  ])('%j is refused', (change, at, message) => {
    expect(errorOf(() => check(change))).toMatchObject({ code: 'bad-phase', at: `p.${at}`, message: expect.stringContaining(message) as string });
  });

  it('of imports has no other fields, and a map of texts', () => {
    expect(errorOf(() => checkPhase({ ...IMPORT, train: 'all' } as unknown as Phase, 'p'))).toMatchObject({ code: 'unknown-name', at: 'p.train' });
    expect(errorOf(() => checkPhase({ ...IMPORT, map: { a: 1 } } as unknown as Phase, 'p'))).toMatchObject({ code: 'bad-phase', at: 'p.map' });
  });
});

describe('a recipe', () => {
  it('is checked by the same rules, as configuration', () => {
    expect(errorOf(() => checkRecipe(RECIPE as never, 'r'))).toBeUndefined();
    expect(errorOf(() => checkRecipe({ ...RECIPE, optimiser: { ...SGD, momentum: 2 } } as never, 'r'))).toMatchObject({ code: 'bad-config', at: 'r.optimiser.momentum' });
    expect(errorOf(() => checkRecipe({ ...RECIPE, losses: [] } as never, 'r'))).toMatchObject({ code: 'unknown-name', at: 'r.losses' });
    expect(errorOf(() => checkRecipe({ ...RECIPE, batch: undefined } as never, 'r'))).toMatchObject({ code: 'bad-config', at: 'r.batch' });
  });

  it('may be overridden in parts, each of them whole', () => {
    expect(errorOf(() => checkRecipeParts({}, 'r'))).toBeUndefined();
    expect(errorOf(() => checkRecipeParts({ reduction: 'sum' }, 'r'))).toBeUndefined();
    expect(errorOf(() => checkRecipeParts({ optimiser: { rate: 1 } } as never, 'r'))).toMatchObject({ code: 'bad-config', at: 'r.optimiser.kind' });
    expect(errorOf(() => checkRecipeParts({ smoothing: 1 }, 'r'))).toMatchObject({ code: 'bad-config', at: 'r.smoothing' });
  });
});
