import { type Pass, type Piece, type Shape, type Tensors, type WeightSpec, known } from '@exitbench/core';
import {
  type LayerMaker, adaptivePool, averagePool, batchNorm, block, classToken, classifierPiece, conv2d, convolutionNormAddEval, convolutionNormEval, crossEntropy, dense, distillation, dropout, elementwise,
  embedding, flatten, gapHead, gelu, globalAveragePool, initialised, layerNorm, linearGelu, maskedBlock, maskedMean, maxPool, meanSquaredError, multiHeadAttention,
  patchEmbedding, pooledHead, port, positionEmbedding, relu, residual, sdnPool, selectToken, serial, sigmoid, softmaxCrossEntropy, standardHead, tanh, transformerLayer,
} from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { values } from './agreement.ts';
import { type Differentiable, passOf } from './numericGradient.ts';

export interface GradientCase extends Differentiable {
  /** Starts with the export of `nn` that it is about. */
  readonly name: string;
}

const task = { kind: 'classification', classes: 3 } as const;

/** Every layer, head and differentiable function of `nn`, each small enough for differences in every direction. */
export const GRADIENT_CASES: readonly GradientCase[] = [
  layerCase('conv2d 3×3 same', conv2d({ filters: 2, kernel: 3, padding: 1, bias: true }), [5, 4, 2]),
  layerCase('conv2d 3×3 stride 2, padding 1, even side', conv2d({ filters: 2, kernel: 3, stride: 2, padding: 1 }), [6, 6, 2]),
  layerCase('conv2d 3×3 stride 2, padding 1, odd side', conv2d({ filters: 2, kernel: 3, stride: 2, padding: 1 }), [5, 5, 2]),
  layerCase('conv2d 3×3 stride 2, TensorFlow’s same, even side', conv2d({ filters: 2, kernel: 3, stride: 2, padding: 'same' }), [6, 6, 2]),
  layerCase('conv2d 1×1 stride 2', conv2d({ filters: 3, kernel: 1, stride: 2 }), [4, 4, 2]),
  layerCase('conv2d 5×5 valid', conv2d({ filters: 2, kernel: 5, padding: 'valid' }), [6, 5, 1]),
  layerCase('dense', dense({ units: 3 }), [4]),
  layerCase('dense over tokens', dense({ units: 3, bias: false }), [3, 4]),
  layerCase('batchNorm of maps by batch statistics', batchNorm(), [3, 2, 2], { statistics: 'batch' }),
  layerCase('batchNorm of vectors by batch statistics', batchNorm({ epsilon: 0.01 }), [3], { statistics: 'batch' }, 6),
  layerCase('batchNorm of maps by running statistics', batchNorm(), [3, 2, 2], { statistics: 'running' }),
  layerCase('batchNorm of vectors by running statistics', batchNorm(), [3], { statistics: 'running' }),
  layerCase('batchNorm, estimate', batchNorm(), [3, 2, 2], { statistics: 'estimate', momentum: 1 }),
  layerCase('relu', relu(), [4, 3]),
  layerCase('gelu', gelu(), [4, 3]),
  layerCase('tanh', tanh(), [4, 3]),
  layerCase('sigmoid', sigmoid(), [4, 3]),
  layerCase('elementwise of a function without weights', elementwise('square', 1, tf.square), [4, 3]),
  layerCase('maxPool', maxPool({ size: 2 }), [4, 4, 2]),
  layerCase('maxPool overlapping, padded', maxPool({ size: 3, stride: 2, padding: 1 }), [6, 6, 1]),
  layerCase('averagePool', averagePool({ size: 2 }), [4, 4, 2]),
  layerCase('averagePool overlapping, padded', averagePool({ size: 3, stride: 2, padding: 1 }), [6, 5, 1]),
  layerCase('globalAveragePool', globalAveragePool(), [3, 2, 2]),
  layerCase('flatten', flatten(), [3, 2, 2]),
  layerCase('dropout with a fixed seed', dropout({ rate: 0.4 }), [4, 5], { noise: true }),
  layerCase('sdnPool of a multiple', sdnPool({ size: 2 }), [4, 4, 2]),
  layerCase('sdnPool of 7 × 5 to 4', sdnPool({ size: 4 }), [7, 5, 1]),
  layerCase('sdnPool of 2 × 3 to 4', sdnPool({ size: 4 }), [2, 3, 1]),
  layerCase('residual', residual(dense({ units: 4 })), [4]),
  layerCase('residual with a shortcut', residual(dense({ units: 3 }), dense({ units: 3, bias: false })), [4]),
  layerCase(
    'serial of a block',
    serial([['conv', conv2d({ filters: 3, kernel: 3, stride: 2, padding: 1 })], ['norm', batchNorm()], ['act', tanh()]]),
    [4, 4, 2], { statistics: 'batch' },
  ),
  layerCase(
    'serial of a block by running statistics',
    serial([['conv', conv2d({ filters: 3, kernel: 3, stride: 2, padding: 1 })], ['norm', batchNorm()], ['act', tanh()]]),
    [4, 4, 2], { statistics: 'running' },
  ),
  layerCase(
    'serial of a residual block by running statistics',
    serial([['body', residual(serial([['conv', conv2d({ filters: 2, kernel: 3, padding: 1 })], ['norm', batchNorm()]]))], ['act', elementwise('softplus', 1, tf.softplus)]]),
    [4, 4, 2], { statistics: 'running' },
  ),
  layerCase('layerNorm of tokens', layerNorm(), [3, 4]),
  layerCase('layerNorm of vectors', layerNorm({ epsilon: 0.01 }), [5]),
  layerCase('multiHeadAttention', multiHeadAttention({ heads: 2 }), [3, 4]),
  layerCase('multiHeadAttention of one head without biases', multiHeadAttention({ heads: 1, qkvBias: false }), [3, 2]),
  layerCase('transformerLayer', transformerLayer({ heads: 2, hidden: 3, epsilon: 0.01 }), [3, 4]),
  layerCase('patchEmbedding', patchEmbedding({ patch: 2, width: 3 }), [4, 6, 2]),
  layerCase('classToken', classToken(), [3, 2]),
  layerCase('positionEmbedding', positionEmbedding(), [3, 2]),
  layerCase('selectToken of three', selectToken({ index: 1 }), [3, 2]),
  layerCase('initialised', initialised(dense({ units: 3 }), { kernel: { kind: 'truncated-normal', deviation: 0.02 } }), [4]),
  maskedCase('tokens that count before others and after', [[1, 1, 0], [0, 0, 1]]),
  maskedCase('a sample without a token that counts', [[0, 0, 0], [1, 0, 1]]),
  pieceCase('standardHead', standardHead.build({ id: 'block0/head', block: block('block0', port('tokens', [3, 4]), relu()), exit: 0, exits: 2, earlier: [], task, params: {} }), [3, 4]),
  pieceCase('pooledHead', pooledHead.build({ ...place([4, 4, 3]), params: { size: 2 } }), [4, 4, 3]),
  pieceCase('gapHead', gapHead.build({ ...place([4, 4, 3]), params: {} }), [4, 4, 3]),
  pieceCase('classifierPiece of values', classifierPiece('classifier', port('features', [4]), dense({ units: 1 }), { kind: 'regression', range: [0, 1] }), [4]),
  embeddingCase(),
  ...([['3×3 same', 1, 'same', []], ['3×3 stride 2 with margins', 2, 'valid', [1, 0, 1, 0]]] as const).flatMap(([name, stride, mode, margins]) => [false, true].map((rectified): GradientCase => ({
    name: `convolutionNormEval, ${name}${rectified ? ', rectified' : ''}`,
    inputs: {
      x: { shape: [2, 4, 4, 2], values: values(64, 3) }, kernel: { shape: [3, 3, 2, 3], values: values(54, 4) },
      // Two channels far from the kink on either side, where values are moved, and one that is 0 throughout.
      scale: { shape: [3], values: Float32Array.of(0.5, 0.25, 0.5) }, offset: { shape: [3], values: Float32Array.of(4, 4, -4) },
    },
    run({ x, kernel, scale, offset }) {
      const norm = { scale: known(scale, 'given'), offset: known(offset, 'given'), mean: tf.tensor1d([0.25, -0.5, 0.125]), variance: tf.tensor1d([1, 0.75, 1.5]) };
      return convolutionNormEval(known(x, 'given'), known(kernel, 'given'), norm, { stride, mode, margins: [...margins], epsilon: 1e-5, rectified });
    },
  }))),
  {
    name: 'convolutionNormAddEval, 3×3 same',
    inputs: {
      x: { shape: [2, 4, 4, 2], values: values(64, 3) }, kernel: { shape: [3, 3, 2, 3], values: values(54, 4) }, carried: { shape: [2, 4, 4, 3], values: values(96, 5) },
      scale: { shape: [3], values: Float32Array.of(0.5, 0.25, 0.5) }, offset: { shape: [3], values: Float32Array.of(5, 5, -5) },
    },
    run({ x, kernel, scale, offset, carried }) {
      const norm = { scale: known(scale, 'given'), offset: known(offset, 'given'), mean: tf.tensor1d([0.25, -0.5, 0.125]), variance: tf.tensor1d([1, 0.75, 1.5]) };
      return convolutionNormAddEval(known(x, 'given'), known(kernel, 'given'), norm, known(carried, 'given'), { stride: 1, mode: 'same', margins: [], epsilon: 1e-5 });
    },
  },
  {
    name: 'linearGelu',
    inputs: { x: { shape: [3, 4], values: values(12, 3) }, kernel: { shape: [4, 5], values: values(20, 4) }, bias: { shape: [5], values: values(5, 5) } },
    run: ({ x, kernel, bias }) => linearGelu(known(x, 'given'), known(kernel, 'given'), known(bias, 'given')),
  },
  {
    name: 'maskedMean',
    inputs: { x: { shape: [2, 3, 2], values: values(12, 3) } },
    run: ({ x }) => maskedMean(known(x, 'given'), tf.tensor2d([[1, 0, 1], [0, 0, 1]], [2, 3], 'int32')),
  },
  ...(['max', 'average'] as const).map((kind): GradientCase => ({
    name: `adaptivePool, ${kind} of 7 × 5 to 4`,
    inputs: { x: { shape: [2, 7, 5, 1], values: spaced(70, 11) } },
    run: ({ x }) => adaptivePool(known(x, 'given'), kind, 4),
  })),
  {
    name: 'softmaxCrossEntropy',
    inputs: { logits: { shape: [3, 4], values: values(12, 5) } },
    run: ({ logits }) => softmaxCrossEntropy(known(logits, 'given'), tf.tensor1d([1, 3, 0], 'int32'), 0),
  },
  {
    name: 'crossEntropy, smoothed',
    inputs: { logits: { shape: [3, 4], values: values(12, 5) } },
    run: ({ logits }) => crossEntropy(known(logits, 'given'), tf.tensor1d([1, 3, 0], 'int32'), 0.2),
  },
  {
    name: 'distillation at temperature 2',
    inputs: { pupil: { shape: [3, 4], values: values(12, 5) } },
    run: ({ pupil }) => distillation(known(pupil, 'given'), tf.tensor2d(Float32Array.from(values(12, 6)), [3, 4]), 2),
  },
  {
    name: 'meanSquaredError',
    inputs: { values: { shape: [3, 1], values: values(3, 5) } },
    run: ({ values: given }) => meanSquaredError(known(given, 'given'), tf.tensor1d([0.5, -1, 2])),
  },
];

