import { findAdapter } from '../../src/webgpu/adapter.ts';

const found = findAdapter();

/** Whether WebGPU has something to compute on here. */
export const hasAdapter = !('reason' in found);

/** For titles: why tests of WebGPU are skipped; empty where they are not. */
export const noAdapter = 'reason' in found ? ` (skipped: ${found.reason})` : '';
