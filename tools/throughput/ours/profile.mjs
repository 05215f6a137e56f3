// @ts-check
// Where the time of a step goes: calls of native operations, or of kernels, each with its own time only.
import * as tf from '@tensorflow/tfjs-core';

import { nn } from './modules.mjs';

/**
 * @typedef {{ name: string, calls: number, ms: number }} Row
 * @typedef {{ wall: number, rows: readonly Row[] }} Step milliseconds of a step, and what of them was spent in which kernel
 * @typedef {Step & { steps: number }} Profile of a mean step; `steps`: how many it is the mean of
 */

/** From now on nothing that begins is replayed: the library is told each operation, which can then be timed. */
export function replayNothing() {
  nn.offerRecorder(tf.backend(), { record: (_, run) => ({ outputs: run(), program: undefined }) });
}

/**
 * Wraps what the engine's backend computes with until `restore` is called. Native operations are timed at the binding,
 * the kernels of other backends in TensorFlow.js's registry. Both compute before they return.
 *
 * @returns {{ take: (wall: number) => Step, restore: () => void }} `take` gives what was seen since the last time
 */
export function watchKernels() {
  const backend = /** @type {{ binding?: Record<string, unknown> }} */ (/** @type {unknown} */ (tf.backend()));
  /** @type {Map<string, { calls: number, ms: number }>} */
  let seen = new Map();
  /** Time that calls inside the running one took. */
  let inner = 0;
  const timed = (/** @type {string} */ name, /** @type {() => unknown} */ call) => {
    const outer = inner;
    inner = 0;
    const began = performance.now();
    try {
      return call();
    } finally {
      const took = performance.now() - began;
      const entry = seen.get(name) ?? { calls: 0, ms: 0 };
      seen.set(name, { calls: entry.calls + 1, ms: entry.ms + took - inner });
      inner = outer + took;
    }
  };
  const restore = backend.binding === undefined ? wrapRegistry(timed) : wrapBinding(backend, backend.binding, timed);
  return {
    restore,
    take(wall) {
      const rows = [...seen].map(([name, { calls, ms }]) => ({ name, calls, ms }));
      seen = new Map();
      return { wall, rows };
    },
  };
}

/**
 * The mean of the faster half of some steps, kernels with the most time first.
 * @param {readonly Step[]} all
 * @returns {Profile}
 */
export function meanOfFaster(all) {
  const faster = all.toSorted((a, b) => a.wall - b.wall).slice(0, Math.ceil(all.length / 2));
  const steps = faster.length;
  /** @type {Map<string, { calls: number, ms: number }>} */
  const sums = new Map();
  for (const { name, calls, ms } of faster.flatMap((step) => step.rows)) {
    const sum = sums.get(name) ?? { calls: 0, ms: 0 };
    sums.set(name, { calls: sum.calls + calls, ms: sum.ms + ms });
  }
  const rows = [...sums].map(([name, { calls, ms }]) => ({ name, calls: calls / steps, ms: ms / steps })).sort((a, b) => b.ms - a.ms);
  return { steps, wall: faster.reduce((sum, step) => sum + step.wall, 0) / steps, rows };
}

// ---------------------------------------------------------------------------------------------------------------------

/** @typedef {(name: string, call: () => unknown) => unknown} Timed */

/**
 * @param {{ binding?: Record<string, unknown> }} backend
 * @param {Record<string, unknown>} binding
 * @param {Timed} timed
 */
function wrapBinding(backend, binding, timed) {
  // By their names: what a native module exports is not enumerable.
  backend.binding = Object.fromEntries(Object.getOwnPropertyNames(binding).map((name) => {
    const value = binding[name];
    if (typeof value !== 'function') return [name, value];
    // Operations by their own name; the binding's other functions, such as those that copy to and from it, by theirs.
    const wrapped = (/** @type {unknown[]} */ ...args) => timed(name.startsWith('execute') ? String(args[0]) : name, () => value.apply(binding, args));
    return [name, wrapped];
  }));
  return () => {
    backend.binding = binding;
  };
}

/** @param {Timed} timed */
function wrapRegistry(timed) {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const before = kernels.map(({ kernelFunc }) => kernelFunc);
  for (const kernel of kernels) {
    const { kernelName, kernelFunc } = kernel;
    kernel.kernelFunc = (given) => /** @type {ReturnType<typeof kernelFunc>} */ (timed(kernelName, () => kernelFunc(given)));
  }
  return () => kernels.forEach((kernel, i) => {
    kernel.kernelFunc = before[i] ?? kernel.kernelFunc;
  });
}