/** Maps of equal values, as after a rectifier: the first maximum in reading order gets the gradient, as in PyTorch. */
export const TIE_CASES: readonly GradientCase[] = ([['sdnPool of zeros, a multiple', 4], ['sdnPool of zeros, overlapping', 3]] as const).map(([name, side]) => ({
  name,
  inputs: { x: { shape: [2, side, side, 2], values: new Float32Array(4 * side * side) } },
  run: (inputs) => sdnPool({ size: 2 })('pool', [side, side, 2]).apply(inputs['x'] as tf.Tensor, { 'pool/mix': tf.scalar(0.75) }, passOf({})),
}));

/** `size` values at least 1/16 apart and at least 1/32 from 0, in a fixed disorder: no step of a difference crosses a kink. */
export function spaced(size: number, seed: number): Float32Array {
  const order = Array.from(values(size, seed), (key, i) => ({ key, i })).toSorted((a, b) => a.key - b.key);
  const out = new Float32Array(size);
  for (const [rank, { i }] of order.entries()) out[i] = (rank - Math.floor(size / 2) + 0.5) / 16;
  return out;
}

/** A value for a weight: in (−1, 1), or in (0.5, 1.5) for a variance. */
export function weightValues({ path, shape }: WeightSpec, seed: number): Float32Array {
  const drawn = values(shape.reduce((a, b) => a * b, 1), seed);
  return path.endsWith('/variance') ? drawn.map((v) => 1 + v / 2) : drawn;
}

