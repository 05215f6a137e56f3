// @ts-check
// The cells that are analysed: one small network, trained by three regimes from one start.
import { load } from '../load.mjs';

/**
 * @typedef {import('../../../packages/core/src/index.ts').CellView} CellView
 * @typedef {import('../../../packages/core/src/index.ts').Split} Split
 * @typedef {import('../../../packages/core/src/index.ts').Splits} Splits
 * @typedef {import('../../../packages/core/src/index.ts').TrainPhase} TrainPhase
 * @typedef {import('../../../packages/core/src/index.ts').WeightValues} WeightValues
 * @typedef {'joint' | 'mixed' | 'disjoint'} Regime
 * @typedef {{ readonly [regime in Regime]: Required<CellView> }} Cells
 */
const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
const nn = /** @type {typeof import('../../../packages/nn/src/index.ts')} */ (await load('packages/nn/src/index.ts'));
const training = /** @type {typeof import('../../../packages/training/src/index.ts')} */ (await load('packages/training/src/index.ts'));

/** Samples of each part; enough steps that exits differ, few enough for seconds. */
const SIZES = { train: 2000, validation: 500, test: 2000 };
const STEPS = 40;
const BATCH = 50;
export const EVALUATION_BATCH = 250;
const SHARES = [0, 0.25, 1];

/** @type {{ readonly [regime in Regime]: readonly ('backbone' | 'all' | 'heads')[] }} */
const REGIMES = { joint: ['all', 'all'], mixed: ['backbone', 'all'], disjoint: ['backbone', 'heads'] };

/**
 * @param {(line: string) => void} say
 * @returns {Promise<Cells>}
 */
export async function trainCells(say) {
  const { splits, input, task } = await readSplits(say);
  const { plugin } = /** @type {{ plugin: import('../../../packages/core/src/index.ts').Architecture }} */ (await load('plugins/architecture-convnet/src/index.ts'));
  const backbone = plugin.build({ input, task, params: core.resolveParams(plugin.params, {}, 'convnet') });
  const network = core.joinNetwork(backbone, { placement: 'dense', head: nn.gapHead, headParams: {} }, task);
  const noise = noiseSplit(splits.test, input);
  const train = (/** @type {Regime} */ regime) => trainCell(regime, { network, splits, noise, trained: REGIMES[regime] });
  const cells = { joint: await train('joint'), mixed: await train('mixed'), disjoint: await train('disjoint') };
  say(`trained: ${Object.keys(cells).join(', ')}, ${2 * STEPS} steps each`);
  return cells;
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {Regime} regime
 * @param {{ network: import('../../../packages/core/src/index.ts').Network, splits: Splits, noise: Split, trained: readonly ('backbone' | 'all' | 'heads')[] }} setting
 * @returns {Promise<Required<CellView>>}
 */
async function trainCell(regime, { network, splits, noise, trained }) {
  const phases = core.resolvePhases(trained.map(phaseOf), { network, samples: splits.train.length, augmentations: [], at: regime });
  /** @type {import('../../../packages/training/src/index.ts').PhaseResult[]} */
  const results = [];
  /** @type {WeightValues} */
  let state = {};
  for (const planned of phases) {
    const result = await training.runPhase({ network, planned, seed: core.resolveSeed(0), splits, state, evaluationBatch: EVALUATION_BATCH });
    results.push(result);
    state = result.weights;
  }
  const handle = training.createHandle({
    network, splits, batch: EVALUATION_BATCH,
    weights: async (at) => (at === undefined ? state : core.known(results[at.phase]?.snapshots.find((s) => s.share === at.share), 'a share at which weights are kept').weights),
  });
  const outputsOf = async (/** @type {Split} */ split) => {
    const { exits } = await handle.forward(state, split);
    const byExit = network.exits.map((e) => core.known(exits[e.name], 'every exit is trained'));
    return { samples: split.length, width: core.known(byExit[0], 'an exit').length / split.length, byExit };
  };
  const macs = results.reduce((sum, r) => sum + r.macs, 0);
  return {
    task: network.task,
    exits: network.exits.map(({ name }) => ({ name })),
    costs: core.inferenceCosts(network),
    phases: results.map((r, i) => ({ name: `${trained[i]} ${i}`, steps: r.stepsDone, macs: r.macs, snapshots: SHARES })),
    budget: { macs },
    arm: { label: regime, regime: `regime-${regime}`, params: {}, role: 'ranked', order: 0 },
    outputs: { validation: await outputsOf(splits.validation), test: await outputsOf(splits.test) },
    outputsOn: { noise: await outputsOf(noise) },
    labels: { validation: splits.validation.labels, test: splits.test.labels },
    handle,
  };
}

/**
 * @param {'backbone' | 'all' | 'heads'} train
 * @param {number} index
 * @returns {TrainPhase}
 */
function phaseOf(train, index) {
  return {
    kind: 'train', name: `${train} ${index}`, train, losses: [{ kind: 'task', at: train === 'backbone' ? 'last' : 'all', reduction: 'sum' }],
    optimiser: { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 5e-4, decayScope: 'all' }, schedule: { kind: 'cosine', warmup: 0, floor: 0 },
    augment: [], batch: BATCH, budget: { steps: STEPS }, snapshots: SHARES,
  };
}

/**
 * The first samples of each part of Fashion-MNIST; where it cannot be had, of a computed data set.
 * @param {(line: string) => void} say
 */
async function readSplits(say) {
  const { prepareDataset } = /** @type {typeof import('../../../packages/harness/src/data/prepareDataset.ts')} */ (await load('packages/harness/src/data/prepareDataset.ts'));
  const open = async (/** @type {string} */ id) => {
    const { plugin } = /** @type {{ plugin: import('../../../packages/core/src/index.ts').Dataset }} */ (await load(`plugins/${id}/src/index.ts`));
    const { files } = await prepareDataset(plugin);
    return { splits: cut(await plugin.open(files)), input: plugin.input, task: plugin.task };
  };
  try {
    const opened = await open('dataset-fashion-mnist');
    say('data: Fashion-MNIST');
    return opened;
  } catch (error) {
    if (!(error instanceof core.ExitbenchError) || error.code !== 'bad-data') throw error;
    say(`data: computed, because Fashion-MNIST cannot be had: ${error.message}`);
    return open('dataset-synthetic-depth');
  }
}

/**
 * @param {Splits} splits
 * @returns {Splits}
 */
function cut({ train, validation, test }) {
  const first = (/** @type {Split} */ split, /** @type {number} */ length) => core.subset(split, Int32Array.from({ length: Math.min(length, split.length) }, (_, i) => i));
  return { train: first(train, SIZES.train), validation: first(validation, SIZES.validation), test: first(test, SIZES.test) };
}

/**
 * As many images of seeded noise: another distribution.
 * @param {Split} like
 * @param {readonly import('../../../packages/core/src/index.ts').Port[]} input
 * @returns {Split}
 */
function noiseSplit(like, input) {
  const { name, shape } = core.known(input[0], 'there is one input');
  const size = shape.reduce((a, b) => a * b, 1);
  return {
    length: like.length, labels: like.labels,
    read(indices) {
      const values = new Float32Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        const random = core.randomStream(core.resolveSeed(0), 'analysis', 'parity noise', indices[i]);
        for (let j = 0; j < size; j++) values[i * size + j] = random.uniform();
      }
      return { [name]: values };
    },
  };
}
