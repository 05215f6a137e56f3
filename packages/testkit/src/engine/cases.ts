import { type Network, type Task, joinNetwork, resolveParams } from '@exitbench/core';
import {
  batchNorm, block, classToken, classifierPiece, conv2d, dense, dropout, globalAveragePool, maxPool, patchEmbedding, pooledHead, port, positionEmbedding,
  relu, residual, selectToken, serial, transformerLayer,
} from '@exitbench/nn';

import { contractProbes } from '../probes/contractProbes.ts';

/** Networks that together use the operations of every kind of layer: the contract probes, a convolutional network, a transformer. */
export function engineCases(): readonly { readonly name: string; readonly network: Network }[] {
  return [...contractProbes().map(({ name, network }) => ({ name, network })), { name: 'convolutions', network: convolutions() }, { name: 'transformer', network: transformer() }];
}

// ---------------------------------------------------------------------------------------------------------------------

const task: Task = { kind: 'classification', classes: 4 };
const image = port('image', [8, 8, 3]);

function convolutions(): Network {
  const unit = (filters: number, stride: number) =>
    serial([['conv', conv2d({ filters, kernel: 3, stride, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]]);
  const backbone = {
    inputs: [image],
    blocks: [
      block('block0', image, unit(4, 1)),
      block('block1', port('features', [8, 8, 4]), serial([['residual', residual(unit(4, 1))], ['drop', dropout({ rate: 0.3 })]])),
      block('block2', port('features', [8, 8, 4]), serial([['unit', unit(8, 2)], ['pool', maxPool({ size: 2 })]])),
    ],
    classifier: classifierPiece('classifier', port('features', [2, 2, 8]), serial([['pool', globalAveragePool()], ['dense', dense({ units: 4 })]]), task),
  };
  return joinNetwork(backbone, { placement: 'dense', head: pooledHead, headParams: resolveParams(pooledHead.params, { size: 2 }, 'head') }, task);
}

function transformer(): Network {
  const tokens = port('features', [5, 8]);
  const backbone = {
    inputs: [image],
    blocks: [
      block('block0', image, serial([['patches', patchEmbedding({ patch: 4, width: 8 })], ['token', classToken()], ['positions', positionEmbedding()]])),
      block('block1', tokens, transformerLayer({ heads: 2, hidden: 16 })),
    ],
    classifier: classifierPiece('classifier', tokens, serial([['select', selectToken({ index: 0 })], ['dense', dense({ units: 4 })]]), task),
  };
  return joinNetwork(backbone, { placement: 'none', head: pooledHead, headParams: resolveParams(pooledHead.params, {}, 'head') }, task);
}
