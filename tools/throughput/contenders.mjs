// @ts-check
// Who is measured against whom.
import { join } from 'node:path';

import { SOURCE_OPTIONS } from '../parity/load.mjs';

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {readonly string[]} command
 * @property {{ readonly [name: string]: string }} env added to this process's environment
 * @property {number} copies processes that work side by side, one pinned core each; their throughputs add up
 */

/**
 * One column of the ratio table.
 * @typedef {object} Match
 * @property {string} name what `--engines` calls it
 * @property {string} about
 * @property {(python: string) => readonly [ours: Contender, reference: Contender]} contenders
 * @property {'fp32' | 'bf16'} precision what the outputs of both sides may differ by
 * @property {boolean} byDefault
 */

/** One thread of every library that starts some. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
const BF16 = { ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' };

/** @type {readonly Match[]} */
export const MATCHES = [
  {
    name: 'tensorflow', about: 'the native engine, one thread, float32, against PyTorch', precision: 'fp32', byDefault: true,
    contenders: (python) => [ours('tensorflow'), pytorch(python)],
  },
  {
    name: 'wasm', about: 'TensorFlow.js on WebAssembly, one thread, against PyTorch; convnet, resnet8 and resnet20 unless networks are named', precision: 'fp32', byDefault: true,
    contenders: (python) => [ours('wasm'), pytorch(python)],
  },
  {
    name: 'tensorflow-bf16', about: 'products in bfloat16 on both sides', precision: 'bf16', byDefault: false,
    contenders: (python) => [{ ...ours('tensorflow', BF16), name: 'tensorflow-bf16' }, { ...pytorch(python, ['--bf16']), name: 'pytorch-bf16' }],
  },
  {
    name: 'tensorflow-x2', about: 'two of our processes at once against two of PyTorch, a core each', precision: 'fp32', byDefault: false,
    contenders: (python) => [{ ...ours('tensorflow'), name: 'tensorflow-x2', copies: 2 }, { ...pytorch(python), name: 'pytorch-x2', copies: 2 }],
  },
];

/**
 * @param {string} engine
 * @param {{ readonly [name: string]: string }} [env]
 * @returns {Contender}
 */
export function ours(engine, env = {}) {
  return { name: engine, command: [process.execPath, ...SOURCE_OPTIONS, join(import.meta.dirname, 'ours/main.mjs'), engine], env: { ...ONE_THREAD, ...env }, copies: 1 };
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {string} python
 * @param {readonly string[]} [args]
 * @returns {Contender}
 */
function pytorch(python, args = []) {
  return { name: 'pytorch', command: [python, '-B', join(import.meta.dirname, 'pytorch.py'), ...args], env: ONE_THREAD, copies: 1 };
}
