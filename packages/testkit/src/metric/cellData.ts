import {
  type CellView, type ComparedArm, type Labels, type Network, type ResolvedSeed, type StoredOutputs, type Task, type WeightSpec, type WeightValues, inferenceCosts,
  known, randomStream, resolveSeed, uniqueWeights,
} from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { drawWeight } from '@exitbench/nn';
import { predict } from '@exitbench/training';

import { type Sample, arraySplit } from '../probes/arraySplit.ts';
import { drawNoise, drawSample, tinyNetwork } from './tinyNetwork.ts';

/** A cell without its functions: what can be copied, compared and put into another order. */
export interface CellData extends Omit<CellView, 'handle' | 'outputs' | 'labels'> {
  readonly arm: ComparedArm;
  readonly outputs: NonNullable<CellView['outputs']>;
  readonly outputsOn: NonNullable<CellView['outputsOn']>;
  readonly labels: { readonly [part in Part]: Labels };
  readonly samples: { readonly [part in Part]: readonly Sample[] };
  readonly weights: { readonly end: WeightValues; /** By phase, then by share. */ readonly kept: readonly (readonly WeightValues[])[] };
}

export type Part = 'train' | 'validation' | 'test';

/** What is trained in which order, and what tells it apart. The last is the first once more, in another order of the data. */
export const ARMS: readonly { readonly arm: ComparedArm; readonly phases: readonly Trained[] }[] = [
  { arm: armOf('joint', 0), phases: ['all'] },
  { arm: armOf('mixed', 0), phases: ['backbone', 'all'] },
  { arm: armOf('disjoint', 0), phases: ['backbone', 'heads'] },
  { arm: armOf('joint', 1), phases: ['all'] },
];

/** Samples a batch of the cells' handles: more than any part has, so that a mean over batches knows no order of samples. */
export const EVALUATION_BATCH = 64;

/**
 * What a run would have left of the tiny network. Nothing is trained: weights start as the seed draws them and move, in
 * each phase that trains them, by drawn amounts. Heads have no weights before a phase that trains them, a backbone phase
 * of one seed and order is the same in all arms, and stored outputs are those of the last weights. Data are the same
 * for every seed and arm.
 */
export async function cellData(kind: Task['kind'], seed: number, arm: number): Promise<CellData> {
  const name = `${kind} ${seed} ${arm}`;
  const made = MADE.get(name) ?? makeData(kind, seed, arm);
  MADE.set(name, made);
  return structuredClone(await made);
}

export function networkOf(kind: Task['kind']): Network {
  return kind === 'classification' ? NETWORKS.classification : NETWORKS.regression;
}

// ---------------------------------------------------------------------------------------------------------------------

type Trained = 'all' | 'backbone' | 'heads';

const MADE = new Map<string, Promise<CellData>>();
const NETWORKS = { classification: tinyNetwork({ kind: 'classification', classes: 3 }), regression: tinyNetwork({ kind: 'regression', range: [-1, 1] }) };
const SIZES: { readonly [part in Part]: number } = { train: 60, validation: 24, test: 40 };
const SHARES = [0, 0.25, 1];

function armOf(name: string, order: number): ComparedArm {
  return { label: order === 0 ? name : `${name}, another order`, regime: `regime-${name}`, params: {}, role: order === 0 ? 'ranked' : 'control', order };
}

async function makeData(kind: Task['kind'], seed: number, index: number): Promise<CellData> {
  await startEngine('cpu');
  const network = networkOf(kind);
  const { task } = network;
  const { arm, phases } = known(ARMS[index], 'one of the arms');
  const draw = (part: Part): readonly Sample[] => {
    const random = randomStream(resolveSeed(0), 'analysis', `testkit/${part}`);
    return Array.from({ length: SIZES[part] }, () => drawSample(task, random));
  };
  const samples = { train: draw('train'), validation: draw('validation'), test: draw('test') };
  const noise = randomStream(resolveSeed(0), 'analysis', 'testkit/noise');
  const weights = drawRun(network, phases, { ...resolveSeed(seed), order: seed + 100 * arm.order });
  const outputsOf = async (of: readonly Sample[]): Promise<StoredOutputs> => {
    const { heads } = await predict({ network, weights: weights.end, split: arraySplit(network.inputs, task, of), batch: EVALUATION_BATCH });
    const byExit = network.exits.map((e) => known(heads[e.name], 'every exit is trained in the end'));
    return { samples: of.length, width: task.kind === 'classification' ? task.classes : 1, byExit };
  };
  const labelsOf = (part: Part): Labels => arraySplit(network.inputs, task, samples[part]).labels;
  return {
    task, arm, samples, weights,
    exits: network.exits.map(({ name }) => ({ name })),
    costs: inferenceCosts(network),
    phases: phases.map((name, i) => ({ name, steps: 10 * (i + 1), macs: 60_000 / phases.length - 1000 * i, snapshots: SHARES })),
    budget: { macs: 60_000 },
    outputs: { validation: await outputsOf(samples.validation), test: await outputsOf(samples.test) },
    outputsOn: { 'dataset-noise': await outputsOf(Array.from({ length: 30 }, () => drawNoise(noise))) },
    labels: { train: labelsOf('train'), validation: labelsOf('validation'), test: labelsOf('test') },
  };
}

function drawRun(network: Network, phases: readonly Trained[], seed: ResolvedSeed): CellData['weights'] {
  let state: WeightValues = {};
  const kept = phases.map((trained, phase) => {
    const heads = network.exits.slice(0, -1).map((e) => e.head);
    const pieces = network.nodes.map((n) => n.piece).filter(({ id }) => trained === 'all' || heads.includes(id) === (trained === 'heads'));
    const specs = uniqueWeights(pieces);
    const before: WeightValues = { ...state, ...Object.fromEntries(specs.filter((w) => state[w.path] === undefined).map((w) => [w.path, { shape: w.shape, values: drawWeight(w, seed) }])) };
    const at = (share: number): WeightValues => ({ ...before, ...Object.fromEntries(specs.map((w) => [w.path, movedBy(w, known(before[w.path], 'drawn').values, share, randomStream(seed, 'order', `${trained}/${phase}/${w.path}`))])) });
    state = at(1);
    return SHARES.map(at);
  });
  return { end: state, kept };
}

/** Kernels move either way, biases, scales and statistics up: variances stay positive. */
function movedBy({ role, shape }: WeightSpec, values: Float32Array, share: number, random: ReturnType<typeof randomStream>): WeightValues[string] {
  return { shape, values: values.map((v) => v + 0.2 * share * (role === 'kernel' ? random.normal() : random.uniform())) };
}
