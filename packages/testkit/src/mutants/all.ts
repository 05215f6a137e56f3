import { ARCHITECTURE_MUTANTS } from './architectures.ts';
import { DATASET_MUTANTS } from './datasets.ts';
import { ENGINE_MUTANTS } from './engines.ts';
import { HEAD_MUTANTS } from './heads.ts';
import { METRIC_MUTANTS } from './metrics.ts';
import type { Mutant } from './mutant.ts';
import { PLUGIN_MUTANTS } from './plugins.ts';
import { REGIME_MUTANTS } from './regimes.ts';

/** Everything that the suites must reject. */
export const MUTANTS: readonly Mutant[] = [
  ...PLUGIN_MUTANTS, ...ARCHITECTURE_MUTANTS, ...HEAD_MUTANTS, ...DATASET_MUTANTS, ...REGIME_MUTANTS, ...METRIC_MUTANTS, ...ENGINE_MUTANTS,
];
