// @ts-check
import { CLASSES, STEPS } from './cases.mjs';
import { load } from './load.mjs';

/** @typedef {import('../../packages/core/src/index.ts').Split} Split */

/**
 * Training samples of 32 × 32 × 1 for the largest batch: Fashion-MNIST where it can be had, else seeded noise.
 * @param {number} batch
 * @param {(line: string) => void} say
 * @returns {Promise<{ split: Split, input: readonly import('../../packages/core/src/index.ts').Port[] }>}
 */
export async function readSamples(batch, say) {
  const core = /** @type {typeof import('../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
  try {
    const { plugin } = await load('plugins/dataset-fashion-mnist/src/index.ts');
    const { prepareDataset } = /** @type {typeof import('../../packages/harness/src/data/prepareDataset.ts')} */ (await load('packages/harness/src/data/prepareDataset.ts'));
    const { files } = await prepareDataset(plugin);
    const { train } = await plugin.open(files);
    say('data: Fashion-MNIST');
    return { split: train, input: plugin.input };
  } catch (error) {
    if (!(error instanceof core.ExitbenchError) || error.code !== 'bad-data') throw error;
    say(`data: seeded noise, because Fashion-MNIST cannot be had: ${error.message}`);
    const input = [{ name: 'image', shape: [32, 32, 1], dtype: /** @type {const} */ ('float32') }];
    return { split: noise(core, STEPS * batch, 32 * 32), input };
  }
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {number} length
 * @param {number} size values of a sample
 * @returns {Split}
 */
function noise(core, length, size) {
  const random = core.randomStream(core.resolveSeed(0), 'analysis', 'parity');
  const images = Float32Array.from({ length: length * size }, () => random.uniform() * 2 - 1);
  const labels = Int32Array.from({ length }, () => random.below(CLASSES));
  return {
    length,
    labels,
    read(indices) {
      const image = new Float32Array(indices.length * size);
      Array.from(indices).forEach((index, i) => image.set(images.subarray(index * size, (index + 1) * size), i * size));
      return { image };
    },
  };
}
