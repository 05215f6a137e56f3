// @ts-check
// Runs the training loop on every case and exports what a second implementation needs to repeat it: `train.mjs FOLDER [ENGINE]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CASES, CLASSES, MOMENTUM, STEPS } from './cases.mjs';
import { load } from './load.mjs';
import { readSamples } from './samples.mjs';

/**
 * @typedef {import('../../packages/core/src/index.ts').Split} Split
 * @typedef {import('../../packages/core/src/index.ts').WeightValues} WeightValues
 * @typedef {import('../../packages/core/src/index.ts').Architecture} Architecture
 */
const core = /** @type {typeof import('../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const nn = /** @type {typeof import('../../packages/nn/src/index.ts')} */ (await load('packages/nn/src/index.ts'));
const engines = /** @type {typeof import('../../packages/engines/src/index.ts')} */ (await load('packages/engines/src/index.ts'));
const training = /** @type {typeof import('../../packages/training/src/index.ts')} */ (await load('packages/training/src/index.ts'));

const NETWORKS = {
  convnet: { file: 'plugins/architecture-convnet/src/index.ts', params: {} },
  resnet8: { file: 'plugins/architecture-resnet/src/index.ts', params: { depth: 8 } },
};

/** How an engine adds up the values of a channel: one after the other, or in parts, which is more exact. The reference does likewise. */
const SUMS = /** @type {const} */ ({ tensorflow: 'in turn', webgpu: 'in turn', wasm: 'parts', cpu: 'parts' });

const [folder = '', requested] = process.argv.slice(2);
try {
  await main();
} catch (error) {
  console.error(core.describeError(error));
  process.exitCode = 1;
}

// ---------------------------------------------------------------------------------------------------------------------

async function main() {
  const { engine, why } = engines.chooseEngine({ requested });
  const { version } = await engines.startEngine(engine);
  console.log(`engine: ${engine} ${version}, ${why}`);
  const { split, input } = await readSamples(Math.max(...CASES.map((c) => c.batch)), console.log);
  /** @type {Map<string, WeightValues>} */
  const ends = new Map();
  for (const [order, one] of CASES.entries()) {
    const start = one.after === undefined ? {} : core.known(ends.get(one.after), `${one.after} comes before ${one.name}`);
    ends.set(one.name, await runCase({ ...one, sums: SUMS[engine] }, order, split, input, start));
  }
}

/**
 * @param {import('./cases.mjs').Case & { readonly sums: string }} one
 * @param {number} order
 * @param {Split} split
 * @param {readonly import('../../packages/core/src/index.ts').Port[]} input
 * @param {WeightValues} state
 */
async function runCase(one, order, split, input, state) {
  const network = await networkOf(one.network, input);
  const { split: train, positions } = recorded(split, STEPS * one.batch);
  const [planned] = core.resolvePhases([phaseOf(one)], { network, samples: train.length, augmentations: [], at: one.name });
  /** @type {{ readonly [exit: string]: number }[]} */
  const losses = [];
  /** @type {WeightValues[]} */
  const states = [];
  const result = await training.runPhase({
    network,
    planned: core.known(planned, 'a phase of some steps is planned'),
    seed: core.resolveSeed(one.seed),
    splits: { train, validation: train },
    state,
    evaluationBatch: one.batch,
    onEvent: (event) => losses.push(event.losses),
    // A checkpoint after every step: weights, statistics and the optimiser's momentum.
    checkpoints: { load: async () => undefined, due: () => true, save: async (parts) => void states.push(stateOf(Buffer.concat(parts))) },
  });
  const start = core.known(result.snapshots.find(({ share }) => share === 0), 'a snapshot was asked for').weights;
  // What a phase does not use is not in its checkpoints.
  const steps = states.map((state, i) => [`step-${i + 1}`, { ...start, ...state }]);
  const facts = { ...one, momentum: MOMENTUM, order, classes: CLASSES, channels: input[0]?.shape[2], losses };
  write(one.name, facts, { start, ...Object.fromEntries(steps), batches: batchesOf(split, positions, one.batch, input) });
  return result.weights;
}

