export { benchmark as regimes } from './regimes/benchmark.ts';
