import { ExitbenchError } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

/** The version that the wasm kernels and the native binding were tried with. */
const CORE_VERSION = '4.22.0';

/**
 * Refuses a second copy of TensorFlow.js: kernels and gradients registered in one would be missing in the other.
 * `same` says whether a class of the backend's core is the very class of ours.
 */
export function requireOneCore(backendPackage: string, same: boolean): void {
  if (same && tf.version_core === CORE_VERSION) return;
  throw new ExitbenchError('engine-unavailable', `\`${backendPackage}\` and exitbench do not share one @tensorflow/tfjs-core ${CORE_VERSION}.`, {
    at: backendPackage,
    hint: `Ours is ${tf.version_core}; remove the other copy: \`pnpm why @tensorflow/tfjs-core\` shows who wants it.`,
  });
}
