import { type Architecture, type CombinerKind, type Dataset, ExitbenchError, type HasParams, type HeadKind, type Metric, type Regime } from '@exitbench/core';

import { anyObject } from './checks.ts';
import type { Plugins } from './resolvedBenchmark.ts';

interface ByKind {
  readonly dataset: Dataset;
  readonly architecture: Architecture;
  readonly head: HeadKind;
  readonly combiner: CombinerKind;
  readonly regime: Regime;
  readonly metric: Metric;
}

/** Plugins that have been met so far. */
export interface PluginCollector extends Plugins {
  /** Adds one. @throws ExitbenchError `bad-config` when it is no plugin, or of another kind, or another plugin has its id. */
  add<K extends keyof ByKind>(kind: K, plugin: HasParams, at: string): ByKind[K];
}

export function collectPlugins(): PluginCollector {
  const maps: { readonly [K in keyof ByKind]: Map<string, ByKind[K]> } = {
    dataset: new Map(), architecture: new Map(), head: new Map(), combiner: new Map(), regime: new Map(), metric: new Map(),
  };

  function add<K extends keyof ByKind>(kind: K, plugin: HasParams, at: string): ByKind[K] {
    const given = anyObject(plugin, at, `a ${kind} plugin`) as Partial<ByKind[K]>;
    if (given.kind !== kind) {
      throw new ExitbenchError('bad-config', `This must be a ${kind} plugin, not ${given.kind === undefined ? 'something else' : `a ${given.kind}`}.`, { at });
    }
    const found = plugin as ByKind[K];
    const other = maps[kind].get(found.id);
    if (other !== undefined && other !== found) {
      throw new ExitbenchError('bad-config', `Two plugins are called \`${found.id}\`.`, { at, hint: 'Import the plugin from one place.' });
    }
    maps[kind].set(found.id, found);
    return found;
  }

  return {
    add, datasets: maps.dataset, architectures: maps.architecture, heads: maps.head, combiners: maps.combiner, regimes: maps.regime, metrics: maps.metric,
  };
}
