import type { PluginSource } from './plan.ts';
import type { Plugins, ResolvedBenchmark } from './resolvedBenchmark.ts';

/** Where the plugins of a benchmark come from, each once, in the order of its axes. */
export function sourcesOf(benchmark: ResolvedBenchmark, plugins: Plugins): readonly PluginSource[] {
  return [
    ...of('dataset', [...benchmark.datasets, ...benchmark.metrics.flatMap((m) => m.on)], plugins.datasets),
    ...of('architecture', benchmark.architectures, plugins.architectures),
    ...of('regime', benchmark.regimes, plugins.regimes),
    ...of('metric', benchmark.metrics, plugins.metrics),
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

type Cited = Pick<PluginSource, 'id' | 'title' | 'citation'> & { readonly licence?: string; readonly description: string };

function of(kind: PluginSource['kind'], used: readonly { readonly id: string }[], plugins: ReadonlyMap<string, Cited>): readonly PluginSource[] {
  return [...new Set(used.map((u) => u.id))].flatMap((id) => {
    const plugin = plugins.get(id);
    return plugin === undefined ? [] : [{ kind, id, title: plugin.title, citation: plugin.citation, licence: plugin.licence ?? null, ...(kind === 'metric' ? { description: plugin.description } : {}) }];
  });
}