// ---------------------------------------------------------------------------------------------------------------------

function layerCase(name: string, maker: LayerMaker, shape: Shape, pass: Partial<Pass> = {}, batch = 2): GradientCase {
  return pieceCase(name, block('block', port('x', shape), maker), shape, pass, batch);
}

function pieceCase(name: string, piece: Piece, shape: Shape, pass: Partial<Pass> = {}, batch = 2): GradientCase {
  const input = known(piece.inputs[0], 'one input').name;
  const x = { shape: [batch, ...shape], values: spaced(batch * shape.reduce((a, b) => a * b, 1), 11) };
  const weights = piece.weights.map((spec, i) => [spec, { shape: spec.shape, values: weightValues(spec, 20 + i) }] as const);
  const statistics = weights.filter(([spec]) => spec.statistic === true);
  return {
    name,
    inputs: { [input]: x, ...Object.fromEntries(weights.filter(([spec]) => spec.statistic !== true).map(([spec, value]) => [spec.path, value])) },
    run(inputs: Tensors) {
      const constants = Object.fromEntries(statistics.map(([spec, value]) => [spec.path, tf.tensor(Float32Array.from(value.values), [...value.shape])]));
      return known(Object.values(piece.apply(inputs, { ...inputs, ...constants }, passOf(pass)))[0], 'one output');
    },
  };
}

