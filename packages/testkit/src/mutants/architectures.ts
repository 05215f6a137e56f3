import { type Architecture, type Backbone, type Json, type Piece, type Tensors, defineArchitecture, known, real } from '@exitbench/core';
import { batchNorm, block, classifierPiece, conv2d, dense, detach, dropout, flatten, globalAveragePool, relu, serial } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { checkArchitecture } from '../architecture.ts';
import type { CheckId } from '../checks.ts';
import { checkOverfitting } from '../overfitting.ts';
import { probeRecipe } from '../probes/probe.ts';
import type { Mutant } from './mutant.ts';
import { PIECE_MUTANTS, RUNNING_MUTANTS } from './pieces.ts';

/** Two blocks, the second with a dropout whose rate is a parameter. Each mutant changes one thing. */
const sound = defineArchitecture({
  id: 'architecture-sound', module: import.meta.url, revision: 1, title: 'sound', description: 'Two blocks.', citation: 'None: a test.',
  params: { rate: real({ default: 0.5, minimum: 0, maximum: 0.9, description: 'Share of the features that are dropped.' }) },
  supports: ({ modality }) => (modality === 'image' ? true : { reason: 'It takes images.' }),
  build({ input, task, params }) {
    const first = block('block0', known(input[0], 'one image'), serial([['conv', conv2d({ filters: 3, kernel: 3, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]]));
    const second = block('block1', known(first.outputs[0], 'one output'), serial([['conv', conv2d({ filters: 4, kernel: 3, padding: 1 })], ['drop', dropout({ rate: params.rate })]]));
    const units = task.kind === 'classification' ? task.classes : 1;
    const classifier = classifierPiece('classifier', known(second.outputs[0], 'one output'), serial([['pool', globalAveragePool()], ['linear', dense({ units })]]), task);
    return { inputs: input, blocks: [first, second], classifier };
  },
  recipe: () => probeRecipe(),
});

const twin = (): ReturnType<Mutant['twin']> => checkArchitecture(sound);
const mutant = (check: CheckId<'architecture'>, name: string, make: () => object): Mutant<'architecture'> =>
  ({ kind: 'architecture', check, name, twin, findings: () => checkArchitecture({ ...sound, ...make() } as Architecture) });
type Options = Parameters<typeof sound.build>[0];
/** Changes the second block. */
const second = (change: (piece: Piece, rate: number) => Piece): { build(options: Options): Backbone } => ({
  build(options) {
    const backbone = sound.build(options);
    return { ...backbone, blocks: backbone.blocks.map((b) => (b.id === 'block1' ? change(b, options.params.rate) : b)) };
  },
});
/** Changes the second block, before a classifier that sees every feature. */
const learning = (change: (piece: Piece) => Piece): object => ({
  build(options: Options): Backbone {
    const backbone = second(change).build(options);
    const features = known(backbone.blocks[1]?.outputs[0], 'one output');
    return { ...backbone, classifier: classifierPiece('classifier', features, serial([['flat', flatten()], ['linear', dense({ units: 4 })]]), options.task) };
  },
});
/** A gradient that depends on the rate; nothing is dropped, so values do not. */
const detaching = (spec: (piece: Piece, rate: number) => Json): object =>
  second((piece, rate) => ({
    ...piece, spec: spec(piece, rate),
    apply: (x, weights, pass) => piece.apply(mapFeatures(x, (f) => (rate > 0.7 ? detach(f) : f)), weights, { ...pass, noise: false }),
  }));

const OVERFITTING = { params: { rate: 0 }, size: 8, steps: 150 };

export const ARCHITECTURE_MUTANTS: readonly Mutant<'architecture'>[] = [
  ...PIECE_MUTANTS.map(({ check, name, make }): Mutant<'architecture'> => ({
    ...mutant(check, name, () => second(make())),
    // What cannot be joined is not supported either.
    also: check === 'joins' ? ['supports'] : [],
  })),
  ...RUNNING_MUTANTS.map(({ check, name, make }): Mutant<'architecture'> =>
    mutant(check, `behind a parameter: ${name}`, () => {
      const change = make();
      return second((piece, rate) => (rate > 0.7 ? change(piece) : piece));
    })),
  mutant('supports', 'refuses without a reason', () => ({ supports: () => ({ reason: '' }) })),
  mutant('supports', 'claims to support everything', () => ({ supports: () => true })),
  mutant('recipe', 'has a recipe that is not plain data', () => ({ recipe: () => ({ ...probeRecipe(), clip: Infinity }) })),
  mutant('recipe', 'has another recipe each time', () => {
    let calls = 0;
    return { recipe: () => ({ ...probeRecipe(), batch: 10 + calls++ }) };
  }),
  mutant('spec', 'has a description that hides a parameter', () => second((piece) => ({ ...piece, spec: 'convolution and dropout' }))),
  { ...mutant('spec', 'hides a parameter that changes only gradients', () => detaching(() => 'convolution')), twin: () => checkArchitecture({ ...sound, ...detaching((_, rate) => ({ layer: 'convolution', rate })) } as Architecture) },
  mutant('spec', 'hides a parameter that changes only costs', () => second((piece, rate) => ({
    ...piece, spec: 'convolution', costs: [{ op: 'x', mac: 1000 + rate, fvcore: 1000 }], apply: (x, weights, pass) => piece.apply(x, weights, { ...pass, noise: false }),
  }))),
  mutant('cost', 'has blocks that cost nothing', () => ({
    build(options: Options): Backbone {
      const { blocks, classifier, inputs } = sound.build(options);
      return { inputs, blocks: blocks.map((b) => ({ ...b, costs: [] })), classifier: { ...classifier, costs: [] } };
    },
  })),
  {
    kind: 'architecture', check: 'overfits', name: 'lets nothing through that could be learnt',
    findings: () => checkOverfitting({ ...sound, ...learning((piece) => ({ ...piece, apply: (...call) => mapFeatures(piece.apply(...call), (f) => tf.mul(f, 0)) })) } as Architecture, OVERFITTING),
    twin: () => checkOverfitting({ ...sound, ...learning((piece) => piece) } as Architecture, OVERFITTING),
  },
];

// ---------------------------------------------------------------------------------------------------------------------

function mapFeatures(tensors: Tensors, change: (tensor: tf.Tensor) => tf.Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
