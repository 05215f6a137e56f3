import { type Architecture, type CombinerKind, type Dataset, ExitbenchError, type HeadKind, type Metric, type Regime } from '@exitbench/core';

import type { PluginRef } from '../../plan/task.ts';

interface ByKind {
  readonly dataset: Dataset;
  readonly architecture: Architecture;
  readonly head: HeadKind;
  readonly combiner: CombinerKind;
  readonly regime: Regime;
  readonly metric: Metric;
}

/**
 * Imports a plugin by its module: the export of this kind and id.
 * @throws ExitbenchError `plugin-failed` when the module cannot be imported or has no such export
 */
export async function loadPlugin<K extends keyof ByKind>(kind: K, { module, id }: Omit<PluginRef, 'kind'>): Promise<ByKind[K]> {
  let exports: { readonly [name: string]: unknown };
  try {
    exports = (await import(/* @vite-ignore */ module)) as typeof exports;
  } catch (cause) {
    throw new ExitbenchError('plugin-failed', `The module of \`${id}\` cannot be imported: ${cause instanceof Error ? cause.message : String(cause)}`, { at: id, cause });
  }
  const found = Object.values(exports).find((value) => isPlugin(value) && value.kind === kind && value.id === id);
  if (found === undefined) {
    throw new ExitbenchError('plugin-failed', `The module of \`${id}\` does not export it.`, { at: id, hint: '`module: import.meta.url` must stand in the file that exports the plugin.' });
  }
  return found as ByKind[K];
}

// ---------------------------------------------------------------------------------------------------------------------

function isPlugin(value: unknown): value is { readonly kind: unknown; readonly id: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}