function embeddingCase(): GradientCase {
  const layer = embedding({ vocabulary: 5, width: 2 })('tokens', [3]);
  return {
    name: 'embedding, with an id that occurs three times and one that does not',
    inputs: { 'tokens/table': { shape: [5, 2], values: values(10, 9) } },
    run: (inputs) => layer.apply(tf.tensor2d([[0, 3, 3], [3, 1, 4]], [2, 3], 'int32'), inputs, passOf({})),
  };
}

/** Which of three tokens of each of the two samples count. */
function maskedCase(which: string, counts: readonly (readonly number[])[]): GradientCase {
  const piece = maskedBlock('block', port('x', [3, 4]), port('mask', [3], 'int32'), multiHeadAttention({ heads: 2 }));
  const plain = pieceCase(`maskedBlock of attention, ${which}`, { ...piece, inputs: piece.inputs.slice(0, 1) }, [3, 4]);
  const mask = (): tf.Tensor => tf.tensor2d(counts.flat(), [2, 3], 'int32');
  return { ...plain, run: (inputs) => plain.run({ ...inputs, mask: mask() }) };
}

function place(shape: Shape) {
  return { id: 'block0/head', block: block('block0', port('image', shape), relu()), exit: 0, exits: 2, earlier: [], task } as const;
}
