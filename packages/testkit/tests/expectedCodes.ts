import type { ErrorCode } from '@exitbench/core';

import type { CheckId, CheckedKind } from '../src/checks.ts';

/**
 * The code that a rejection by each check must have, written down once more: the suites take theirs from `CHECKS`, so a
 * wrong one there is seen only beside a list of its own. Ids and codes are stable: a change here is a breaking change.
 */
export const EXPECTED_CODES: { readonly [K in CheckedKind]: { readonly [C in CheckId<K>]: ErrorCode } } = {
  plugin: { 'module': 'plugin-failed', 'texts': 'bad-config', 'defaults': 'bad-parameter', 'readme': 'bad-config' },
  architecture: {
    'supports': 'bad-config', 'recipe': 'bad-config', 'allocates': 'bad-config', 'joins': 'bad-network', 'deterministic': 'bad-config', 'spec': 'not-canonical',
    'paths': 'bad-network', 'roles': 'bad-network', 'cost': 'bad-network', 'throws': 'plugin-failed', 'inputs': 'plugin-failed', 'shapes': 'bad-network',
    'statistics': 'plugin-failed', 'ambient': 'plugin-failed', 'rows': 'plugin-failed', 'gradients': 'plugin-failed', 'overfits': 'diverged',
  },
  head: {
    'allocates': 'bad-config', 'joins': 'bad-network', 'deterministic': 'bad-config', 'spec': 'not-canonical', 'paths': 'bad-network', 'roles': 'bad-network',
    'cost': 'bad-network', 'throws': 'plugin-failed', 'inputs': 'plugin-failed', 'shapes': 'bad-network', 'statistics': 'plugin-failed', 'ambient': 'plugin-failed',
    'rows': 'plugin-failed', 'gradients': 'plugin-failed',
  },
  dataset: {
    'licence': 'bad-config', 'input': 'bad-config', 'sizes': 'bad-data', 'task': 'bad-config', 'augmentations': 'unknown-name', 'variants': 'bad-config',
    'digest': 'bad-data', 'ports': 'bad-data', 'dtype': 'bad-data', 'shape': 'bad-data', 'new-arrays': 'bad-data', 'permuted': 'bad-data', 'positions': 'bad-data',
    'labels': 'bad-data', 'finite': 'bad-data', 'disjoint': 'bad-data', 'fixed': 'bad-data', 'random': 'bad-data',
  },
  regime: {
    'throws': 'plugin-failed', 'inputs': 'plugin-failed', 'plain-data': 'not-canonical', 'pure': 'plugin-failed', 'resolves': 'bad-phase', 'empty': 'bad-phase',
    'over-budget': 'bad-phase', 'recipe': 'bad-phase', 'frozen': 'frozen-changed', 'test-read': 'plugin-failed', 'validation-read': 'plugin-failed',
  },
  metric: {
    'schema': 'bad-config', 'plain-json': 'not-canonical', 'inputs': 'plugin-failed', 'pure': 'plugin-failed', 'order': 'plugin-failed', 'cells-order': 'plugin-failed',
    'shows': 'bad-config', 'undeclared': 'bad-config', 'direction': 'bad-config', 'throws': 'plugin-failed',
  },
  engine: {
    'starts': 'engine-unavailable', 'precision': 'bad-config', 'fingerprint': 'engine-mismatch', 'throws': 'engine-unavailable', 'ops': 'engine-mismatch',
    'gradients': 'engine-mismatch', 'repeatable': 'engine-mismatch', 'leaks': 'engine-mismatch',
  },
};
