import {
  type ConvolutionNormAddEvalAttrs, type LayerMaker, type MaxPoolAttrs, type Op, type PaddedConv2dAttrs, batchNorm, batchNormEvalOp, batchNormTrainGradOp, batchNormTrainOp, conv2d, convolutionNormAddEvalOp, convolutionNormEvalOp, eigvalsh, eigvalshOp, eigvalshRows, embedGradOp, embedOp, hasNativeKernel, maxPoolGradOp, maxPoolOp, paddedConv2dOp, reluGradOp, relu, reluOp, residual, runOp, serial, softmaxCrossEntropyOp, attentionOp, columnSumsOp, erfGate, linearGeluOp, linearOp, maskedAttentionOp, normaliseLayer, softmaxRowsOp, transformerLayer,
} from '@exitbench/nn';
import { known } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { readFingerprint, readManifest, startEngine } from '../../src/index.ts';
import { NATIVE_OPS, ONEDNN_OPS, installOps, opsFor } from '../../src/tensorflow/ops/installOps.ts';
import { relativeDifference, values } from '../agreement.ts';
import { passOf } from '../numericGradient.ts';

const native = readManifest();
const reason = 'reason' in native ? ` (skipped: ${native.reason})` : '';

/** Of the largest value: both are float32 and sum up to 24 terms, in another order. */
const TOLERANCE = 3e-6;

const map = [2, 3, 4, 5];
const train = { scale: of([5], 2), offset: of([5], 3), runningMean: of([5], 4), runningVariance: positive([5], 5) };

const ADDED: ConvolutionNormAddEvalAttrs = { stride: 1, mode: 'same', margins: [], epsilon: 1e-5 };

/** Whether the kernel is so small beside the map that the norm is multiplied into it. */
const RESIDUALS = [
  ['a small kernel', true, [2, 16, 16, 8]], ['a small kernel, many samples', true, [8, 16, 16, 16]], ['a large kernel', false, [2, 8, 8, 4]], ['a very large kernel', false, [1, 2, 2, 4]],
] as const;

const ONEDNN_NAMES = [convolutionNormAddEvalOp, convolutionNormEvalOp, linearGeluOp, linearOp, maxPoolGradOp, maxPoolOp, softmaxRowsOp].map((op) => [op.name, op] as const);

