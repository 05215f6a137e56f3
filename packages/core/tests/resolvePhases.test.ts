import { describe, expect, it } from 'vitest';

import {
  type ImportPhase, type Network, type Phase, type PhaseSurroundings, type PlannedPhase, type Recipe, type ResolvedTrainPhase, type TrainPhase,
  DEFAULT_SNAPSHOTS, defineCombiner, fromRecipe, resolvePhases, selectExits, selectPieces, taskLoss,
} from '../src/index.ts';
import { BACKBONE, answering, block, network, port } from './support/network.ts';

// Blocks cost 10, 20, 40, heads 1 and 2, the classifier 5. 105 samples in batches of 10: ten steps an epoch.
const RECIPE: Recipe = {
  optimiser: { kind: 'sgd', rate: 0.1, momentum: 0.9, decay: 0, decayScope: 'all' }, schedule: { kind: 'constant', warmup: 0 },
  batch: 10, augment: [], reduction: 'mean', smoothing: 0.1,
};
const NET = network();
const COMBINED = network('dense', { combiner: defineCombiner({ id: 't', module: 't', title: 't', description: 'd', params: {}, build: ({ id }) => answering(id) }) });

function train(more: Partial<TrainPhase> = {}): TrainPhase {
  return { ...fromRecipe(RECIPE), name: 'joint', train: 'all', losses: [taskLoss(RECIPE, 'all')], budget: { steps: 3 }, ...more };
}

function resolve(phases: readonly Phase[], more: Partial<PhaseSurroundings> = {}): readonly PlannedPhase[] {
  return resolvePhases(phases, { network: NET, samples: 105, augmentations: [], at: 'arm', ...more });
}

function one(phase: TrainPhase, more: Partial<PhaseSurroundings> = {}): PlannedPhase & { readonly phase: ResolvedTrainPhase } {
  const [planned] = resolve([phase], more);
  if (planned === undefined || planned.phase.kind !== 'train') throw new Error('The phase was dropped.');
  return { ...planned, phase: planned.phase };
}

const failing = (code: string, at: string, message: string, hint = ''): unknown =>
  expect.objectContaining({ code, at, message: expect.stringContaining(message) as string, ...(hint === '' ? {} : { hint: expect.stringContaining(hint) as string }) });

describe('resolvePhases', () => {
  it('leaves nothing to default', () => {
    expect(one(train()).phase).toEqual({
      kind: 'train', train: ['b0', 'b0/head', 'b1', 'b1/head', 'b2', 'c'], fresh: [], batchNorm: 'trained',
      losses: [{ kind: 'task', at: ['b0', 'b1', 'c'], of: 'head', weight: 1, reduction: 'mean', smoothing: 0.1 }],
      combine: 'sum', exitGradient: 'plain', optimiser: RECIPE.optimiser, schedule: RECIPE.schedule, clip: null, augment: [], batch: 10,
      steps: 3, stepsPerEpoch: 10, stop: null, restore: 'last', snapshots: DEFAULT_SNAPSHOTS, cacheFeatures: false,
    });
  });

  it('keeps what is given', () => {
    const given = {
      fresh: 'heads', batchNorm: 'none', exitGradient: 'equilibrium', clip: 2, snapshots: [1], cacheFeatures: true, restore: 'last',
      stop: { metric: 'loss', patience: 1, every: 'epoch', minDelta: 0 },
    } as const;
    expect(one(train(given)).phase).toMatchObject({ ...given, fresh: ['b0/head', 'b1/head'] });
  });

  it('restores the best weights by default where there is a stopping rule', () => {
    expect(one(train({ stop: { metric: 'loss', patience: 1, every: 'epoch', minDelta: 0 } })).phase.restore).toBe('best');
  });

  it('keeps the name out of what is in the key', () => {
    expect(one(train({ name: 'other' })).phase).toEqual(one(train()).phase);
    expect(one(train({ name: 'other' })).name).toBe('other');
  });

  it('says what the phase touches and costs: 3 · 78 · 10 · 3 steps', () => {
    expect(one(train())).toMatchObject({ steps: 3, epochOffset: 0, macs: 7020, extent: { live: [true, true, true] } });
  });

  it('resolves distillations, without the last exit, which has no teacher', () => {
    const loss = { kind: 'distil', at: 'all', from: 'next', reduction: 'sum' } as const;
    expect(one(train({ losses: [loss] })).phase.losses).toEqual([{ kind: 'distil', at: ['b0', 'b1'], from: 'next', temperature: 1, of: 'head', weight: 1, reduction: 'sum' }]);
  });

  it('drops terms that name no exit', () => {
    const losses = [taskLoss(RECIPE, 'last'), taskLoss(RECIPE, 'attached')];
    expect(one(train({ losses }), { network: network('none') }).phase.losses).toHaveLength(1);
  });
});

