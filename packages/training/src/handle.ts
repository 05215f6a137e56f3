import {
  type Extent, type ModelHandle, type Network, type ResolvedTerm, type Split, type WeightValues, ancestorsOf, extent, known, nodeOf, termReads,
} from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import { type Batch, batchesOf } from './batches.ts';
import { type OwnedTensors, disposeAll, download, pick, upload } from './deviceWeights.ts';
import { emittedName, evaluate, hasWeights } from './evaluate.ts';
import { inputValues, runPieces, sourceName, runPiecesFreeing } from './execute.ts';
import { infer } from './infer.ts';
import { liveLosses, lossFactors, total } from './losses.ts';
import { EVALUATION, collectUpdates, estimationPass } from './passes.ts';
import { gradientsOf } from './tape.ts';
import { replace } from './live.ts';

export interface HandleOptions {
  readonly network: Network;
  readonly splits: ModelHandle['splits'];
  /** Samples a batch, in all methods. */
  readonly batch: number;
  /** Where weights come from: a snapshot, or the end. */
  readonly weights: (at?: { readonly phase: number; readonly share: number }) => Promise<WeightValues>;
}

/** A trained network as analyses see it. */
export function createHandle({ network, splits, batch, weights }: HandleOptions): ModelHandle {
  return {
    network,
    splits,
    weights,
    async forward(values, source, { taps = [] } = {}) {
      const exits = network.exits.filter((e) => hasWeights(network, e.head, values));
      const pieces = [...exits.map((e) => e.head), ...taps];
      const tapName = (id: string): string => sourceName({ piece: id, port: nodeOf(network, id).piece.representation });
      const names = [...exits.map((e) => emittedName(network, e.head)), ...taps.map(tapName)];
      const outputs = await using(values, (w) => evaluate(network, ancestorsOf(network, pieces), w, source, batch, [...new Set(names)]));
      return {
        exits: Object.fromEntries(exits.map((e) => [e.name, known(outputs[emittedName(network, e.head)], 'evaluated')])),
        taps: Object.fromEntries(taps.map((id) => [id, known(outputs[tapName(id)], 'evaluated')])),
      };
    },
    async gradients(values, source, losses) {
      const results: WeightValues[] = [];
      for (const term of losses) results.push(await using(values, (w) => meanGradient(network, w, source, term, batch)));
      return results;
    },
    async losses(values, source, terms) {
      return using(values, (w) => meanLosses(network, w, source, terms, batch));
    },
    async reestimate(values, source) {
      const ids = network.nodes.map((node) => node.piece.id).filter((id) => hasWeights(network, id, values));
      return using(values, async (w) => {
        let n = 0;
        for (const { batch: data } of batchesOf(network, source, batch)) reestimateOnce(network, ids, w, data, n++);
        return { ...values, ...(await download(w)) };
      });
    },
    async infer(values, source, decision, size) {
      return using(values, (w) => infer(network, w, source, decision, size));
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

async function using<T>(values: WeightValues, f: (weights: OwnedTensors) => Promise<T>): Promise<T> {
  const weights = upload(values);
  try {
    return await f(weights);
  } finally {
    disposeAll(weights);
  }
}

/** Everything counts as trained, so that gradients reach every weight behind the term. */
function extentOf(network: Network, terms: readonly ResolvedTerm[]): Extent {
  return extent(network, network.nodes.map((n) => n.piece.id), termReads(network, { losses: terms }));
}

/** The mean over a source of a term's gradient, each batch weighted by its size. */
async function meanGradient(network: Network, weights: OwnedTensors, source: Split, term: ResolvedTerm, size: number): Promise<WeightValues> {
  const reach = extentOf(network, [term]);
  const paths = reach.weights;
  const factors = lossFactors(network, [term]);
  const sums: OwnedTensors = {};
  try {
    for (const { positions, batch } of batchesOf(network, source, size)) {
      const share = positions.length / source.length;
      const next = tf.tidy(() => {
        const { gradients } = gradientsOf(() => {
          const values = inputValues(batch.inputs);
          runPieces({ network, ids: reach.run, values, weights, passOf: () => EVALUATION });
          return total(liveLosses(network, [term], reach.live, values, batch.labels, factors));
        }, Object.values(pick(weights, paths)));
        return Object.fromEntries(
          paths.flatMap((path, i) => {
            const g = gradients[i];
            if (g === undefined) return [];
            const scaled = tf.mul(g, share);
            const before = sums[path];
            return [[path, tf.keep(before === undefined ? scaled : tf.add(before, scaled))] as const];
          }),
        );
      });
      replace(sums, next);
    }
    return await download(sums);
  } finally {
    disposeAll(sums);
  }
}

async function meanLosses(network: Network, weights: OwnedTensors, source: Split, terms: readonly ResolvedTerm[], size: number): Promise<readonly number[]> {
  const sums = terms.map(() => 0);
  const reaches = terms.map((t) => extentOf(network, [t]));
  const factors = terms.map((t) => lossFactors(network, [t]));
  const ids = network.nodes.map((n) => n.piece.id).filter((id) => reaches.some((r) => r.run.includes(id)));
  const read = new Set(termReads(network, { losses: terms }).flatMap(({ moves, constants }) => [moves, ...constants].map((id) => emittedName(network, id))));
  for (const { positions, batch } of batchesOf(network, source, size)) {
    const values = inputValues(batch.inputs);
    runPiecesFreeing({ network, ids, values, weights, passOf: () => EVALUATION }, read);
    const losses = tf.tidy(() =>
      tf.stack(terms.map((t, i) => total(liveLosses(network, [t], known(reaches[i], 'one each').live, values, batch.labels, known(factors[i], 'one each'))))),
    );
    for (const name of read) values.get(name)?.dispose();
    const row = await losses.data<'float32'>();
    losses.dispose();
    terms.forEach((_, i) => (sums[i] = (sums[i] ?? 0) + (row[i] as number) * (positions.length / source.length)));
  }
  return sums;
}

/** Replaces running statistics by the mean over the batches so far. */
function reestimateOnce(network: Network, ids: readonly string[], weights: OwnedTensors, batch: Batch, n: number): void {
  const updates = collectUpdates();
  const values = inputValues(batch.inputs);
  const pass = estimationPass(n, updates);
  try {
    runPiecesFreeing({ network, ids, values, weights, passOf: () => pass }, new Set());
  } catch (error) {
    updates.dispose();
    throw error;
  }
  replace(weights, Object.fromEntries(updates.values));
}
