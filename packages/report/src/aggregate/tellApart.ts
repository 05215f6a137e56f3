import { canonicalJson } from '@exitbench/core';
import type { MetricRecord } from '@exitbench/records';

/** A table or a figure, and the metric that it shows. */
export interface OfMetric<V extends { readonly caption: string }> {
  readonly metric: Pick<MetricRecord, 'id' | 'plugin' | 'params'>;
  readonly view: V;
}

/**
 * Tables or figures of one group. Where a metric is used several times and captions are the same, each gets what its use has of
 * its own: `Time (batch 128)`.
 */
export function tellApart<V extends { readonly caption: string }>(all: readonly OfMetric<V>[]): readonly V[] {
  return all.map(({ metric, view }) => {
    const twins = all.filter((other) => other.view.caption === view.caption && other.metric.plugin === metric.plugin && other.metric.id !== metric.id);
    const own = Object.entries(metric.params).filter(([name, value]) => twins.some((twin) => canonicalJson(twin.metric.params[name] ?? null) !== canonicalJson(value)));
    const texts = own.map(([name, value]) => `${name} ${typeof value === 'string' ? value : canonicalJson(value)}`);
    return texts.length === 0 ? view : { ...view, caption: `${view.caption} (${texts.join(', ')})` };
  });
}
