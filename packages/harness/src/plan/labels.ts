import { type ResolvedSeed, type Json, seedLabel } from '@exitbench/core';

import type { ResolvedDataset, ResolvedExits, ResolvedRegime, ResolvedUse } from './resolvedBenchmark.ts';

type Defaults = { readonly [name: string]: { readonly default: Json } };

/** Id without the kind before it, and the parameters that are not at their default: `mixed(share=0.25)`. */
export function useLabel(used: ResolvedUse, params: Defaults, kind = ''): string {
  const name = used.id.startsWith(`${kind}-`) ? used.id.slice(kind.length + 1) : used.id;
  const changed = Object.keys(used.params)
    .toSorted()
    .filter((p) => JSON.stringify(used.params[p]) !== JSON.stringify(params[p]?.default));
  return changed.length === 0 ? name : `${name}(${changed.map((p) => `${p}=${text(used.params[p])}`).join(',')})`;
}

/** As `useLabel`, and which order of the data it trains in where that is not the seed's own: `joint@order1`. */
export function regimeLabel(regime: ResolvedRegime, params: Defaults): string {
  return `${useLabel(regime, params, 'regime')}${regime.order === 0 ? '' : `@order${regime.order}`}`;
}

/**
 * What tables call a regime: its title, with the parameters in which uses of this plugin differ and its order of the data where
 * that is not the seed's own: `mixed (share 0.25)`, `joint (other order)`, `joint (order 2)` where there are several.
 */
export function regimeTitle(regime: ResolvedRegime, all: readonly ResolvedRegime[]): string {
  const same = all.filter((r) => r.id === regime.id);
  const differing = Object.keys(regime.params).toSorted().filter((p) => new Set(same.map((r) => JSON.stringify(r.params[p]))).size > 1);
  const orders = new Set(same.map((r) => r.order).filter((order) => order !== 0));
  const parts = [
    ...differing.map((p) => `${p} ${titleText(regime.params[p])}`),
    ...(regime.order === 0 ? [] : [orders.size > 1 ? `order ${regime.order}` : 'other order']),
  ];
  return parts.length === 0 ? regime.title : `${regime.title} (${parts.join(', ')})`;
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

function titleText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
