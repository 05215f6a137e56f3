export { benchmark as analyses } from './analyses/benchmark.ts';
export { benchmark as backbones } from './backbones/benchmark.ts';
export { benchmark as convergence } from './convergence/benchmark.ts';
export { benchmark as latency } from './latency/benchmark.ts';
export { benchmark as regimes } from './regimes/benchmark.ts';
export { benchmark as transformers } from './transformers/benchmark.ts';