describe('budgets', () => {
  const steps = (budget: TrainPhase['budget']): number => resolve([train({ budget })])[0]?.steps ?? 0;

  // A step of everything costs 2340.
  it('in multiply-accumulates become whole steps and are never exceeded', () => {
    expect([steps({ macs: 2339 }), steps({ macs: 2340 }), steps({ macs: 7019 }), steps({ macs: 7020 })]).toEqual([0, 1, 2, 3]);
    const budgets = Array.from({ length: 200 }, (_, i) => 2340 + i * 777.7);
    expect(budgets.filter((macs) => one(train({ budget: { macs } })).macs > macs * (1 + 1e-9))).toEqual([]);
    expect(budgets.filter((macs) => one(train({ budget: { macs } })).macs <= macs - 2340)).toEqual([]);
  });

  it('forgive rounding, and nothing more', () => {
    expect([steps({ macs: 2340 * (1 - 1e-12) }), steps({ macs: 2340 * (1 - 1e-8) })]).toEqual([1, 0]);
  });

  it('in steps are taken as they are', () => {
    expect(steps({ steps: 7 })).toBe(7);
    expect(() => steps({ steps: 1.5 })).toThrow(failing('bad-phase', 'arm.phases[0].budget.steps', 'a whole number of at least 0, not 1.5'));
  });

  it('in epochs become whole steps, not more: .29 of an epoch of ten steps is two, .3 three', () => {
    expect([steps({ epochs: 2 }), steps({ epochs: 0.29 }), steps({ epochs: 0.3 })]).toEqual([20, 2, 3]);
    // .29 · 100 is a little less than 29 in doubles.
    expect(0.29 * 100).toBeLessThan(29);
    expect(one(train({ budget: { epochs: 0.29 } }), { samples: 1000 }).steps).toBe(29);
  });

  it('are finite and not negative', () => {
    expect(() => steps({ macs: -1 })).toThrow(failing('bad-phase', 'arm.phases[0].budget.macs', 'a finite number of at least 0, not -1'));
    expect(() => steps({ epochs: Infinity })).toThrow(failing('bad-phase', 'arm.phases[0].budget.epochs', 'Infinity'));
    expect(() => steps({ steps: -1 })).toThrow(failing('bad-phase', 'arm.phases[0].budget.steps', '-1'));
    expect(() => steps({} as { steps: number })).toThrow(failing('bad-phase', 'arm.phases[0].budget', 'an amount of `macs`, `steps` or `epochs`'));
  });

  it('of several amounts are the first: a regime may hand on all that it was given', () => {
    expect([steps({ macs: 7020, epochs: 10 }), steps({ steps: 2, epochs: 10 })]).toEqual([3, 2]);
  });

  it('of multiply-accumulates need steps that cost some', () => {
    const free = network('none', {}, { inputs: [port('features')], blocks: [block('b0', 0)], classifier: answering('c', 0) });
    expect(() => one(train({ budget: { macs: 1 } }), { network: free })).toThrow(failing('bad-phase', 'arm.phases[0].budget.macs', 'never ends'));
  });
});

describe('zero-length phases', () => {
  it('are dropped: mixed with nothing in its first phase is joint', () => {
    const backbone = train({ name: 'backbone', train: 'backbone', losses: [taskLoss(RECIPE, 'last')], budget: { steps: 0 } });
    expect(resolve([backbone, train()])).toEqual(resolve([train()]));
    expect(resolve([{ ...backbone, budget: { steps: 1 } }, train()])).toHaveLength(2);
  });

  it('are dropped when the budget is too small for a step', () => {
    expect(resolve([train({ budget: { macs: 2339 } }), train({ budget: { epochs: 0 } })])).toEqual([]);
  });
});

describe('epochs run on', () => {
  it('and every phase starts at a whole one: 3 steps are an epoch begun, 20 are two', () => {
    const offsets = resolve([train({ budget: { steps: 3 } }), train({ budget: { steps: 0 } }), train({ budget: { epochs: 2 } }), train()]).map((p) => p.epochOffset);
    expect(offsets).toEqual([0, 1, 3]);
  });

  it('count steps of the phase that made them: 20 steps at batch 50 are ten epochs', () => {
    expect(resolve([train({ batch: 50, budget: { steps: 20 } }), train()]).map((p) => p.epochOffset)).toEqual([0, 10]);
  });
});

