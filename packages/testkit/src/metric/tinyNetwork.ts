import { type Network, type Random, type Task, joinNetwork } from '@exitbench/core';
import { batchNorm, block, classifierPiece, conv2d, dense, flatten, gapHead, outputOf, port, relu, serial } from '@exitbench/nn';

import type { Sample } from '../probes/arraySplit.ts';

const SIZE = 8;
const image = port('image', [SIZE, SIZE, 1]);

/**
 * Three blocks of a convolution, a norm and a rectifier on 8 × 8 images, with an exit after each: maps of 4 × 4 × 4 and
 * 2 × 2 × 4, a vector of 5. One forward pass of 60 samples takes the reference engine a few milliseconds.
 */
export function tinyNetwork(task: Task): Network {
  const convolution = (filters: number) => serial([['conv', conv2d({ filters, kernel: 3, stride: 2, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]]);
  const vector = serial([['flatten', flatten()], ['linear', dense({ units: 5 })], ['norm', batchNorm()], ['relu', relu()]]);
  const backbone = {
    inputs: [image],
    blocks: [block('block0', image, convolution(4)), block('block1', port('features', [4, 4, 4]), convolution(4)), block('block2', port('features', [2, 2, 4]), vector)],
    classifier: classifierPiece('classifier', port('features', [5]), dense({ units: outputOf(task).shape[0] ?? 1 }), task),
  };
  return joinNetwork(backbone, { placement: 'dense', head: gapHead, headParams: {} }, task, 'conformance');
}

/** A noisy image, one of whose three bands is bright: which one is its class, or a value of −1, 0 or 1. */
export function drawSample(task: Task, random: Random): Sample {
  const bright = random.below(3);
  const pixels = Array.from({ length: SIZE * SIZE }, (_, i) => 0.3 * random.normal() + Number(Math.floor((i * 3) / (SIZE * SIZE)) === bright));
  return { inputs: { image: pixels }, label: task.kind === 'classification' ? bright : bright - 1 };
}

/** An image without any band. */
export function drawNoise(random: Random): Sample {
  return { inputs: { image: Array.from({ length: SIZE * SIZE }, () => random.normal()) }, label: 0 };
}
