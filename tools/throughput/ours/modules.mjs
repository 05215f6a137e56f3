// @ts-check
// What of this repository's packages is measured, from its sources. The training loop's own step, not a copy of it.
import { load } from '../../parity/load.mjs';

export const core = /** @type {typeof import('../../../packages/core/src/index.ts')} */ (await load('packages/core/src/index.ts'));
export const nn = /** @type {typeof import('../../../packages/nn/src/index.ts')} */ (await load('packages/nn/src/index.ts'));
export const engines = /** @type {typeof import('../../../packages/engines/src/index.ts')} */ (await load('packages/engines/src/index.ts'));
export const training = {
  .../** @type {typeof import('../../../packages/training/src/index.ts')} */ (await load('packages/training/src/index.ts')),
  .../** @type {typeof import('../../../packages/training/src/batches.ts')} */ (await load('packages/training/src/batches.ts')),
  .../** @type {typeof import('../../../packages/training/src/step.ts')} */ (await load('packages/training/src/step.ts')),
  .../** @type {typeof import('../../../packages/training/src/steps.ts')} */ (await load('packages/training/src/steps.ts')),
  .../** @type {typeof import('../../../packages/training/src/forward.ts')} */ (await load('packages/training/src/forward.ts')),
  .../** @type {typeof import('../../../packages/training/src/live.ts')} */ (await load('packages/training/src/live.ts')),
  .../** @type {typeof import('../../../packages/training/src/deviceWeights.ts')} */ (await load('packages/training/src/deviceWeights.ts')),
  .../** @type {typeof import('../../../packages/training/src/evaluate.ts')} */ (await load('packages/training/src/evaluate.ts')),
  .../** @type {typeof import('../../../packages/training/src/execute.ts')} */ (await load('packages/training/src/execute.ts')),
};