describe('refused', () => {
  const refused = (more: Partial<TrainPhase>, surroundings: Partial<PhaseSurroundings> = {}) => (): unknown => resolve([train(), train(more)], surroundings);

  it('an augmentation that the data set does not allow; one that it allows is taken', () => {
    const augment = [{ kind: 'shift', pixels: 2 }, { kind: 'flip' }] as const;
    expect(refused({ augment }, { augmentations: ['shift'] })).toThrow(failing('bad-phase', 'arm.phases[1].augment', '`flip`', 'Allowed: shift.'));
    expect(refused({ augment })).toThrow(failing('bad-phase', 'arm.phases[1].augment', '`shift`', 'Allowed: none.'));
    expect(one(train({ augment }), { augmentations: ['flip', 'shift'] }).phase.augment).toEqual(augment);
  });

  it('a batch larger than the set, or broken', () => {
    expect(refused({ batch: 106 })).toThrow(failing('bad-phase', 'arm.phases[1].batch', '105 training samples do not fill one batch of 106'));
    expect(refused({ batch: 0 })).toThrow(failing('bad-phase', 'arm.phases[1].batch', 'a whole number of at least 1, not 0'));
    expect(refused({ batch: 2.5 })).toThrow(failing('bad-phase', 'arm.phases[1].batch', 'a whole number of at least 1, not 2.5'));
  });

  it('a phase that trains nothing: no losses, no selection, or losses that the selection does not lead to', () => {
    const nothing = failing('bad-phase', 'arm.phases[1]', '`joint` trains nothing', '`losses`');
    expect(refused({ losses: [] })).toThrow(nothing);
    expect(refused({ train: 'none' })).toThrow(nothing);
    expect(refused({ train: ['b2'], losses: [taskLoss(RECIPE, 'attached')] })).toThrow(nothing);
    expect(refused({ train: 'heads', budget: { macs: 1e9 } }, { network: network('none') })).toThrow(nothing);
  });

  it('cached features with augmentation', () => {
    const more = { cacheFeatures: true, augment: [{ kind: 'flip' }], train: 'heads' } as const;
    expect(refused(more, { augmentations: ['flip'] })).toThrow(failing('bad-phase', 'arm.phases[1].cacheFeatures', 'only without augmentation'));
  });

  it('cached features of pieces whose statistics change; of others they are taken', () => {
    const more = { cacheFeatures: true, train: 'heads' } as const;
    expect(refused({ ...more, batchNorm: 'all' })).toThrow(failing('bad-phase', 'arm.phases[1].cacheFeatures', 'batch statistics change'));
    expect((['trained', 'none'] as const).map((batchNorm) => one(train({ ...more, batchNorm })).steps)).toEqual([3, 3]);
  });

  it('a scale too many or too few; one for each exit in the losses is taken', () => {
    const scaled = (...scale: readonly number[]) => ({ exitGradient: { scale }, losses: [taskLoss(RECIPE, 'attached'), taskLoss(RECIPE, ['b1'])] });
    expect(refused(scaled(1))).toThrow(failing('bad-phase', 'arm.phases[1].exitGradient.scale', '1 scales are given for 2 exits', 'b0, b1'));
    expect(refused(scaled(1, 1, 1))).toThrow(failing('bad-phase', 'arm.phases[1].exitGradient.scale', '3 scales'));
    expect(one(train(scaled(0, 2))).phase.exitGradient).toEqual({ scale: [0, 2] });
  });

  it('gradient equilibrium where a term reads combiners', () => {
    const losses = [taskLoss(RECIPE, 'last'), { ...taskLoss(RECIPE, 'attached'), of: 'combined' }] as const;
    expect(refused({ exitGradient: 'equilibrium', losses }, { network: COMBINED })).toThrow(failing('bad-phase', 'arm.phases[1].exitGradient', 'reads combiners'));
    expect(one(train({ losses }), { network: COMBINED }).phase.exitGradient).toBe('plain');
    expect(one(train({ exitGradient: 'equilibrium', losses: losses.slice(0, 1) }), { network: COMBINED }).phase.exitGradient).toBe('equilibrium');
  });

  it('an exit with two outputs to be judged by', () => {
    const losses = [taskLoss(RECIPE, 'all'), { ...taskLoss(RECIPE, ['b1']), of: 'combined' }] as const;
    const torn = failing('bad-phase', 'arm.phases[1].losses', 'The exit `b1` is trained by its head and by its combiner', 'two phases');
    const rule = { stop: { metric: 'loss', patience: 1, every: 1, minDelta: 0 }, restore: 'last' } as const;
    expect(refused({ losses, restore: 'best' }, { network: COMBINED })).toThrow(torn);
    expect(refused({ losses, ...rule }, { network: COMBINED })).toThrow(torn);
    // Nothing is judged; one output is frozen; the last exit has no combiner.
    expect(one(train({ losses }), { network: COMBINED }).phase.restore).toBe('last');
    expect(one(train({ losses, train: 'combiners', ...rule }), { network: COMBINED }).phase.stop).toEqual(rule.stop);
    expect(one(train({ losses: [taskLoss(RECIPE, 'all'), { ...taskLoss(RECIPE, 'last'), of: 'combined' }], ...rule }), { network: COMBINED }).steps).toBe(3);
  });

  it('a misspelt word, before anything else is looked at', () => {
    expect(refused({ restore: 'bset' as 'best', train: 'none', budget: { steps: 0 } })).toThrow(failing('unknown-name', 'arm.phases[1].restore', 'no word `bset`', '`best`'));
  });

  it('distillation and smoothing of values; the plain loss is taken', () => {
    const values = (id: string) => answering(id, 1, { outputs: [port('values', [1])], output: 'values', representation: 'values' });
    const net = network('none', {}, { ...BACKBONE, classifier: values('c') }, { kind: 'regression', range: [0, 1] });
    const smoothed = train();
    const distil = train({ losses: [{ kind: 'distil', at: 'all', from: 'last', reduction: 'sum' }] });
    const needClasses = failing('bad-phase', 'arm.phases[0].losses[0]', 'need classes');
    expect(() => one(smoothed, { network: net })).toThrow(needClasses);
    expect(() => one(distil, { network: net })).toThrow(needClasses);
    expect(one(train({ losses: [{ kind: 'task', at: 'all', reduction: 'sum' }] }), { network: net }).steps).toBe(3);
  });

  it('misspelt selectors, pieces and exits, with the nearest name', () => {
    expect(refused({ train: 'head' as 'heads' })).toThrow(failing('unknown-name', 'arm.phases[1].train', 'no selector `head`', '`heads`'));
    expect(refused({ fresh: ['b0/haed'] })).toThrow(failing('unknown-name', 'arm.phases[1].fresh[0]', 'no piece `b0/haed`', '`b0/head`'));
    expect(refused({ losses: [taskLoss(RECIPE, 'lats' as 'last')] })).toThrow(failing('unknown-name', 'arm.phases[1].losses[0].at', 'no selector `lats`', '`last`'));
    expect(refused({ losses: [taskLoss(RECIPE, ['b0', 'b3'])] })).toThrow(failing('unknown-name', 'arm.phases[1].losses[0].at[1]', 'no exit `b3`', '`b0`'));
  });
});

