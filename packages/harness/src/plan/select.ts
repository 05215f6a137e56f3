import { ExitbenchError, deepFreeze, known, unknownName } from '@exitbench/core';

import { datasetLabel, useLabel } from './labels.ts';
import type { Plugins, ResolvedBenchmark, ResolvedUse } from './resolvedBenchmark.ts';

/** A part of a benchmark, by ids or labels (`mixed`, `regime-mixed`, `mixed(share=0.25)`) and seeds' roots. */
export interface Selection {
  readonly datasets?: readonly string[];
  readonly architectures?: readonly string[];
  readonly regimes?: readonly string[];
  readonly metrics?: readonly string[];
  readonly seeds?: readonly number[];
}

/**
 * The benchmark with its axes reduced to what is asked for.
 * @throws ExitbenchError `unknown-name` with the nearest name; `nothing-selected` when an axis would be empty
 */
export function select(benchmark: ResolvedBenchmark, plugins: Plugins, only: Selection): ResolvedBenchmark {
  const uses = <T extends ResolvedUse>(
    items: readonly T[], kind: 'architecture' | 'regime' | 'metric', map: ReadonlyMap<string, { readonly params: Parameters<typeof useLabel>[1] }>, wanted: readonly string[] | undefined,
  ): readonly T[] =>
    pick(items, (item) => [useLabel(item, known(map.get(item.id), 'resolved plugins are collected').params, kind), item.id], kind, wanted);
  return deepFreeze({
    ...benchmark,
    datasets: pick(benchmark.datasets, (d) => [datasetLabel(d), d.id, d.id.replace(/^dataset-/, '')], 'data set', only.datasets),
    architectures: uses(benchmark.architectures, 'architecture', plugins.architectures, only.architectures),
    regimes: uses(benchmark.regimes, 'regime', plugins.regimes, only.regimes),
    metrics: uses(benchmark.metrics, 'metric', plugins.metrics, only.metrics),
    seeds: pick(benchmark.seeds, (s) => [String(s.root)], 'seed', only.seeds?.map(String)),
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function pick<T>(items: readonly T[], namesOf: (item: T) => readonly string[], what: string, wanted: readonly string[] | undefined): readonly T[] {
  if (wanted === undefined) return items;
  if (wanted.length === 0) throw new ExitbenchError('nothing-selected', `No ${what} is selected.`, { hint: 'Name at least one, or leave the selection out.' });
  const all = items.map(namesOf);
  for (const name of wanted) if (!all.some((names) => names.includes(name))) throw unknownName(what, name, [...new Set(all.map((names) => names[0] ?? ''))], `only.${what}`);
  return items.filter((item) => namesOf(item).some((name) => wanted.includes(name)));
}
