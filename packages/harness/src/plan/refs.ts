import { known } from '@exitbench/core';

import type { Arm } from './arm.ts';
import type { Plugins, ResolvedDataset, ResolvedUse } from './resolvedBenchmark.ts';
import type { DatasetRef, NetworkRef, PluginRef, UseRef } from './task.ts';

type Named = ReadonlyMap<string, { readonly module: string }>;

/** A data set as another process finds it. */
export function datasetRef({ id, variant, sizes }: ResolvedDataset, plugins: Plugins): DatasetRef {
  return { ...pluginRef('dataset', id, plugins.datasets), variant, sizes };
}

/** What another process builds an arm's network of. */
export function networkRef({ dataset, architecture, exits }: Arm, plugins: Plugins): NetworkRef {
  return {
    dataset: datasetRef(dataset, plugins),
    architecture: useRef('architecture', architecture, plugins.architectures),
    exits: {
      placement: exits.placement,
      head: useRef('head', exits.head, plugins.heads),
      combiner: exits.combiner === null ? null : useRef('combiner', exits.combiner, plugins.combiners),
    },
  };
}

/** A plugin with its parameters as another process finds it. */
export function useRef(kind: PluginRef['kind'], used: ResolvedUse, plugins: Named): UseRef {
  return { ...pluginRef(kind, used.id, plugins), params: used.params };
}

// ---------------------------------------------------------------------------------------------------------------------

function pluginRef(kind: PluginRef['kind'], id: string, plugins: Named): PluginRef {
  return { kind, id, module: known(plugins.get(id), 'resolved plugins are collected').module };
}