describe.skipIf('reason' in native)(`native implementations equal the compositions${reason}`, () => {
  beforeAll(() => startEngine('tensorflow'));

  it('tensorflow: BatchNormTrain of a map, momentum 0.1', async () => {
    expect(await difference(batchNormTrainOp, { x: of(map, 1), ...train }, { epsilon: 1e-5, momentum: 0.1 }, 5)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: BatchNormTrain of a map, momentum 1', async () => {
    expect(await difference(batchNormTrainOp, { x: of(map, 1), ...train }, { epsilon: 1e-5, momentum: 1 }, 5)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: BatchNormTrain of a map, momentum 1/3', async () => {
    expect(await difference(batchNormTrainOp, { x: of(map, 1), ...train }, { epsilon: 0.01, momentum: 1 / 3 }, 5)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: BatchNormTrain of vectors', async () => {
    expect(await difference(batchNormTrainOp, { x: of([6, 5], 1), ...train }, { epsilon: 1e-5, momentum: 0.1 }, 5)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: BatchNormTrain of tokens', async () => {
    expect(await difference(batchNormTrainOp, { x: of([2, 3, 5], 1), ...train }, { epsilon: 1e-5, momentum: 0.1 }, 5)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: BatchNormTrainGrad', async () => {
    const inputs = { x: of(map, 1), dy: of(map, 6), scale: train.scale, mean: of([5], 4), variance: positive([5], 5), reserve: () => tf.zeros([0]) };
    expect(await difference(batchNormTrainGradOp, inputs, { epsilon: 1e-5 }, 3)).toBeLessThan(TOLERANCE);
  });
  it('tensorflow: BatchNormEval', async () => {
    expect(await difference(batchNormEvalOp, { x: of(map, 1), scale: of([5], 2), offset: of([5], 3), mean: of([5], 4), variance: positive([5], 5) }, { epsilon: 1e-5 }, 1)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: ReLU', async () => {
    expect(await difference(reluOp, { x: of(map, 1) }, {}, 1)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: ReLUGrad', async () => {
    expect(await difference(reluGradOp, { dy: of(map, 1), y: () => tf.relu(of(map, 2)()) }, {}, 1)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: operations of oneDNN’s own are installed where it, the binding of the set-up and no GPU are', () => {
    const all = [...NATIVE_OPS, ...ONEDNN_OPS];
    const namesOf = (kernels: readonly tf.KernelConfig[]): readonly string[] => kernels.map((kernel) => kernel.kernelName);
    expect(new Set(namesOf(ONEDNN_OPS))).toEqual(new Set(ONEDNN_NAMES.map(([name]) => name)));
    for (const onGpu of [false, true]) for (const isOwnBinding of [false, true]) for (const hasOneDnn of [false, true]) {
      expect(namesOf(opsFor({ onGpu, isOwnBinding, hasOneDnn }))).toEqual(namesOf(!onGpu && isOwnBinding && hasOneDnn ? all : NATIVE_OPS));
    }
  });

  it.each(ONEDNN_NAMES)('tensorflow: %s is oneDNN’s where it and the binding of the set-up are', (_, op) => {
    expect(hasNativeKernel(op)).toBe(hasOwnOneDnn());
  });

  // 20 × 20 places are more than a byte can number.
  it.each([
    ['apart', [8, 4], [8, 4], 'valid'], ['overlapping', [3, 2], [2, 1], 'valid'], ['over the edge', [3, 3], [2, 2], 'same'], ['large', [20, 20], [20, 20], 'valid'],
  ] as const)('tensorflow: MaxPoolWindows, windows %s: of equal values the same is the first', (_, [rows, columns], [down, right], mode) => {
    const attrs: MaxPoolAttrs = { window: [rows, columns], stride: [down, right], mode };
    // Whole numbers, so that there are many equal ones in a window; those below 0 are all 0.
    const x = tf.relu(tf.round(tf.mul(of([2, 40, 20, 3], 1)(), 4)));
    const stock = (map: tf.Tensor): tf.Tensor => tf.maxPool(map as tf.Tensor4D, [rows, columns], [down, right], mode);
    const dy = of(stock(x).shape, 2)();
    const [found, expected, mean] = [(map: tf.Tensor) => runOp(maxPoolOp, { x: map }, attrs)[0] as tf.Tensor, stock, (map: tf.Tensor) => tf.avgPool(map as tf.Tensor4D, [rows, columns], [down, right], mode)]
      .map((pool) => [pool(x), tf.grad(pool)(x, dy)].map((t) => Float32Array.from(t.dataSync())));
    // Where windows overlap, a place sums up to four of them, in another order.
    const apart = (a: Float32Array[] = [], b: Float32Array[] = []): number => Math.max(...a.map((list, i) => relativeDifference(list, b[i] ?? list)));
    expect(apart(found, expected)).toBeLessThan(TOLERANCE);
    expect(apart(found, mean)).toBeGreaterThan(0.1);
  });

  it('tensorflow: PaddedConv2d, the same bits; other margins are seen', async () => {
    const inputs = { x: of([2, 6, 8, 3], 1), kernel: of([3, 3, 3, 4], 2) };
    const margins: PaddedConv2dAttrs['margins'] = [1, 0, 1, 0];
    expect(await difference(paddedConv2dOp, inputs, { margins, stride: 2 }, 1)).toBe(0);
    expect(await difference(paddedConv2dOp, inputs, { margins: [0, 1, 0, 1], stride: 2 }, 1, { margins, stride: 2 })).toBeGreaterThan(TOLERANCE);
  });

  it.each([
    ['3×3 same', [2, 7, 6, 3], [3, 3, 3, 8], 1, 'same', []], ['3×3 of stride 2 with margins', [2, 8, 8, 8], [3, 3, 8, 16], 2, 'valid', [1, 0, 1, 0]],
    ['1×1 of stride 2', [2, 5, 8, 16], [1, 1, 16, 32], 2, 'valid', []], ['one sample', [1, 6, 6, 5], [3, 3, 5, 7], 1, 'same', []],
  ] as const)('tensorflow: ConvolutionNormEval, %s', async (_, x, kernel, stride, mode, margins) => {
    const inputs = normalised(x, kernel);
    const attrs = { stride, mode, margins: [...margins], epsilon: 1e-5 };
    for (const rectified of [false, true]) {
      expect(await difference(convolutionNormEvalOp, inputs, { ...attrs, rectified }, 1)).toBeLessThan(TOLERANCE);
      expect(await difference(convolutionNormEvalOp, inputs, { ...attrs, rectified }, 1, { ...attrs, rectified: !rectified })).toBeGreaterThan(0.1);
    }
  });

  it.each(RESIDUALS)('tensorflow: ConvolutionNormAddEval, %s', async (_, isFolded, shape) => {
    const inputs = { ...normalised(shape, [3, 3, shape[3], shape[3]]), carried: of([...shape], 7) };
    const watched = vi.spyOn(tf.engine(), 'runKernel');
    const [y] = tf.tidy(() => runOp(convolutionNormAddEvalOp, made(inputs), ADDED).map((t) => tf.keep(t)));
    const seen = watched.mock.calls.map(([name]) => name);
    watched.mockRestore();
    // The norm becomes kernel and bias, as in the composition, or is computed with the convolution.
    expect(seen.includes('Rsqrt')).toBe(isFolded || !hasOwnOneDnn());
    expect(leastOf(y)).toBeGreaterThan(-1e-36);
    tf.dispose(y);
    expect(await difference(convolutionNormAddEvalOp, inputs, ADDED, 1)).toBeLessThan(TOLERANCE);
    expect(await difference(convolutionNormAddEvalOp, inputs, ADDED, 1, { ...ADDED, epsilon: 1 })).toBeGreaterThan(0.1);
  });

  it.each(RESIDUALS.flatMap(([kind, , shape]) => (['x', 'kernel', 'scale', 'offset', 'mean', 'variance', 'carried'] as const).map((name) => [kind, name, shape] as const)))(
    'tensorflow: ConvolutionNormAddEval, %s, hides no NaN of `%s` behind the rectifier', (_, name, shape) => {
      const { found, expected, without } = placesOfNaN(convolutionNormAddEvalOp, made({ ...normalised(shape, [3, 3, shape[3], shape[3]]), carried: of([...shape], 7) }), name, ADDED);
      expect(found).toEqual(expected);
      expect([found.length > 0, without]).toEqual([true, []]);
    },
  );

  it.each([
    ['convolution, norm', [['conv', conv2d({ filters: 4, kernel: 3, padding: 1 })], ['norm', batchNorm()]], ['ConvolutionNormEval'], ['Conv2D', 'BatchNormEval']],
    ['convolution, norm, rectifier', [['conv', conv2d({ filters: 4, kernel: 3, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]], ['ConvolutionNormEval'], ['Conv2D', 'BatchNormEval', 'ReLU']],
    ['a residual block', [['body', residual(serial([['conv', conv2d({ filters: 4, kernel: 3, padding: 1 })], ['norm', batchNorm()]]))], ['relu', relu()]], ['ConvolutionNormAddEval'], ['Conv2D', 'BatchNormEval', 'Add', 'ReLU']],
    ['a convolution with a bias', [['conv', conv2d({ filters: 4, kernel: 3, padding: 1, bias: true })], ['norm', batchNorm()], ['relu', relu()]], ['Conv2D', 'Add', 'BatchNormEval', 'ReLU'], ['Conv2D', 'Add', 'BatchNormEval', 'ReLU']],
    ['a convolution that was given another function', [['conv', doubled(conv2d({ filters: 4, kernel: 3, padding: 1 }))], ['norm', batchNorm()]], ['Conv2D', 'Multiply', 'BatchNormEval'], ['Conv2D', 'Multiply', 'BatchNormEval']],
  ] as readonly (readonly [string, readonly (readonly [string, LayerMaker])[], readonly string[], readonly string[]])[])('tensorflow: in an evaluation %s are these operations, with the values of one after the other', (_, layers, together, apart) => {
    const kernels = hasNativeKernel(convolutionNormEvalOp) ? together : apart;
    const layer = serial(layers)('net', [5, 5, 4]);
    const weights = Object.fromEntries(layer.weights.map(({ path, shape }, i) => [path, (path.endsWith('variance') ? positive : of)([...shape], 30 + i)()]));
    const x = of([2, 5, 5, 4], 1)();
    const parts = layers.map(([name, maker]) => maker(`net/${name}`, [5, 5, 4]));
    const watched = vi.spyOn(tf.engine(), 'runKernel');
    const y = layer.apply(x, weights, EVALUATION);
    const seen = watched.mock.calls.map(([name]) => name);
    watched.mockRestore();
    expect(seen.filter((name) => /^(Conv|BatchNorm|ReLU$|Add$|Multiply$)/.test(name)).slice(0, kernels.length)).toEqual(kernels);
    const expected = parts.reduce((value, part) => part.apply(value, weights, EVALUATION), x);
    expect(relativeDifference(Float32Array.from(y.dataSync()), Float32Array.from(expected.dataSync()))).toBeLessThan(TOLERANCE);
  });

  it.each(['x', 'kernel', 'scale', 'offset', 'mean', 'variance'] as const)('tensorflow: ConvolutionNormEval hides no NaN of `%s` behind the rectifier', (name) => {
    const { found, expected, without } = placesOfNaN(convolutionNormEvalOp, made(normalised([1, 5, 5, 16], [3, 3, 16, 32])), name, { ...ADDED, rectified: true });
    expect(found).toEqual(expected);
    expect([found.length > 0, without]).toEqual([true, []]);
  });

  it('tensorflow: ConvolutionNormEval, rectified, has nothing below 0 that a sum could tell from 0', () => {
    const run = (rectified: boolean): number => tf.tidy(() => leastOf(runOp(convolutionNormEvalOp, made(normalised([1, 5, 5, 16], [3, 3, 16, 32])), { ...ADDED, rectified })[0]));
    expect(run(true)).toBeGreaterThan(-1e-36);
    expect(run(false)).toBeLessThan(-0.1);
  });

  it('tensorflow: statistics that are estimated are of the batch, also where a convolution and its norm are one operation', () => {
    const layer = serial([['conv', conv2d({ filters: 4, kernel: 3, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]])('net', [5, 5, 4]);
    const weights = Object.fromEntries(layer.weights.map(({ path, shape }, i) => [path, (path.endsWith('variance') ? positive : of)([...shape], 30 + i)()]));
    const x = of([2, 5, 5, 4], 1)();
    const run = (statistics: 'batch' | 'estimate' | 'running'): readonly [tf.Tensor, ReadonlyMap<string, tf.Tensor>] => {
      const updates = new Map<string, tf.Tensor>();
      return [layer.apply(x, weights, passOf({ statistics, momentum: 1 }, updates)), updates];
    };
    const [[batch, ofBatch], [estimate, ofEstimate], [running, ofRunning]] = [run('batch'), run('estimate'), run('running')];
    expect([...ofEstimate.keys()]).toEqual(['net/norm/mean', 'net/norm/variance']);
    expect([...estimate.dataSync()]).toEqual([...batch.dataSync()]);
    for (const [path, value] of ofEstimate) expect([...value.dataSync()]).toEqual([...known(ofBatch.get(path), path).dataSync()]);
    expect(ofRunning.size).toBe(0);
    expect(relativeDifference(Float32Array.from(running.dataSync()), Float32Array.from(batch.dataSync()))).toBeGreaterThan(0.1);
  });

  it.each([[[7, 5]], [[2, 3, 17]], [[300, 1]]])('tensorflow: ColumnSums of %j', async (shape) => {
    expect(await difference(columnSumsOp, { x: of(shape, 1) }, {}, 1)).toBeLessThan(TOLERANCE);
  });

  it.each([[1, 32, 10], [7, 5, 3], [40, 64, 17]])('tensorflow: Linear of %i rows, %i to %i', async (rows, width, units) => {
    expect(await difference(linearOp, { x: of([rows, width], 1), kernel: of([width, units], 2), bias: of([units], 3) }, {}, 1)).toBeLessThan(TOLERANCE);
  });

  it.each([[1, 32, 10], [7, 5, 3], [40, 64, 17]])('tensorflow: LinearGelu of %i rows, %i to %i', async (rows, width, units) => {
    const inputs = { x: of([rows, width], 1), kernel: of([width, units], 2), bias: of([units], 3) };
    expect(await difference(linearGeluOp, inputs, {}, 1)).toBeLessThan(TOLERANCE);
    expect(await difference(linearGeluOp, { ...inputs, x: () => tf.mul(inputs.x(), 30) }, {}, 1)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: LinearGelu is the unit by its definition from −12 to 12, not an approximation by tanh, and what is not finite stays so', () => {
    const unit = (z: Float32Array): Float32Array => tf.tidy(() => {
      const [y] = runOp(linearGeluOp, { x: tf.tensor2d(z, [z.length, 1]), kernel: tf.ones([1, 1]), bias: tf.zeros([1]) }, {});
      return Float32Array.from(known(y, 'one output').dataSync());
    });
    const z = Float32Array.from({ length: 2401 }, (_, i) => (i - 1200) / 100);
    const found = unit(z);
    const apart = (definition: (x: number) => number): number => Math.max(...Array.from(z, (x, i) => Math.abs(definition(x) - (found[i] ?? Number.NaN))));
    expect(apart((x) => x * normalDistribution(x))).toBeLessThan(TOLERANCE);
    expect(apart((x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))))).toBeGreaterThan(1e-4);
    expect([...unit(Float32Array.of(Infinity, 1e30, -1e30))].map((y) => (Number.isFinite(y) ? y : 'not finite'))).toEqual(['not finite', Math.fround(1e30), -0]);
  });

  it('tensorflow: a layer of a transformer takes the one operation in an evaluation, with the values of a training step', () => {
    const layer = transformerLayer({ heads: 2, hidden: 24 })('layer', [5, 8]);
    const weights = Object.fromEntries(layer.weights.map(({ path, shape }, i) => [path, of([...shape], 40 + i)()]));
    const x = of([3, 5, 8], 1)();
    const run = (statistics: 'batch' | 'running'): readonly [readonly string[], Float32Array] => {
      const watched = vi.spyOn(tf.engine(), 'runKernel');
      const y = Float32Array.from(layer.apply(x, weights, passOf({ statistics })).dataSync());
      const seen = watched.mock.calls.map(([name]) => name).filter((name) => name === 'LinearGelu' || name === 'ErfGate');
      watched.mockRestore();
      return [seen, y];
    };
    const [[inEvaluation, evaluated], [inTraining, trained]] = [run('running'), run('batch')];
    expect(inTraining).toEqual(['ErfGate']);
    expect(inEvaluation).toEqual([hasNativeKernel(linearGeluOp) ? 'LinearGelu' : 'ErfGate']);
    expect(relativeDifference(evaluated, trained)).toBeLessThan(TOLERANCE);
  });

  it.each([1, 16, 21])('tensorflow: SoftmaxRows of %i scores', async (width) => {
    expect(await difference(softmaxRowsOp, { x: () => tf.mul(of([2, 3, width], 1)(), 9) }, {}, 1)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: attention, masked or not, one sample without a token that counts; other heads are seen', async () => {
    const qkv = of([3, 17, 24], 1);
    const mask = (): tf.Tensor => tf.tensor2d(Float32Array.from({ length: 51 }, (_, i) => (i < 17 || i % 3 === 0 ? 0 : 1)), [3, 17]);
    expect(await difference(attentionOp, { qkv }, { heads: 2 }, 1)).toBeLessThan(TOLERANCE);
    expect(await difference(maskedAttentionOp, { qkv, mask }, { heads: 2 }, 1)).toBeLessThan(TOLERANCE);
    expect(await difference(maskedAttentionOp, { qkv, mask }, { heads: 2 }, 1, { heads: 4 })).toBeGreaterThan(TOLERANCE);
  });

  it('tensorflow: a score that does not count has no share at all', () => {
    expect([...tf.tidy(() => (runOp(softmaxRowsOp, { x: tf.tensor3d([[[2, -1e9, 2], [-1e9, -1e9, -1e9]]]) }, {})[0] as tf.Tensor).dataSync())].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([0.5, 0, 0.5, 0.333333, 0.333333, 0.333333]);
  });

  it.each([0, 7, 15, 16, 20])('tensorflow: NaN at place %i of a row stays NaN, and no other row has one', (place) => {
    const rows = (): tf.Tensor => tf.tensor(values(63, 1).map((v, i) => (i === 21 + place ? Number.NaN : v)), [3, 21]);
    const [ones, zeros] = [tf.ones([21]), tf.zeros([21])];
    const first = (outputs: readonly tf.Tensor[]): tf.Tensor => outputs[0] as tf.Tensor;
    const norm = (x: tf.Tensor): tf.Tensor => normaliseLayer(x, ones, zeros, 1e-5);
    const results = tf.tidy(() => [
      erfGate(rows()), tf.grad(erfGate)(rows()), norm(rows()), tf.grad(norm)(rows()), first(runOp(softmaxRowsOp, { x: rows() }, {})), first(runOp(linearOp, { x: rows(), kernel: tf.eye(21), bias: zeros }, {})),
      first(runOp(linearGeluOp, { x: rows(), kernel: tf.eye(21), bias: zeros }, {})),
    ].map((t) => Array.from(t.dataSync())));
    for (const list of results) expect([0, 1, 2].map((row) => list.slice(21 * row, 21 * row + 21).some(Number.isNaN))).toEqual([false, true, false]);
    expect(Number.isNaN(tf.tidy(() => Array.from(first(runOp(columnSumsOp, { x: rows() }, {})).dataSync()))[place])).toBe(true);
    tf.dispose([ones, zeros]);
  });

  it('tensorflow: SoftmaxCrossEntropy', async () => {
    expect(await difference(softmaxCrossEntropyOp, { logits: of([4, 3], 1), labels: () => tf.tensor1d([0, 2, 1, 1], 'int32') }, { smoothing: 0 }, 2)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: SoftmaxCrossEntropy, smoothed', async () => {
    expect(await difference(softmaxCrossEntropyOp, { logits: of([4, 3], 1), labels: () => tf.tensor1d([0, 2, 1, 1], 'int32') }, { smoothing: 0.1 }, 2)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: Embed', async () => {
    expect(await difference(embedOp, { ids: () => tf.tensor2d([[0, 3, 3], [3, 1, 5]], [2, 3], 'int32'), table: of([6, 4], 1) }, { vocabulary: 6 }, 1)).toBe(0);
  });

  it.each([-1, 6])('tensorflow: the id %i of six rows is refused', (id) => {
    const look = (): void => void tf.tidy(() => runOp(embedOp, { ids: tf.tensor2d([[0, id]], [1, 2], 'int32'), table: tf.zeros([6, 4]) }, { vocabulary: 6 })[0]?.dataSync());
    expect(look).toThrow(`${id} is not in [0, 6)`);
  });

  it('tensorflow: EmbedGrad', async () => {
    expect(await difference(embedGradOp, { dy: of([2, 3, 4], 1), ids: () => tf.tensor2d([[0, 3, 3], [3, 1, 4]], [2, 3], 'int32') }, { vocabulary: 6 }, 1)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: Eigvalsh', async () => {
    expect(await difference(eigvalshOp, { x: symmetric(24) }, {}, 1)).toBeLessThan(TOLERANCE);
  });

  it('tensorflow: Eigvalsh of a matrix larger than the composition takes: a projection of rank one', async () => {
    expect(eigvalshRows()).toBe(Number.POSITIVE_INFINITY);
    const ones = tf.fill([600, 600], 1 / 600);
    const found = await eigvalsh(ones);
    ones.dispose();
    expect(found.at(-1)).toBeCloseTo(1, 5);
    expect(Math.max(...found.slice(0, -1).map(Math.abs))).toBeLessThan(1e-5);
  });

  it('tensorflow: eigenvalues of what is not finite are refused', async () => {
    const matrix = tf.tensor2d([[Number.NaN, 0], [0, 1]]);
    await expect(eigvalsh(matrix)).rejects.toMatchObject({ code: 'bad-argument', hint: expect.stringContaining('not finite') });
    matrix.dispose();
  });

  it('tensorflow: another momentum is seen', async () => {
    const inputs = { x: of(map, 1), ...train };
    expect(await difference(batchNormTrainOp, inputs, { epsilon: 1e-5, momentum: 0.1 }, 5, { epsilon: 1e-5, momentum: 0.11 })).toBeGreaterThan(TOLERANCE);
  });

  it('tensorflow: the kernels stay when they are installed again', () => {
    installOps({ onGpu: false });
    for (const kernel of NATIVE_OPS) expect(tf.getKernel(kernel.kernelName, 'tensorflow')).toBe(kernel);
  });

  it('tensorflow: a label outside the classes is refused', () => {
    expect(() => tf.tidy(() => runOp(softmaxCrossEntropyOp, { logits: tf.zeros([1, 3]), labels: tf.tensor1d([3], 'int32') }, { smoothing: 0 })[0]?.dataSync())).toThrow(/label/);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** Φ(x), by the series of A. & S. 26.2.11, in float64. */
function normalDistribution(x: number): number {
  let [term, total] = [x, x];
  for (let k = 3; k < 400; k += 2) {
    term *= (x * x) / k;
    total += term;
  }
  return 0.5 + (total * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Whether the engine has oneDNN's own operations. */
function hasOwnOneDnn(): boolean {
  return 'manifest' in native && native.manifest.route === 'wheel' && native.manifest.device !== 'cuda' && readFingerprint('tensorflow').settings.oneDNN === 'on';
}

function made<K extends string>(inputs: { readonly [name in K]: () => tf.Tensor }): { readonly [name in K]: tf.Tensor } {
  return Object.fromEntries(Object.entries<() => tf.Tensor>(inputs).map(([name, make]) => [name, make()])) as { readonly [name in K]: tf.Tensor };
}

function leastOf(y: tf.Tensor | undefined): number {
  return Math.min(...known(y, 'one output').dataSync());
}

/** Where NaN is: with one in an input, in the native implementation and in the composition; without. */
function placesOfNaN<I extends string, A extends tf.NamedAttrMap>(op: Op<I, A>, given: { readonly [K in I]: tf.Tensor }, name: I, attrs: A): Record<'found' | 'expected' | 'without', readonly number[]> {
  const sick = Float32Array.from(given[name].dataSync());
  sick[3] = Number.NaN;
  const places = (inputs: { readonly [K in I]: tf.Tensor }): readonly (readonly number[])[] => tf.tidy(() => [runOp(op, inputs, attrs)[0], op.reference(inputs, attrs)[0]]
    .map((y) => [...known(y, 'one output').dataSync()].flatMap((v, i) => (Number.isNaN(v) ? [i] : []))));
  const [found = [], expected = []] = places({ ...given, [name]: tf.tensor(sick, given[name].shape) });
  const without = places(given).flat();
  tf.dispose(Object.values(given));
  return { found, expected, without };
}

const EVALUATION = passOf({ statistics: 'running' });

function doubled(maker: LayerMaker): LayerMaker {
  return (path, shape) => {
    const layer = maker(path, shape);
    return { ...layer, apply: (x, weights, pass) => tf.mul(layer.apply(x, weights, pass), 2) };
  };
}

/** What a convolution and its norm read. */
function normalised(x: readonly number[], kernel: readonly number[]) {
  const filters = [kernel.at(-1) ?? 0];
  return { x: of([...x], 1), kernel: of([...kernel], 2), scale: of(filters, 3), offset: of(filters, 4), mean: of(filters, 5), variance: positive(filters, 6) };
}

function of(shape: number[], seed: number): () => tf.Tensor {
  return () => tf.tensor(values(shape.reduce((a, b) => a * b, 1), seed), shape);
}

function positive(shape: number[], seed: number): () => tf.Tensor {
  return () => tf.tensor(values(shape.reduce((a, b) => a * b, 1), seed).map((v) => 1 + v / 2), shape);
}

function symmetric(n: number): () => tf.Tensor {
  return () => {
    const a = of([n, n], 7)();
    return tf.add(a, tf.transpose(a));
  };
}

/** Runs both on the native engine: the largest difference of the first `count` outputs. Others are the engine's own business. */
async function difference<I extends string, A extends tf.NamedAttrMap>(
  op: Op<I, A>, make: { readonly [K in I]: () => tf.Tensor }, attrs: A, count: number, referenceAttrs = attrs,
): Promise<number> {
  const before = tf.memory().numTensors;
  const [found, reference] = tf.tidy(() => {
    const inputs = Object.fromEntries(Object.entries<() => tf.Tensor>(make).map(([name, f]) => [name, f()])) as { [K in I]: tf.Tensor };
    return [runOp(op, inputs, attrs).slice(0, count), op.reference(inputs, referenceAttrs).slice(0, count)].map((list) => list.map((t) => t.clone()));
  }) as [tf.Tensor[], tf.Tensor[]];
  expect(found.map((t) => t.shape)).toEqual(reference.map((t) => t.shape));
  const pairs = await Promise.all(found.map(async (t, i) => [await t.data(), await (reference[i] as tf.Tensor).data()] as const));
  tf.dispose([found, reference]);
  expect(tf.memory().numTensors).toBe(before);
  return Math.max(...pairs.map(([a, b]) => relativeDifference(Float32Array.from(a), Float32Array.from(b))));
}
