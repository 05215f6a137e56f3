import { type Piece, type Port, type TrainPhase, defineArchitecture, defineBenchmark, defineDataset, defineHead, defineMetric, defineRegime, fromRecipe, taskLoss } from '@exitbench/core';

/** A benchmark that can be planned: two regimes on a net of two blocks. Nothing in it can be computed. */

const module = import.meta.url;
const image: Port = { name: 'image', shape: [4], dtype: 'float32' };
const features: Port = { name: 'features', shape: [4], dtype: 'float32' };
const logits: Port = { name: 'logits', shape: [2], dtype: 'float32' };

function piece(id: string, input: Port, output: Port, mac: number): Piece {
  return {
    id, inputs: [input], outputs: [output], ...(output === logits ? { output: 'logits' } : {}), representation: output.name,
    weights: [{ path: `${id}/kernel`, shape: [1], init: { kind: 'constant', value: 0 }, role: 'kernel' }],
    costs: [{ op: 'made up', mac, fvcore: mac }], spec: {},
    apply() {
      throw new Error('It is planned with and never run.');
    },
  };
}

export const dataset = defineDataset({
  id: 'dataset-none', module, revision: 1, title: 'none', description: 'No data.', citation: 'a test', params: {}, modality: 'vector',
  task: { kind: 'classification', classes: 2 }, input: [image], trainSize: 100, validationSize: 20, testSize: 20,
  variants: { computed: { title: 'computed', files: [] } }, augmentations: [], licence: 'none',
  prepare: () => Promise.resolve({}),
  open: () => Promise.reject(new Error('There are no data.')),
});

export const architecture = defineArchitecture({
  id: 'architecture-two', module, revision: 1, title: 'two blocks', description: 'Two blocks.', citation: 'a test', params: {},
  supports: () => true,
  build: () => ({ inputs: [image], blocks: [piece('block0', image, features, 100), piece('block1', features, features, 100)], classifier: piece('classifier', features, logits, 10) }),
  recipe: () => ({
    optimiser: { kind: 'sgd', rate: 0.1, momentum: 0, decay: 0, decayScope: 'all' }, schedule: { kind: 'constant', warmup: 0 }, batch: 10, augment: [], reduction: 'sum',
  }),
});

const head = defineHead({
  id: 'plain', module, title: 'plain', description: 'A head.', params: {}, supports: () => true, build: ({ id }) => piece(id, features, logits, 5),
});

const regime = (name: string, train: 'all' | 'heads'): ReturnType<typeof defineRegime<{}>> =>
  defineRegime({
    id: `regime-${name}`, module, revision: 1, title: name, description: 'One phase.', citation: 'a test', params: {},
    phases: (_, { recipe, budget }): readonly TrainPhase[] => [{ ...fromRecipe(recipe), name, train, losses: [taskLoss(recipe, 'all')], budget: { macs: budget.macs } }],
  });

const metric = defineMetric({
  id: 'metric-nothing', module, revision: 1, title: 'nothing', description: 'Nothing.', citation: 'a test', params: {}, scope: 'cell', needs: {}, direction: 'none',
  unit: '', label: 'nothing', shows: { kind: 'curve', x: 'x', y: 'y' }, schema: { type: 'object' }, compute: () => ({}),
});

export const benchmark = defineBenchmark({
  id: 'tiny', title: 'A tiny benchmark', question: 'Does the command line work?', datasets: [dataset], architectures: [architecture],
  exits: [{ placement: 'dense', head }], regimes: [regime('joint', 'all'), regime('late', 'heads')], metrics: [metric], seeds: [0, 1], epochs: 1,
  data: { train: 50, validation: 10 }, profiles: { smoke: { notice: 'A test of the machinery.' }, quick: {}, 'quick-wasm': { seeds: [0] } },
});