/**
 * The network with exits after every block but the last.
 * @param {import('./cases.mjs').NetworkName} name
 * @param {readonly import('../../packages/core/src/index.ts').Port[]} input
 */
async function networkOf(name, input) {
  const { file, params } = NETWORKS[name];
  const { plugin } = /** @type {{ plugin: Architecture }} */ (await load(file));
  const task = /** @type {const} */ ({ kind: 'classification', classes: CLASSES });
  const backbone = plugin.build({ input, task, params: core.resolveParams(plugin.params, params, name) });
  const head = nn.pooledHead;
  return core.joinNetwork(backbone, { placement: 'dense', head, headParams: core.resolveParams(head.params, {}, 'head') }, task);
}

/**
 * @param {import('./cases.mjs').Case} one
 * @returns {import('../../packages/core/src/index.ts').TrainPhase}
 */
function phaseOf({ name, train, reduction, rate, decay, batch }) {
  return {
    kind: 'train',
    name,
    train,
    // Heads that have been trained would hardly move: they start anew.
    fresh: train === 'heads' ? 'heads' : 'none',
    losses: [{ kind: 'task', at: 'all', reduction }],
    optimiser: { kind: 'sgd', decayScope: 'all', rate, momentum: MOMENTUM, decay },
    schedule: { kind: 'cosine', warmup: 0, floor: 0 },
    augment: [],
    batch,
    budget: { steps: STEPS },
    snapshots: [0],
  };
}

/**
 * Weights by path and, below `momentum/`, what the optimiser remembers of each.
 * @param {Uint8Array} checkpoint
 * @returns {WeightValues}
 */
function stateOf(checkpoint) {
  const parts = Object.entries(training.decodeBundle(checkpoint, 'checkpoint').values).map(([name, value]) => {
    const colon = name.indexOf(':');
    return /** @type {const} */ ([name.slice(0, colon), name.slice(colon + 1), value]);
  });
  return Object.fromEntries(parts.filter(([part]) => part === 'weights' || part === 'slots').map(([, path, value]) => [path, value]));
}

/**
 * The first samples of a split, and the positions of those that have been read, in order.
 * @param {Split} split
 * @param {number} length
 */
function recorded(split, length) {
  /** @type {number[]} */
  const positions = [];
  const first = core.subset(split, Int32Array.from({ length }, (_, i) => i));
  /** @type {Split} */
  const recording = {
    ...first,
    read(indices) {
      positions.push(...Array.from(indices));
      return first.read(indices);
    },
  };
  return { split: recording, positions };
}

/**
 * What the loop read, step by step.
 * @param {Split} split
 * @param {readonly number[]} positions
 * @param {number} batch
 * @param {readonly import('../../packages/core/src/index.ts').Port[]} input
 * @returns {WeightValues}
 */
function batchesOf(split, positions, batch, input) {
  if (positions.length !== STEPS * batch) throw new Error(`The loop read ${positions.length} samples, not ${STEPS} batches of ${batch}.`);
  const { name, shape } = core.known(input[0], 'there is one input');
  const images = /** @type {Float32Array<ArrayBuffer>} */ (split.read(positions)[name]);
  const labels = Float32Array.from(positions, (p) => /** @type {number} */ (split.labels[p]));
  return { images: { shape: [STEPS, batch, ...shape], values: images }, labels: { shape: [STEPS, batch], values: labels } };
}

/**
 * @param {string} name
 * @param {object} facts
 * @param {{ readonly [file: string]: WeightValues }} tensors
 */
function write(name, facts, tensors) {
  const place = join(folder, name.replaceAll(/[ ,]+/g, '-'));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'case.json'), `${JSON.stringify(facts, undefined, 1)}\n`);
  for (const [file, values] of Object.entries(tensors)) writeFileSync(join(place, `${file}.safetensors`), training.encodeWeights(values));
}
