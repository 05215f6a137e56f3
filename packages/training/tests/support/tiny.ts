import {
  type Backbone, type HeadKind, type Network, type Phase, type PlannedPhase, type Recipe, type Split, type Task, defineHead, fromRecipe, joinNetwork,
  known, randomStream, resolvePhases, resolveSeed, taskLoss,
} from '@exitbench/core';
import { batchNorm, block, classifierPiece, dense, dropout, port, relu, serial } from '@exitbench/nn';

export const task: Task = { kind: 'classification', classes: 3 };

/** A head of one dense layer. */
export const linearHead: HeadKind = defineHead({
  id: 'linear', module: import.meta.url, title: 'linear', description: 'One dense layer.', params: {},
  supports: () => true,
  build: ({ id, block: at, task: t }) => classifierPiece(id, known(at.outputs[0], 'a block has an output'), dense({ units: t.kind === 'classification' ? t.classes : 1 }), t),
});

/** Three dense blocks with batch norm and, where asked, dropout; exits after the first two. */
export function tinyNetwork(options: { readonly dropout?: number; readonly placement?: 'dense' | 'none' | readonly string[] } = {}): Network {
  const { dropout: rate = 0, placement = 'dense' } = options;
  const layers = serial([['dense', dense({ units: 6 })], ['norm', batchNorm()], ['relu', relu()], ...(rate > 0 ? [['drop', dropout({ rate })] as const] : [])]);
  const features = port('features', [6]);
  const backbone: Backbone = {
    inputs: [port('vector', [4])],
    blocks: [block('block0', port('vector', [4]), layers), block('block1', features, layers), block('block2', features, layers)],
    classifier: classifierPiece('classifier', features, dense({ units: 3 }), task),
  };
  return joinNetwork(backbone, { placement, head: linearHead, headParams: {} }, task);
}

/** Three noisy clusters in four dimensions. */
export function clusters(samples: number, name: string): Split {
  const random = randomStream(resolveSeed(7), 'analysis', name);
  const labels = Int32Array.from({ length: samples }, (_, i) => i % 3);
  const rows = Array.from({ length: samples }, (_, i) => Float32Array.from({ length: 4 }, (_, j) => (j === i % 3 ? 1.5 : 0) + random.normal()));
  return {
    length: samples,
    labels,
    read: (indices) => {
      const values = new Float32Array(indices.length * 4);
      for (let i = 0; i < indices.length; i++) values.set(known(rows[indices[i] as number], 'in range'), 4 * i);
      return { vector: values };
    },
  };
}

export const splits = { train: clusters(60, 'train'), validation: clusters(30, 'validation') };

export const recipe: Recipe = {
  optimiser: { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 5e-4, decayScope: 'all' },
  schedule: { kind: 'cosine', warmup: 0, floor: 0 },
  batch: 10, augment: [], reduction: 'mean',
};

/** Phases as the plan would resolve them, for 60 samples. */
export function plan(network: Network, phases: readonly Phase[]): readonly PlannedPhase[] {
  return resolvePhases(phases, { network, samples: 60, augmentations: [], at: 'test' });
}

export const backbonePhase = (steps: number): Phase => ({ ...fromRecipe(recipe), name: 'backbone', train: 'backbone', losses: [taskLoss(recipe, 'last')], budget: { steps }, snapshots: [] });
export const headsPhase = (steps: number): Phase => ({ ...fromRecipe(recipe), name: 'heads', train: 'heads', losses: [taskLoss(recipe, 'all')], budget: { steps }, snapshots: [] });
export const jointPhase = (steps: number): Phase => ({ ...fromRecipe(recipe), name: 'joint', train: 'all', losses: [taskLoss(recipe, 'all')], budget: { steps }, snapshots: [] });
