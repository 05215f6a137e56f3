import type { RunRecord } from './types.ts';

/**
 * The records without what may differ between two runs of one benchmark on one machine and engine: times, peak memory
 * and the values of volatile metrics. What is left has the same bytes every time.
 */
export function withoutTimings(records: readonly RunRecord[]): readonly RunRecord[] {
  const volatile = new Set(records.flatMap((r) => (r.kind === 'header' ? r.plan.metrics : [])).filter((m) => m.volatile).map((m) => m.id));
  return records
    .filter((r) => r.kind !== 'value' || !volatile.has(r.metric))
    .map((r) => (r.kind === 'cell' ? { ...r, nodes: r.nodes.map((n) => ({ ...n, coreSeconds: null, peakMemory: null })) } : r));
}
