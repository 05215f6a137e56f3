import { type PlannedPhase, type Split, type Task, type TrainPhase, type WeightValues, joinNetwork, known } from '@exitbench/core';
import { block, classifierPiece, dense, port } from '@exitbench/nn';

import { type PhaseJob, type PhaseResult, runPhase } from '../../src/phase.ts';
import { job } from './runAll.ts';
import { linearHead, plan } from './tiny.ts';

const task: Task = { kind: 'regression', range: [0, 1] };

/**
 * A chain that multiplies one number by one weight in each piece, so that training can be followed by hand: the last is
 * the classifier, the others are `block0`, `block1`, … Equal names are one shared weight.
 *
 * @param names the weight of each piece is `<name>/kernel`
 */
export function numberNetwork(names: readonly string[]): ReturnType<typeof joinNetwork> {
  const [first, last] = [port('x', [1]), known(names.at(-1), 'a name')];
  const times = (name: string) => (_: string, shape: readonly number[]) => dense({ units: 1, bias: false })(name, shape);
  const blocks = names.slice(0, -1).map((name, i) => block(`block${i}`, i === 0 ? first : port('features', [1]), times(name)));
  return joinNetwork(
    { inputs: [first], blocks, classifier: classifierPiece('classifier', port('features', [1]), times(last), task) },
    { placement: 'none', head: linearHead, headParams: {} }, task,
  );
}

/** Weights of the chain. */
export function numbers(values: { readonly [name: string]: number }): WeightValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${name}/kernel`, { shape: [1, 1], values: Float32Array.of(value) }]));
}

/** The value of a weight of the chain. */
export function numberOf(weights: WeightValues, name: string): number {
  return known(weights[`${name}/kernel`]?.values[0], `${name} has a value`);
}

/** 60 equal samples, so that every batch has the same gradient. */
export function numberSplit(x: number, label: number): Split {
  return { length: 60, labels: new Float32Array(60).fill(label), read: (at) => ({ x: new Float32Array(at.length).fill(x) }) };
}

/** Plain descent at rate 0.1 on the squared error, two steps an epoch, where nothing else is said. */
export function numberPhase(more: Partial<TrainPhase>): TrainPhase {
  return {
    kind: 'train', name: 'number', train: ['classifier'], losses: [{ kind: 'task', at: 'last', reduction: 'mean' }],
    optimiser: { kind: 'sgd', rate: 0.1, momentum: 0, decay: 0, decayScope: 'all' }, schedule: { kind: 'constant', warmup: 0 },
    augment: [], batch: 30, budget: { steps: 1 }, snapshots: [], ...more,
  };
}

/**
 * Trains w, from 1, of the chain fixed · w with fixed = 1, on samples 1 with label 0. The loss is w², its slope 2w: a
 * step at rate r multiplies w by 1 − 2r.
 */
export async function trainNumber(more: Partial<TrainPhase>): Promise<PhaseResult> {
  return runNumbers(numberNetwork(['fixed', 'w']), numberPhase(more), { state: numbers({ fixed: 1, w: 1 }) });
}

/** Runs a phase on samples 1 with label 0, where nothing else is said. */
export async function runNumbers(network: ReturnType<typeof numberNetwork>, phase: TrainPhase, more: Partial<PhaseJob>): Promise<PhaseResult> {
  const planned: PlannedPhase = known(plan(network, [phase])[0], 'one phase');
  return runPhase(job(network, planned, { splits: { train: numberSplit(1, 0), validation: numberSplit(1, 0) }, ...more }));
}
