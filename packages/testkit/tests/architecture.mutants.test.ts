import { type Architecture, type Backbone, type Json, type Pass, type Piece, type Recipe, type Tensors, defineArchitecture, known, real } from '@exitbench/core';
import { batchNorm, block, classifierPiece, conv2d, dense, detach, dropout, globalAveragePool, relu, serial } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';

import { checkArchitecture } from '../src/architecture.ts';

const recipe: Recipe = {
  optimiser: { kind: 'sgd', rate: 0.1, momentum: 0, decay: 0, decayScope: 'all' },
  schedule: { kind: 'constant', warmup: 0 }, batch: 4, augment: [], reduction: 'mean',
};

/** Two blocks, the second with a dropout whose rate is a parameter. Each mutant changes one thing. */
const sound = defineArchitecture({
  id: 'architecture-sound', module: import.meta.url, revision: 1, title: 'sound', description: 'Two blocks.', citation: 'a test',
  params: { rate: real({ default: 0.5, minimum: 0, maximum: 0.9, description: 'Share of the features that are dropped.' }) },
  supports: ({ modality }) => (modality === 'image' ? true : { reason: 'It takes images.' }),
  build({ input, task, params }) {
    const [image] = input;
    const first = block('block0', known(image, 'one image'), serial([['conv', conv2d({ filters: 3, kernel: 3, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]]));
    const second = block('block1', known(first.outputs[0], 'one output'), serial([['conv', conv2d({ filters: 4, kernel: 3, padding: 1 })], ['drop', dropout({ rate: params.rate })]]));
    const units = task.kind === 'classification' ? task.classes : 1;
    const classifier = classifierPiece('classifier', known(second.outputs[0], 'one output'), serial([['pool', globalAveragePool()], ['linear', dense({ units })]]), task);
    return { inputs: input, blocks: [first, second], classifier };
  },
  recipe: () => recipe,
});

const mutant = (changes: object): Architecture => ({ ...sound, ...changes }) as Architecture;
/** Changes what is built. */
const rebuilt = (change: (backbone: Backbone, rate: number) => Backbone): Architecture =>
  mutant({ build: (options: Parameters<typeof sound.build>[0]) => change(sound.build(options), options.params.rate) });
/** Changes the second block. */
const second = (change: (piece: Piece, rate: number) => Piece): Architecture =>
  rebuilt((backbone, rate) => ({ ...backbone, blocks: backbone.blocks.map((b) => (b.id === 'block1' ? change(b, rate) : b)) }));
/** Changes what the second block computes. */
const applied = (change: (outputs: Tensors, x: Tensors, pass: Pass) => Tensors): Architecture =>
  second((piece) => ({ ...piece, apply: (x, weights, pass) => change(piece.apply(x, weights, pass), x, pass) }));

async function checks(plugin: Architecture): Promise<readonly string[]> {
  return [...new Set((await checkArchitecture(plugin)).map((f) => f.check))];
}

const features = (outputs: Tensors): tf.Tensor4D => outputs['features'] as tf.Tensor4D;

it('lets the sound one pass', async () => {
  expect(await checkArchitecture(sound)).toEqual([]);
});

it('rejects building with tensors, even when they are disposed again', async () => {
  const build = (options: Parameters<typeof sound.build>[0]): Backbone => {
    tf.tidy(() => tf.zeros([2]));
    return sound.build(options);
  };
  expect(await checks(mutant({ build }))).toEqual(['allocates']);
});

it('rejects weights named by a counter', async () => {
  let count = 0;
  const renamed = second((piece) => {
    const path = `block1/conv_${count++}`;
    return { ...piece, weights: piece.weights.map((w) => ({ ...w, path })), apply: (x, w, pass) => piece.apply(x, { 'block1/conv/kernel': w[path] as tf.Tensor }, pass) };
  });
  expect(await checks(renamed)).toEqual(['deterministic']);
});

it('rejects a path that does not start with a piece’s id', async () => {
  const path = 'conv1/kernel';
  const renamed = second((piece) => ({
    ...piece, weights: piece.weights.map((w) => ({ ...w, path })), apply: (x, w, pass) => piece.apply(x, { 'block1/conv/kernel': w[path] as tf.Tensor }, pass),
  }));
  expect(await checks(renamed)).toEqual(['paths']);
});

it('rejects a spec that leaves a parameter out', async () => {
  expect(await checks(second((piece) => ({ ...piece, spec: 'convolution and dropout' })))).toEqual(['spec']);
});

it('rejects a spec that leaves out what changes only gradients', async () => {
  const detaching = (spec: (piece: Piece, rate: number) => Json): Architecture =>
    second((piece, rate) => ({
      ...piece, spec: spec(piece, rate),
      // Nothing is dropped, so values do not depend on the rate.
      apply: (x, weights, pass) => piece.apply({ features: rate > 0.7 ? detach(x['features'] as tf.Tensor) : (x['features'] as tf.Tensor) }, weights, { ...pass, noise: false }),
    }));
  expect(await checks(detaching(() => 'convolution'))).toEqual(['spec']);
  expect(await checks(detaching((_, rate) => ({ layer: 'convolution', rate })))).toEqual([]);
});

it('rejects a spec that is not plain data', async () => {
  expect(await checks(second((piece) => ({ ...piece, spec: { rate: NaN } })))).toEqual(['spec']);
});

it('rejects a cost that is not in the description', async () => {
  // Nothing is dropped, so only the cost depends on the rate.
  const still = second((piece, rate) => ({
    ...piece, spec: 'convolution', costs: [{ op: 'x', mac: 100 + rate, fvcore: 100 }],
    apply: (x, weights, pass) => piece.apply(x, weights, { ...pass, noise: false }),
  }));
  expect(await checks(still)).toEqual(['spec']);
});

it('rejects an output of another shape than declared', async () => {
  expect(await checks(applied((outputs) => ({ features: tf.avgPool(features(outputs), 2, 2, 'valid') })))).toEqual(['shapes']);
});

it('rejects a missing output', async () => {
  const extra = second((piece) => ({ ...piece, outputs: [...piece.outputs, { name: 'mask', shape: [1], dtype: 'float32' }] }));
  expect(await checks(extra)).toEqual(['shapes']);
});

it('rejects a piece that writes to its input', async () => {
  const writing = applied((outputs, x) => {
    const values = (x['features'] as tf.Tensor).dataSync();
    values[0] = Number(values[0]) + 1;
    return outputs;
  });
  expect(await checks(writing)).toEqual(['inputs']);
});

it('rejects a piece that writes to its weights', async () => {
  const writing = second((piece) => ({
    ...piece,
    apply(x, weights, pass) {
      const kernel = (weights['block1/conv/kernel'] as tf.Tensor).dataSync();
      kernel[0] = Number(kernel[0]) + 1;
      return piece.apply(x, weights, pass);
    },
  }));
  expect(await checks(writing)).toEqual(['inputs']);
});

it('rejects a piece that disposes of its input', async () => {
  const disposing = applied((outputs, x) => {
    (x['features'] as tf.Tensor).dispose();
    return outputs;
  });
  expect(await checks(disposing)).toEqual(['inputs']);
});

it('rejects a piece that throws', async () => {
  expect(await checks(applied((outputs) => ({ features: tf.matMul(features(outputs), tf.zeros([9, 9])) })))).toEqual(['throws']);
});

it('rejects randomness that is not the pass’s', async () => {
  expect(await checks(applied((outputs) => ({ features: tf.mul(features(outputs), 1 + Math.random()) })))).toEqual(['ambient']);
});

it('rejects state', async () => {
  let calls = 0;
  expect(await checks(applied((outputs) => ({ features: tf.add(features(outputs), calls++) })))).toEqual(['ambient']);
});

it('rejects a sample that sees the others in an evaluation', async () => {
  expect(await checks(applied((outputs) => ({ features: tf.sub(features(outputs), tf.mean(features(outputs), 0, true)) })))).toEqual(['rows']);
});

it('rejects a statistic that changes in an evaluation', async () => {
  const updating = applied((outputs, _x, pass) => {
    pass.update('block1/conv/kernel', tf.zeros([1]));
    return outputs;
  });
  expect(await checks(updating)).toEqual(['statistics']);
});

it('rejects a statistic that is never updated', async () => {
  const silent = second((piece) => ({
    ...piece, weights: [...piece.weights, { path: 'block1/count', shape: [1], init: { kind: 'constant', value: 0 }, role: 'norm', statistic: true }],
  }));
  expect(await checks(silent)).toEqual(['statistics']);
});

it('rejects a weight that moves nothing', async () => {
  const idle = second((piece) => ({ ...piece, weights: [...piece.weights, { path: 'block1/idle', shape: [2], init: { kind: 'constant', value: 0 }, role: 'bias' }] }));
  expect(await checks(idle)).toEqual(['gradients']);
});

it('rejects a matrix that decay would not know', async () => {
  expect(await checks(second((piece) => ({ ...piece, weights: piece.weights.map((w) => ({ ...w, role: 'bias' })) })))).toEqual(['roles']);
});

it('rejects blocks that cost nothing', async () => {
  expect(await checks(rebuilt((backbone) => ({ ...backbone, blocks: backbone.blocks.map((b) => ({ ...b, costs: [] })), classifier: { ...backbone.classifier, costs: [] } })))).toEqual(['cost']);
});

it('rejects blocks that do not fit each other', async () => {
  const misfit = second((piece) => ({ ...piece, inputs: [{ name: 'features', shape: [7, 7, 3], dtype: 'float32' }] }));
  expect(await checks(misfit)).toContain('joins');
});

it('rejects a refusal without a reason', async () => {
  expect(await checks(mutant({ supports: () => ({ reason: '' }) }))).toEqual(['supports']);
});

it('rejects the claim to support everything', async () => {
  expect(await checks(mutant({ supports: () => true }))).toEqual(['supports']);
});

it('rejects a recipe that is not plain data', async () => {
  expect(await checks(mutant({ recipe: () => ({ ...recipe, clip: Infinity }) }))).toEqual(['recipe']);
});
