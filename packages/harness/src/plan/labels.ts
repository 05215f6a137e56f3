import { type ResolvedSeed, type Json, seedLabel } from '@exitbench/core';

import type { ResolvedDataset, ResolvedExits, ResolvedUse } from './resolvedBenchmark.ts';

type Defaults = { readonly [name: string]: { readonly default: Json } };

/** Id without the kind before it, and the parameters that are not at their default: `mixed(share=0.25)`. */
export function useLabel(used: ResolvedUse, params: Defaults, kind = ''): string {
  const name = used.id.startsWith(`${kind}-`) ? used.id.slice(kind.length + 1) : used.id;
  const changed = Object.keys(used.params)
    .toSorted()
    .filter((p) => JSON.stringify(used.params[p]) !== JSON.stringify(params[p]?.default));
  return changed.length === 0 ? name : `${name}(${changed.map((p) => `${p}=${text(used.params[p])}`).join(',')})`;
}

/** `mnist:official`: the variant is in every label. */
export function datasetLabel({ id, variant }: Pick<ResolvedDataset, 'id' | 'variant'>): string {
  return `${id.replace(/^dataset-/, '')}:${variant}`;
}

/** `dense-pooled`, `block1+block3-pooled-geometric`. */
export function exitsLabel({ placement }: ResolvedExits, head: string, combiner: string | undefined): string {
  const places = typeof placement === 'string' ? placement : placement.join('+');
  return [places, head, ...(combiner === undefined ? [] : [combiner])].join('-');
}

/** A cell's id: its arm and seed. */
export function cellId(arm: string, seed: ResolvedSeed): string {
  return `${arm}/${seedLabel(seed).replaceAll(' ', '')}`;
}

// ---------------------------------------------------------------------------------------------------------------------

function text(value: Json | undefined): string {
  return Array.isArray(value) ? value.join('+') : typeof value === 'string' ? value : JSON.stringify(value);
}
