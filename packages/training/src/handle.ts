import {
  type Extent, type ModelHandle, type Network, type ResolvedTerm, type Split, type Tensors, type WeightValues, ancestorsOf, extent, known, nodeOf, termReads,
} from '@exitbench/core';
import { replayable } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { type Batch, batchesOf } from './batches.ts';
import { type OwnedTensors, disposeAll, download, pick, upload } from './deviceWeights.ts';
import { emittedName, evaluate, hasWeights } from './evaluate.ts';
import { inputValues, runPieces, sourceName, runPiecesFreeing } from './execute.ts';
import { apart, together } from './groups.ts';
import { loadModel } from './loadModel.ts';
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
      const loaded = loadModel(network, values);
      try {
        return await loaded.infer(source, decision, size);
      } finally {
        loaded.dispose();
      }
    },
    load: (values) => loadModel(network, values),
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
  const ofBatch = replayable((tensors) => tf.tidy(() => {
    const { weights: values, batch } = givenOf(tensors);
    const { gradients } = gradientsOf(() => {
      const all = inputValues(batch.inputs);
      runPieces({ network, ids: reach.run, values: all, weights: values, passOf: () => EVALUATION });
      return total(liveLosses(network, [term], reach.live, all, batch.labels, factors));
    }, Object.values(pick(values, paths)));
    return Object.fromEntries(paths.flatMap((path, i) => (gradients[i] === undefined ? [] : [[path, tf.keep(gradients[i])] as const])));
  }));
  try {
    for (const { positions, batch } of batchesOf(network, source, size)) {
      const share = positions.length / source.length;
      const gradients = ofBatch.run(together({ weights, ...groupsOf(batch) }));
      replace(sums, tf.tidy(() => Object.fromEntries(Object.entries(gradients).map(([path, g]) => {
        const scaled = tf.mul(g, share);
        const before = sums[path];
        return [path, tf.keep(before === undefined ? scaled : tf.add(before, scaled))] as const;
      }))));
      disposeAll(gradients);
    }
    return await download(sums);
  } finally {
    disposeAll(sums);
    ofBatch.dispose();
  }
}

async function meanLosses(network: Network, weights: OwnedTensors, source: Split, terms: readonly ResolvedTerm[], size: number): Promise<readonly number[]> {
  const sums = terms.map(() => 0);
  const reaches = terms.map((t) => extentOf(network, [t]));
  const factors = terms.map((t) => lossFactors(network, [t]));
  const ids = network.nodes.map((n) => n.piece.id).filter((id) => reaches.some((r) => r.run.includes(id)));
  const read = new Set(termReads(network, { losses: terms }).flatMap(({ moves, constants }) => [moves, ...constants].map((id) => emittedName(network, id))));
  const ofBatch = replayable((tensors) => {
    const { weights: given, batch } = givenOf(tensors);
    const values = inputValues(batch.inputs);
    runPiecesFreeing({ network, ids, values, weights: given, passOf: () => EVALUATION }, read);
    const losses = tf.tidy(() =>
      tf.keep(tf.stack(terms.map((t, i) => total(liveLosses(network, [t], known(reaches[i], 'one each').live, values, batch.labels, known(factors[i], 'one each')))))),
    );
    for (const name of read) values.get(name)?.dispose();
    return { losses };
  });
  try {
    for (const { positions, batch } of batchesOf(network, source, size)) {
      const losses = known(ofBatch.run(together({ weights, ...groupsOf(batch) }))['losses'], 'losses were computed');
      const row = await losses.data<'float32'>();
      losses.dispose();
      terms.forEach((_, i) => (sums[i] = (sums[i] ?? 0) + (row[i] as number) * (positions.length / source.length)));
    }
    return sums;
  } finally {
    ofBatch.dispose();
  }
}

/** A batch as groups of tensors. */
function groupsOf(batch: Batch): { readonly inputs: Tensors; readonly labels: Tensors } {
  return { inputs: batch.inputs, labels: { labels: batch.labels } };
}

/** What was put together of weights and a batch. */
function givenOf(tensors: Tensors): { readonly weights: Tensors; readonly batch: Batch } {
  const { weights = {}, inputs = {}, labels = {} } = apart(tensors);
  return { weights, batch: { inputs, labels: known(labels['labels'], 'a batch has labels') as tf.Tensor1D } };
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
