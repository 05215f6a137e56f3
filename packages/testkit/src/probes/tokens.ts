import { type HeadKind, type Piece, type Port, type Random, type Task, defineArchitecture, defineHead, known } from '@exitbench/core';
import { block, dense, dropout, embedding, maskedMean, maskedMeanCost, outputOf, port, relu, serial } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { type Sample, drawSplits } from './arraySplit.ts';
import { type Probe, makeProbe, probeRecipe } from './probe.ts';

const VOCABULARY = 7;
const TOKENS = 6;
const WIDTH = 5;

/** Integer ids and a mask, which later pieces read from the network's input: no block hands it on. */
export const plugin = defineArchitecture({
  id: 'architecture-probe-tokens',
  module: import.meta.url,
  revision: 1,
  title: 'Tokens',
  description: 'A probe of the contracts: token ids with a mask that reaches every piece.',
  citation: 'none: written for tests',
  params: {},
  supports: ({ input, modality }) =>
    modality === 'text' && input.map((p) => p.name).join() === 'ids,mask' ? true : { reason: 'It takes `ids` and a `mask`.' },
  build({ input, task }) {
    const [ids, mask] = input as [Port, Port];
    const first = block('block0', ids, serial([['embed', embedding({ vocabulary: VOCABULARY, width: WIDTH })], ['linear', dense({ units: WIDTH })], ['relu', relu()]]));
    const features = known(first.outputs[0], 'a block has one output');
    const noisy = block('block1', features, serial([['linear', dense({ units: WIDTH })], ['relu', relu()], ['drop', dropout({ rate: 0.2 })]]));
    return { inputs: input, blocks: [first, noisy, mixingBlock('block2', features, mask)], classifier: meanPiece('classifier', features, mask, task) };
  },
  recipe: probeRecipe,
});

/** A linear layer on the mean of the tokens that count. */
export const maskedHead: HeadKind = defineHead({
  id: 'probe-masked',
  module: import.meta.url,
  title: 'Masked mean',
  description: 'The mean of the tokens that count, then one linear layer.',
  params: {},
  supports: ({ outputs }) => (outputs[0]?.shape.length === 2 ? true : { reason: 'It takes [tokens, width].' }),
  build({ id, block: { outputs }, task }) {
    const features = known(outputs[0], 'a block has one output');
    return meanPiece(id, features, port('mask', features.shape.slice(0, 1)), task);
  },
});

/** The probe with its data: which of two words is more frequent among the tokens that count. */
export function tokensProbe(): Probe {
  const task: Task = { kind: 'classification', classes: 2 };
  const input = [port('ids', [TOKENS], 'int32'), port('mask', [TOKENS])];
  return makeProbe({ name: 'tokens', task, input, architecture: plugin, head: maskedHead, splits: drawSplits('tokens', input, task, words) });
}

// ---------------------------------------------------------------------------------------------------------------------

/** Adds to each token a linear function of the mean of those that count. */
function mixingBlock(id: string, features: Port, mask: Port): Piece {
  const linear = dense({ units: WIDTH })(`${id}/linear`, features.shape.slice(1));
  return {
    id,
    inputs: [features, mask],
    outputs: [features],
    representation: 'features',
    weights: linear.weights,
    costs: [maskedMeanCost(features.shape), ...linear.costs],
    spec: { mixing: linear.spec },
    apply(x, weights, pass) {
      const [tokens, counts] = [known(x['features'], 'given'), known(x['mask'], 'given')];
      return { features: tf.add(tokens, tf.expandDims(linear.apply(maskedMean(tokens, counts), weights, pass), 1)) };
    },
  };
}

function meanPiece(id: string, features: Port, mask: Port, task: Task): Piece {
  const output = outputOf(task);
  const linear = dense({ units: output.shape[0] ?? 1 })(`${id}/linear`, features.shape.slice(1));
  return {
    id,
    inputs: [features, mask],
    outputs: [output],
    output: output.name,
    representation: output.name,
    weights: linear.weights,
    costs: [maskedMeanCost(features.shape), ...linear.costs],
    spec: { maskedMean: linear.spec },
    apply: (x, weights, pass) => ({ [output.name]: linear.apply(maskedMean(known(x['features'], 'given'), known(x['mask'], 'given')), weights, pass) }),
  };
}

function words(random: Random): Sample {
  const length = 2 + random.below(TOKENS - 1);
  const label = random.below(2);
  // Word 1 or 2 fills two thirds of what counts, other words the rest; what does not count is full of the wrong word.
  const ids = Array.from({ length: TOKENS }, (_, i) => (i >= length ? 2 - label : random.below(3) > 0 || i === 0 ? label + 1 : 3 + random.below(VOCABULARY - 3)));
  return { inputs: { ids, mask: ids.map((_, i) => (i < length ? 1 : 0)) }, label };
}
