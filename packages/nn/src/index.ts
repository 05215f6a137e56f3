export { augmentBatch } from './augment/augmentBatch.ts';
export { drawWeight } from './init/drawWeight.ts';
export { crossEntropy } from './losses/crossEntropy.ts';
export { distillation } from './losses/distillation.ts';
export { meanSquaredError } from './losses/meanSquaredError.ts';
export { clipByNorm } from './optimisers/clipByNorm.ts';
export { type OptimiserState, type OptimiserStep, createOptimiser } from './optimisers/createOptimiser.ts';
export { rampWeight } from './schedules/rampWeight.ts';
export { scheduleFactor } from './schedules/scheduleFactor.ts';