describe('selectPieces and selectExits', () => {
  const combiner = defineCombiner({ id: 't', module: 't', title: 't', description: 'd', params: {}, build: ({ id }) => answering(id) });
  const net: Network = network(['b1'], { combiner });

  it('name parts of the network', () => {
    expect((['none', 'backbone', 'heads', 'combiners', 'all'] as const).map((s) => selectPieces(net, s, 'x'))).toEqual([
      [], ['b0', 'b1', 'b2', 'c'], ['b1/head'], ['b1/combiner'], ['b0', 'b1', 'b1/head', 'b1/combiner', 'b2', 'c'],
    ]);
  });

  it('put lists in the order of inference', () => {
    expect(selectPieces(net, ['c', 'b1/head', 'c'], 'x')).toEqual(['b1/head', 'c']);
    expect(selectExits(net, ['c', 'b1'], 'x')).toEqual(['b1', 'c']);
  });

  it('name exits', () => {
    expect((['all', 'last', 'attached'] as const).map((s) => selectExits(net, s, 'x'))).toEqual([['b1', 'c'], ['c'], ['b1']]);
  });
});

describe('imports', () => {
  const phase: ImportPhase = { kind: 'import', name: 'weights', file: { path: '/w.safetensors', sha256: 'ab' }, map: { 'b0/w': 'conv1.weight' } };

  it('cost nothing, and their path is not in the key', () => {
    const [planned] = resolve([phase]);
    expect(planned).toEqual({
      name: 'weights', phase: { kind: 'import', sha256: 'ab', map: { 'b0/w': 'conv1.weight' } }, file: '/w.safetensors', steps: 0, epochOffset: 0, macs: 0,
    });
  });

  it('name weights of the network', () => {
    expect(() => resolve([train(), { ...phase, map: { 'b0/x': 'x' } }])).toThrow(failing('unknown-name', 'arm.phases[1].map', 'no weight `b0/x`', '`b0/w`'));
  });
});
