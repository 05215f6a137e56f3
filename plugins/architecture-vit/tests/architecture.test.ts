import { type Network, type Task, inferenceCosts, joinNetwork, paramsSchema, parameterCount, resolveParams } from '@exitbench/core';
import { standardHead } from '@exitbench/nn';
import { checkOverfitting, testArchitecture } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

// One patch and the class token, but where `patch` is smaller: the reference engine is slow.
testArchitecture(plugin, {
  head: standardHead, input: [{ name: 'image', shape: [4, 4, 2], dtype: 'float32' }],
  params: [{ width: 6, heads: 3, ratio: 2, patch: 2, depth: 3 }, { width: 4, heads: 1, ratio: 1, depth: 2 }],
});

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

/** Sizes of Touvron et al., arXiv 2012.12877, table 1, and Dosovitskiy et al., arXiv 2010.11929, table 1. */
const SIZES = { T: { width: 192, heads: 3 }, S: { width: 384, heads: 6 }, B: { width: 768, heads: 12 } } as const;
const IMAGENET: Task = { kind: 'classification', classes: 1000 };

function build(given: { readonly [name: string]: number }, side: number, task: Task): ReturnType<typeof plugin.build> {
  return plugin.build({ input: [{ name: 'image', shape: [side, side, 3], dtype: 'float32' }], task, params: resolveParams(plugin.params, given, 'params') });
}

const sized = (size: keyof typeof SIZES): ReturnType<typeof plugin.build> => build({ ...SIZES[size], depth: 12, patch: 16 }, 224, IMAGENET);

/** With the exits of the paper's scripts. */
function withExits(size: keyof typeof SIZES, placement: readonly number[]): Network {
  return joinNetwork(sized(size), { placement: placement.map((i) => `block${i}`), head: standardHead, headParams: {} }, IMAGENET);
}

describe('for 224 × 224 pixels and 1,000 classes', () => {
  it.each([['T', 5_717_416], ['S', 22_050_664], ['B', 86_567_656]] as const)('ViT-%s has %d parameters, as in timm and torchvision', (size, count) => {
    const { blocks, classifier } = sized(size);
    expect(parameterCount([...blocks, classifier])).toBe(count);
  });

  it('ViT-B costs what its products cost, counted by hand', () => {
    // Patches; then twelve times qkv, scores and weighted sum, projection and MLP of 197 tokens; then 1,000 classes from one.
    const layer = 197 * 768 * 768 * (3 + 1 + 4 + 4) + 2 * 197 * 197 * 768;
    expect(inferenceCosts(withExits('B', [])).base).toBe(196 * 768 * 768 + 12 * layer + 768 * 1000);
  });

  it.each([['T', [35, 51, 67, 84]], ['B', [34, 50, 67, 83]]] as const)('exits after layers 3, 5, 7 and 9 of ViT-%s cost %s per cent of it', (size, shares) => {
    const { base, exits } = inferenceCosts(withExits(size, [3, 5, 7, 9]));
    expect(exits.slice(0, -1).map((cost) => Math.round((100 * cost) / base))).toEqual(shares);
  });

  it('has twelve blocks, the first with patches, class token and positions: 197 tokens from each', () => {
    const { blocks, classifier } = sized('T');
    expect(blocks.map((b) => b.outputs[0]?.shape)).toEqual(Array(12).fill([197, 192]));
    const first = ['patches/kernel', 'patches/bias', 'class/token', 'position/table'].map((path) => `block0/${path}`);
    expect(blocks[0]?.weights.slice(0, 4).map((w) => w.path)).toEqual(first);
    expect(blocks[11]?.weights.map((w) => w.path)).toContain('block11/layer/attn/qkv/kernel');
    expect(classifier.weights.map((w) => w.path)).toEqual(['classifier/norm/scale', 'classifier/norm/offset', 'classifier/linear/kernel', 'classifier/linear/bias']);
  });
});

it('has as many parameters for CIFAR-10 as the formula says', () => {
  const { blocks, classifier } = build({}, 32, { kind: 'classification', classes: 10 });
  // Patches of 4 × 4 × 3, class token, 65 places; six layers of norms, qkv, projection and MLP, each with biases; norm and classes.
  const layer = 2 * 2 * 64 + (64 * 192 + 192) + (64 * 64 + 64) + (64 * 256 + 256) + (256 * 64 + 64);
  expect(parameterCount([...blocks, classifier])).toBe(48 * 64 + 64 + 64 + 65 * 64 + 6 * layer + 2 * 64 + 640 + 10);
});

it('starts kernels within √(6 / (in + out)) and biases at 0, norms and embeddings as nn does', () => {
  const { blocks } = build({}, 32, { kind: 'classification', classes: 10 });
  const init = (path: string): unknown => blocks[0]?.weights.find((w) => w.path === `block0/${path}`)?.init;
  // √(6/(64 + 192)) and √(6/(256 + 64)).
  expect(init('layer/attn/qkv/kernel')).toEqual({ kind: 'uniform', low: -Math.sqrt(6 / 256), high: Math.sqrt(6 / 256) });
  expect(init('layer/mlp/fc2/kernel')).toEqual({ kind: 'uniform', low: -Math.sqrt(6 / 320), high: Math.sqrt(6 / 320) });
  expect(init('layer/mlp/fc1/bias')).toEqual({ kind: 'constant', value: 0 });
  expect(init('layer/norm1/scale')).toEqual({ kind: 'constant', value: 1 });
  expect(init('position/table')).toEqual({ kind: 'truncated-normal', deviation: 0.02 });
  // 1/√(4 · 4 · 3).
  expect(init('patches/kernel')).toEqual({ kind: 'truncated-normal', deviation: 1 / Math.sqrt(48) });
});

it('asks for the recipe that README.md explains', () => {
  expect(plugin.recipe('image', resolveParams(plugin.params, {}, 'params'))).toEqual({
    optimiser: { kind: 'adamw', rate: 0.001, decay: 0.05, decayScope: 'kernels', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    schedule: { kind: 'cosine', warmup: 0, floor: 0.00025 },
    batch: 100, clip: 1, augment: [], reduction: 'mean',
  });
});

it('refuses with a reason what it cannot be built for', () => {
  const answer = (shape: readonly number[], given: { readonly [name: string]: number } = {}): unknown => plugin.supports(
    { id: 'dataset-x', modality: 'image', task: IMAGENET, input: [{ name: 'image', shape, dtype: 'float32' }], trainSize: 1 }, resolveParams(plugin.params, given, 'params'));
  expect(answer([28, 30, 1])).toEqual({ reason: 'Patches of 4 × 4 do not tile an image of 28 × 30.' });
  expect(answer([32, 32, 3], { heads: 3 })).toEqual({ reason: '3 heads cannot share a width of 64.' });
  expect(answer([32, 32])).toEqual({ reason: 'It takes one image of [height, width, channels] a sample.' });
  expect(answer([28, 32, 1])).toBe(true);
});

it('learns 64 images by heart at every exit', { timeout: 180_000 }, async () => {
  // A rate of 0.01, which suits batch norm, throws attention about.
  expect(await checkOverfitting(plugin, { head: standardHead, rate: 0.002, params: { width: 32, depth: 3 } })).toEqual([]);
});
