import { type Network, type Phase, type Task, type WeightValues, fromRecipe, joinNetwork, known, resolveParams, resolvePhases, resolveSeed } from '@exitbench/core';
import { type EngineId, chooseEngine, startEngine } from '@exitbench/engines';
import { batchNorm, block, classifierPiece, conv2d, dense, globalAveragePool, maxPool, pooledHead, port, relu, residual, serial } from '@exitbench/nn';
import { runPhase } from '@exitbench/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

import { drawSplits } from '../../src/probes/arraySplit.ts';
import { probeRecipe } from '../../src/probes/probe.ts';

const task: Task = { kind: 'classification', classes: 4 };
const image = port('image', [8, 8, 3]);
const splits = drawSplits('engines', [image], task, (random) => {
  const label = random.below(4);
  return { inputs: { image: Array.from({ length: 192 }, (_, i) => random.normal() + (i % 4 === label ? 1 : 0)) }, label };
});

/** Convolutions, batch norms, a residual block, a max pool and pooled heads on 8×8 images. */
function smallNetwork(): Network {
  const unit = (filters: number, stride: number) =>
    serial([['conv', conv2d({ filters, kernel: 3, stride, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]]);
  const features = (shape: readonly number[]) => port('features', shape);
  const backbone = {
    inputs: [image],
    blocks: [
      block('block0', image, unit(4, 1)),
      block('block1', features([8, 8, 4]), residual(unit(4, 1))),
      block('block2', features([8, 8, 4]), serial([['unit', unit(8, 2)], ['pool', maxPool({ size: 2 })]])),
    ],
    classifier: classifierPiece('classifier', features([2, 2, 8]), serial([['pool', globalAveragePool()], ['dense', dense({ units: 4 })]]), task),
  };
  return joinNetwork(backbone, { placement: 'dense', head: pooledHead, headParams: resolveParams(pooledHead.params, { size: 2 }, 'head') }, task);
}

const network = smallNetwork();
const recipe = probeRecipe();
const steps = (count: number) => {
  const phase: Phase = { ...fromRecipe(recipe), name: 'joint', train: 'all', losses: [{ kind: 'task', at: 'all', reduction: 'sum' }], budget: { steps: count }, snapshots: [] };
  return known(resolvePhases([phase], { network, samples: splits.train.length, augmentations: [], at: 'test' })[0], 'one phase');
};

interface Trained {
  readonly weights: WeightValues;
  readonly losses: readonly number[];
  /** Tensors after each step that is told. */
  readonly tensors: readonly number[];
  readonly precision: number;
}

async function train(engine: EngineId, { count = 10, root = 0, onStep = () => {} }: { readonly count?: number; readonly root?: number; readonly onStep?: () => void } = {}): Promise<Trained> {
  const { precision } = await startEngine(engine);
  const losses: number[] = [];
  const tensors: number[] = [];
  const { weights } = await runPhase({
    network, planned: steps(count), seed: resolveSeed(root), splits, state: {}, evaluationBatch: 10,
    onEvent(event) {
      losses.push(event.loss);
      onStep();
      tensors.push(tf.memory().numTensors);
    },
  });
  return { weights, losses, tensors, precision };
}

/** Largest difference of a tensor, over the largest value of the tensor that it is compared with. */
function worst(a: WeightValues, b: WeightValues): number {
  return Math.max(
    ...Object.entries(a).map(([path, { values }]) => {
      const other = known(b[path], 'the same paths').values;
      const size = other.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      return values.reduce((m, v, i) => Math.max(m, Math.abs(v - (other[i] as number))), 0) / (size === 0 ? 1 : size);
    }),
  );
}

const gpu = chooseEngine({ looksForGpu: true }).candidates.find(({ id }) => id === 'webgpu');
const noGpu = gpu?.available === true ? '' : ` (skipped: ${gpu?.reason})`;
const native = chooseEngine({ env: { ...process.env, EXITBENCH_ENGINE: undefined } }).engine === 'tensorflow';

describe('ten steps of one network, one seed', () => {
  it('wasm: end as on cpu, within the precision that it states, loss by loss', async () => {
    const [cpu, wasm] = [await train('cpu'), await train('wasm')];
    expect(worst(wasm.weights, cpu.weights)).toBeLessThan(wasm.precision);
    wasm.losses.forEach((loss, i) => expect(Math.abs(loss / known(cpu.losses[i], 'ten') - 1)).toBeLessThan(wasm.precision));
  });

  // Without the native engine there is nothing to compare; `exitbench doctor` says how to get it.
  it.runIf(native)('tensorflow: end as on cpu, within the precision that it states, loss by loss', async () => {
    const [cpu, tensorflow] = [await train('cpu'), await train('tensorflow')];
    expect(worst(tensorflow.weights, cpu.weights)).toBeLessThan(tensorflow.precision);
    tensorflow.losses.forEach((loss, i) => expect(Math.abs(loss / known(cpu.losses[i], 'ten') - 1)).toBeLessThan(tensorflow.precision));
  });

  it('differ for another seed by far more: the comparison can fail', async () => {
    expect(worst((await train('cpu', { root: 1 })).weights, (await train('cpu')).weights)).toBeGreaterThan(0.1);
  });
});

describe('fifty steps of one network', { timeout: 900_000 }, () => {
  it.each(['cpu', 'wasm', ...(native ? ['tensorflow' as const] : [])] as const)('%s: have the same bits twice, and as many tensors after each of them', async (engine) => {
    const [first, second] = [await train(engine, { count: 50 }), await train(engine, { count: 50 })];
    expect(second).toEqual(first);
    expect(first.tensors).toHaveLength(50);
    expect(new Set(first.tensors).size).toBe(1);
  });

  it('are found out where each of them keeps a tensor', async () => {
    const kept: tf.Tensor[] = [];
    const { tensors } = await train('wasm', { count: 50, onStep: () => kept.push(tf.keep(tf.scalar(1))) });
    expect((tensors.at(-1) ?? 0) - (tensors[0] ?? 0)).toBe(49);
    tf.dispose(kept);
  });
});

describe.skipIf(noGpu !== '')(`webgpu: steps of one network, one seed${noGpu}`, { timeout: 900_000 }, () => {
  it('ten end as on cpu, within the precision that it states, loss by loss', async () => {
    const [cpu, webgpu] = [await train('cpu'), await train('webgpu')];
    expect(worst(webgpu.weights, cpu.weights)).toBeLessThan(webgpu.precision);
    webgpu.losses.forEach((loss, i) => expect(Math.abs(loss / known(cpu.losses[i], 'ten') - 1)).toBeLessThan(webgpu.precision));
  });

  it('fifty have the same bits twice, and as many tensors after each of them', async () => {
    const [first, second] = [await train('webgpu', { count: 50 }), await train('webgpu', { count: 50 })];
    expect(second).toEqual(first);
    expect(first.losses).toHaveLength(50);
    expect(new Set(first.tensors).size).toBe(1);
  });
});
