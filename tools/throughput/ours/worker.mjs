// @ts-check
// Trains and infers one case by steps, as `runPhase` and `predict` do it.
import { BATCHES, OPTIMISER } from '../networks.mjs';
import { core, nn, training } from './modules.mjs';

/**
 * @typedef {import('../../../packages/core/src/index.ts').Network} Network
 * @typedef {import('../../../packages/core/src/index.ts').Split} Split
 * @typedef {import('../../../packages/core/src/index.ts').WeightValues} WeightValues
 */

/**
 * @typedef {object} Worker
 * @property {() => Promise<number>} train one step: a batch is put together, the step taken, its losses read. Gives their sum
 * @property {() => Promise<Float32Array[]>} infer one batch is put together and evaluated: logits of every exit, read
 * @property {(batch: number) => Promise<Float32Array[]>} evaluate the logits of every exit for the first samples, `batch` of them at a time
 * @property {() => Promise<Float32Array[]>} weights as they are now, in the order of their paths
 * @property {() => void} dispose
 */

/**
 * @param {{ network: Network, weights: WeightValues, split: Split, batch: number, shuffled: boolean }} given `shuffled`: else every step has the first samples
 * @returns {Worker}
 */
export function startWorker({ network, weights, split, batch, shuffled }) {
  const seed = core.resolveSeed(0);
  const [planned] = core.resolvePhases([phaseOf(batch)], { network, samples: split.length, augmentations: [], at: 'throughput' });
  const { phase, extent } = core.known(planned, 'a phase is planned');
  if (phase.kind !== 'train' || extent === undefined) throw new Error('A training phase was planned as something else.');
  const pieces = network.nodes.map((n) => n.piece);
  const optimiser = nn.createOptimiser(phase.optimiser, core.uniqueWeights(pieces).filter((w) => extent.weights.includes(w.path)));
  const plan = { network, phase, extent, seed, optimiser, border: training.borderOf(network, extent) };
  const live = training.begin(undefined, weights, core.uniqueWeights(pieces).map((w) => w.path), optimiser.slots, '');
  const running = training.startSteps(plan);
  const order = training.trainingOrder(split.length, batch, seed);
  const first = Int32Array.from({ length: batch }, (_, i) => i);
  const ids = pieces.map((p) => p.id);
  const exits = network.exits.map((e) => training.emittedName(network, e.head));
  /** Of the weights as they are. @type {import('../../../packages/training/src/forward.ts').Forward | undefined} */
  let forward;
  let steps = 0;
  let reads = 0;
  const logitsOf = async (/** @type {import('../../../packages/training/src/batches.ts').Batch} */ samples) => {
    try {
      forward ??= training.startForward(network, live.weights, ids, exits);
      const outputs = forward.run(training.inputValues(samples.inputs));
      const logits = [];
      for (const exit of exits) {
        const tensor = core.known(outputs[exit], `${exit} has run`);
        logits.push(new Float32Array(await tensor.data()));
        tensor.dispose();
      }
      return logits;
    } finally {
      training.disposeBatch(samples);
    }
  };
  const next = (/** @type {number} */ count) => (shuffled ? order(Math.floor(count / BATCHES), count % BATCHES) : first);

  return {
    async train() {
      const [epoch, step] = [Math.floor(steps / BATCHES), steps % BATCHES];
      const samples = training.readBatch(network, split, next(steps), { augment: phase.augment, seed, epoch, step });
      const clock = { step: steps + 1, steps: phase.steps, epoch: epoch + 1, epochs: Math.ceil(phase.steps / BATCHES) };
      try {
        forward?.dispose();
        forward = undefined;
        const result = running.run(live.weights, live.slots, samples, { epoch, step, clock, rate: OPTIMISER.rate });
        training.replace(live.weights, result.weights);
        training.replace(live.slots, result.slots);
        const losses = /** @type {Float32Array} */ (await result.losses.data());
        result.losses.dispose();
        steps++;
        return losses.reduce((sum, loss) => sum + loss, 0);
      } finally {
        training.disposeBatch(samples);
      }
    },
    infer: () => logitsOf(training.readBatch(network, split, next(reads++))),
    async evaluate(size) {
      const all = exits.map(() => /** @type {number[]} */ ([]));
      for (let from = 0; from < batch; from += size) {
        const ids = first.subarray(from, Math.min(batch, from + size));
        for (const [i, logits] of (await logitsOf(training.readBatch(network, split, ids))).entries()) all[i]?.push(...logits);
      }
      return all.map((values) => Float32Array.from(values));
    },
    async weights() {
      const paths = Object.keys(live.weights).sort();
      return Promise.all(paths.map(async (path) => new Float32Array(await core.known(live.weights[path], path).data())));
    },
    dispose() {
      running.dispose();
      forward?.dispose();
      training.disposeAll(live.weights);
      training.disposeAll(live.slots);
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {number} batch @returns {import('../../../packages/core/src/index.ts').TrainPhase} */
function phaseOf(batch) {
  return {
    kind: 'train', name: 'throughput', train: 'all', fresh: 'none',
    losses: [{ kind: 'task', at: 'all', reduction: 'mean' }],
    optimiser: { kind: 'sgd', decayScope: 'all', ...OPTIMISER },
    schedule: { kind: 'constant', warmup: 0 },
    augment: [], batch,
    budget: { epochs: 1 },
  };
}
