import { ExitbenchError, deepFreeze, known, unknownName } from '@exitbench/core';

import { datasetLabel, regimeLabel, useLabel } from './labels.ts';
import type { Plugins, ResolvedBenchmark, ResolvedUse } from './resolvedBenchmark.ts';

/** A part of a benchmark, by ids or labels (`mixed`, `regime-mixed`, `mixed(share=0.25)`, `joint@order1`), seeds' roots and budgets' epochs. */
export interface Selection {
  readonly datasets?: readonly string[];
  readonly architectures?: readonly string[];
  readonly regimes?: readonly string[];
  readonly metrics?: readonly string[];
  readonly seeds?: readonly number[];
  readonly epochs?: readonly number[];
}

/**
 * The benchmark with its axes reduced to what is asked for.
 * @throws ExitbenchError `unknown-name` with the nearest name; `nothing-selected` when an axis would be empty
 */
export function select(benchmark: ResolvedBenchmark, plugins: Plugins, only: Selection): ResolvedBenchmark {
  const uses = <T extends ResolvedUse>(
    items: readonly T[], kind: 'architecture' | 'metric', field: keyof Selection, map: ReadonlyMap<string, { readonly params: Parameters<typeof useLabel>[1] }>, wanted: readonly string[] | undefined,
  ): readonly T[] =>
    pick(items, (item) => {
      const { params } = known(map.get(item.id), 'resolved plugins are collected');
      // Without the kind before it, as records call it, and whatever its parameters are.
      return [useLabel(item, params, kind), useLabel(item, params), item.id];
    }, kind, field, wanted);
  return deepFreeze({
    ...benchmark,
    datasets: pick(benchmark.datasets, (d) => [datasetLabel(d), d.id, d.id.replace(/^dataset-/, '')], 'data set', 'datasets', only.datasets),
    architectures: uses(benchmark.architectures, 'architecture', 'architectures', plugins.architectures, only.architectures),
    regimes: pick(benchmark.regimes, (r) => [regimeLabel(r, known(plugins.regimes.get(r.id), 'resolved plugins are collected').params), r.id], 'regime', 'regimes', only.regimes),
    metrics: uses(benchmark.metrics, 'metric', 'metrics', plugins.metrics, only.metrics),
    seeds: pick(benchmark.seeds, (s) => [String(s.root)], 'seed', 'seeds', only.seeds?.map(String)),
    epochs: pick(benchmark.epochs, (e) => [String(e)], 'budget of epochs', 'epochs', only.epochs?.map(String)),
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function pick<T>(
  items: readonly T[], namesOf: (item: T) => readonly string[], what: string, field: keyof Selection, wanted: readonly string[] | undefined,
): readonly T[] {
  if (wanted === undefined) return items;
  if (wanted.length === 0) throw new ExitbenchError('nothing-selected', `No ${what} is selected.`, { at: `only.${field}`, hint: 'Name at least one, or leave the selection out.' });
  const names = [...new Set(items.flatMap(namesOf))];
  for (const name of wanted) if (!names.includes(name)) throw unknownName(what, name, names, `only.${field}`);
  return items.filter((item) => namesOf(item).some((name) => wanted.includes(name)));
}
