import {
  ExitbenchError, type ModelHandle, type Network, type ResolvedTerm, type Split, type WeightSpec, type WeightValues, ancestorsOf, known, nodeOf, resolveSeed,
  subset, uniqueWeights,
} from '@exitbench/core';
import { scoreByExit } from '@exitbench/exits';
import { drawWeight } from '@exitbench/nn';

import type { Solution } from './solution.ts';

export interface ProbeOptions {
  /** Training samples for the statistics, and as many others for the loss. */
  readonly images: number;
  readonly testImages: number;
}

/** What is read off a network at given weights: its last exit's loss on training samples, and its error on test samples. */
export interface Probe {
  /** The trained weights of the pieces that the last exit needs, piece by piece. */
  readonly pieces: readonly { readonly id: string; readonly weights: readonly WeightSpec[] }[];
  readonly weights: readonly WeightSpec[];
  /** Loss with statistics that are re-estimated for these weights. */
  loss(solution: Solution): Promise<number>;
  /** Loss and error with statistics that are re-estimated for these weights. */
  score(solution: Solution): Promise<Score>;
  /** Loss and error with the statistics that are given. */
  scoreOf(values: WeightValues): Promise<Score>;
  /** How many samples each part has. */
  readonly samples: { readonly estimate: number; readonly loss: number; readonly test: number };
}

export interface Score {
  /** The task's loss: cross-entropy in nats, or mean squared error. */
  readonly loss: number;
  /** Share of wrong answers; of values the root mean squared error. */
  readonly error: number;
}

/**
 * A probe of the backbone and its classifier: other heads do not run. Batch norm's statistics are those of no network
 * between two others, and with an endpoint's the loss of every other looks high. So they are taken anew from training
 * samples, and start from their first values: nothing of an endpoint's own is left.
 */
export function createProbe(handle: ModelHandle, options: ProbeOptions): Probe {
  const { network, splits } = handle;
  const last = known(network.exits.at(-1), 'a network has an exit');
  const nodes = ancestorsOf(network, [last.head]).map((id) => nodeOf(network, id).piece);
  const pieces = nodes.map(({ id, weights }) => ({ id, weights: weights.filter((w) => w.statistic !== true) })).filter(({ weights }) => weights.length > 0);
  const first = Object.fromEntries(uniqueWeights(nodes).filter((w) => w.statistic === true).map((w) => [w.path, { shape: w.shape, values: drawWeight(w, resolveSeed(0)) }]));
  const [estimateOn, lossOn] = twoParts(splits.train, options.images);
  const testOn = part(splits.test, 0, Math.min(options.testImages, splits.test.length));
  const term: ResolvedTerm = { kind: 'task', at: [last.name], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 };

  const estimated = async (solution: Solution): Promise<WeightValues> =>
    Object.keys(first).length === 0 ? solution : handle.reestimate({ ...solution, ...first }, estimateOn);
  const lossOf = async (values: WeightValues): Promise<number> => finite(known((await handle.losses(values, lossOn, [term]))[0], 'one loss'));
  const scoreOf = async (values: WeightValues): Promise<Score> => {
    const own = Object.fromEntries(uniqueWeights(nodes).map(({ path }) => [path, known(values[path], `${path} has a value`)]));
    const { exits } = await handle.forward(own, testOn);
    const output = known(exits[last.name], 'the last exit runs');
    const [score] = scoreByExit({ samples: testOn.length, width: output.length / testOn.length, byExit: [output] }, testOn.labels);
    return { loss: await lossOf(own), error: errorOf(known(score, 'one exit'), network) };
  };
  return {
    pieces, weights: uniqueWeights(nodes).filter((w) => w.statistic !== true),
    loss: async (solution) => lossOf(await estimated(solution)),
    score: async (solution) => scoreOf(await estimated(solution)),
    scoreOf,
    samples: { estimate: Object.keys(first).length === 0 ? 0 : estimateOn.length, loss: lossOn.length, test: testOn.length },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** So many samples, and as many others; both times all where there are not enough. */
function twoParts(split: Split, samples: number): readonly [Split, Split] {
  return split.length < 2 * samples ? [split, split] : [part(split, 0, samples), part(split, samples, samples)];
}

function part(split: Split, start: number, samples: number): Split {
  return subset(split, Int32Array.from({ length: samples }, (_, i) => start + i));
}

function errorOf(score: number, { task }: Network): number {
  return task.kind === 'classification' ? 1 - score : score;
}

function finite(loss: number): number {
  if (!Number.isFinite(loss)) throw new ExitbenchError('diverged', 'The loss is no number at a point between the solutions.', { at: 'metric-mode-connectivity', hint: 'Set `plane` to 0: points beyond the solutions are left out then.' });
  return loss;
}
