import { type CostConvention, type Network, type Task, inferenceCosts, joinNetwork, parameterCount, resolveParams } from '@exitbench/core';
import { pooledHead } from '@exitbench/nn';
import { checkOverfitting, testArchitecture } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

testArchitecture(plugin, { params: [{ depth: 14, width: 4 }, { depth: 18, width: 2 }] });

function build(depth: number, width: number, classes: number): ReturnType<typeof plugin.build> {
  const params = resolveParams(plugin.params, { depth, width }, 'params');
  return plugin.build({ input: [{ name: 'image', shape: [32, 32, 3], dtype: 'float32' }], task: { kind: 'classification', classes }, params });
}

function parameters(depth: number, width: number, classes: number): number {
  const { blocks, classifier } = build(depth, width, classes);
  return parameterCount([...blocks, classifier]);
}

/** ResNet-34 for CIFAR-100 with the exits of the paper's scripts. */
function resnet34(placement: 'none' | readonly string[]): Network {
  const task: Task = { kind: 'classification', classes: 100 };
  return joinNetwork(build(34, 0, 100), { placement, head: pooledHead, headParams: { size: 4 } }, task);
}

const millions = (x: number): number => Math.round(x / 1e5) / 10;
const base = (convention: CostConvention): number => inferenceCosts(resnet34('none'), convention).base;

it('has torchvision’s parameters but for the stem', () => {
  // torchvision's resnet34 and resnet18 with 1,000 classes; their stem is 7 × 7, ours 3 × 3.
  expect(parameters(34, 0, 1000)).toBe(21_797_672 - 3 * 64 * (49 - 9));
  expect(parameters(18, 0, 1000)).toBe(11_689_512 - 3 * 64 * (49 - 9));
});

it('has as many parameters as the formula says for three stages', () => {
  // n = 1, widths 8, 16, 32: stem, two convolutions a stage, two shortcuts, norms, classifier.
  const convolutions = 9 * 3 * 8 + 9 * (8 * 8 + 8 * 8) + 9 * (8 * 16 + 16 * 16) + 9 * (16 * 32 + 32 * 32) + 8 * 16 + 16 * 32;
  const norms = 2 * (8 + 2 * 8 + 3 * 16 + 3 * 32);
  expect(parameters(8, 8, 10)).toBe(convolutions + norms + 32 * 10 + 10);
});

it('counts ResNet-34 at 32 × 32 × 3 with 100 classes in both conventions', () => {
  expect(millions(base('mac'))).toBe(1159.4);
  expect(millions(base('fvcore'))).toBe(1162);
});

it('costs what is known at the exits of the paper’s scripts', () => {
  const { base: plain, exits } = inferenceCosts(resnet34([4, 6, 8, 10, 12, 14].map((i) => `block${i}`)));
  expect(exits.slice(0, -1).map((c) => Math.round((100 * c) / plain))).toEqual([31, 44, 56, 69, 82, 94]);
  expect(((exits[0] ?? 0) / plain) * 100).toBeCloseTo(31.3, 1);
  expect(((exits.at(-1) ?? 0) / plain - 1) * 100).toBeCloseTo(0.2, 1);
});

it('has sixteen blocks, the stem in the first, and halves the map three times', () => {
  const { blocks } = build(34, 0, 100);
  expect(blocks.map((b) => b.outputs[0]?.shape[0])).toEqual([32, 32, 32, 16, 16, 16, 16, 8, 8, 8, 8, 8, 8, 4, 4, 4]);
  expect(blocks[0]?.weights[0]?.path).toBe('block0/stem/conv/kernel');
  expect(blocks[3]?.weights.map((w) => w.path)).toContain('block3/body/shortcut/conv/kernel');
});

it('refuses a depth that is no depth with a reason', () => {
  const facts = { id: 'dataset-x', modality: 'image', task: { kind: 'classification', classes: 2 }, input: [{ name: 'image', shape: [8, 8, 1], dtype: 'float32' }], trainSize: 1 } as const;
  expect(plugin.supports(facts, { depth: 9, width: 0 })).toEqual({ reason: 'There is no ResNet-9 of basic blocks: the depth is 18, 34 or 6n+2.' });
  expect(plugin.supports(facts, { depth: 20, width: 0 })).toBe(true);
});

it('learns 64 images by heart at every exit', async () => {
  expect(await checkOverfitting(plugin, { params: { depth: 8, width: 8 } })).toEqual([]);
});
