// @ts-check
// What of an engine's surroundings may change the bits of results, and what keeps such results apart.

/**
 * @typedef {object} Setting
 * @property {string} title
 * @property {Partial<import('./train.mjs').Request>} [request]
 * @property {{ readonly [name: string]: string }} [env]
 * @property {string} [held] why its results cannot meet others though the fingerprint is the same
 */

/** @type {Readonly<Record<string, readonly Setting[]>>} what is tried on each engine, each against a run without it */
export const SETTINGS = {
  tensorflow: [
    { title: 'none, another process' },
    { title: 'steps not replayed', request: { replay: false } },
    {
      title: 'two threads', request: { threads: 'environment' }, env: { TF_NUM_INTRAOP_THREADS: '2', OMP_NUM_THREADS: '2' },
      held: 'the engine sets one thread, whatever the environment says',
    },
    { title: '`TF_ENABLE_ONEDNN_OPTS=0`', env: { TF_ENABLE_ONEDNN_OPTS: '0' } },
    { title: '`ONEDNN_MAX_CPU_ISA=AVX512_CORE`', env: { ONEDNN_MAX_CPU_ISA: 'AVX512_CORE' } },
    { title: '`ONEDNN_MAX_CPU_ISA=AVX2`', env: { ONEDNN_MAX_CPU_ISA: 'AVX2' } },
    { title: '`ONEDNN_MAX_CPU_ISA=SSE41`', env: { ONEDNN_MAX_CPU_ISA: 'SSE41' } },
    { title: '`ONEDNN_DEFAULT_FPMATH_MODE=BF16`', env: { ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' } },
    { title: '`TF_SET_ONEDNN_FPMATH_MODE=BF16`', env: { TF_SET_ONEDNN_FPMATH_MODE: 'BF16' } },
  ],
  wasm: [
    { title: 'none, another process' },
    { title: 'all of the above at once', request: { threads: 'environment' }, env: { TF_NUM_INTRAOP_THREADS: '2', OMP_NUM_THREADS: '2', TF_ENABLE_ONEDNN_OPTS: '0', ONEDNN_MAX_CPU_ISA: 'AVX2', ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' } },
  ],
  cpu: [{ title: 'none, another process' }],
};

/** Batches that the same samples are evaluated in; the first is what the others are compared with. It is part of the keys of evaluations. */
export const BATCHES = [32, 16, 5, 1];
