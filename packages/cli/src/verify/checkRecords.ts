import type { Json } from '@exitbench/core';
import { type CellRecord, type HeaderRecord, type PlanRecord, type RunRecord, leafDifferences, leavesIn, withoutTimings } from '@exitbench/records';

/** A value that is not the same. */
export interface ValueDifference {
  /** The first cell that it is of; null for what is said of the whole run. */
  readonly cell: string | null;
  /** Null for what is no metric's: the training history, the status, the plan. */
  readonly metric: string | null;
  /** `phase backbone.training.history[3].loss`, `test[0]`, `plan.arm.budget`, `plan.epochs[0]`, `plan.metrics.metric-ood.direction`. */
  readonly path: string;
  /** Undefined where there is nothing. */
  readonly recorded: Json | undefined;
  readonly recomputed: Json | undefined;
}

export interface Checked {
  /** Results of metrics that were compared. */
  readonly results: number;
  /** Numbers and words that were compared. */
  readonly values: number;
  /** Results that were not: of cells of which some were not computed. */
  readonly unchecked: number;
  readonly differences: readonly ValueDifference[];
}

/**
 * Compares all that records say of some cells, but for times, memory, logs and what is volatile, with what was computed now: the plan
 * and what it says of its metrics and sources, what became of the cells, training histories, chosen rates, and results of metrics.
 *
 * @param cells those that were computed, with every result that is of them alone
 */
export function checkRecords(recorded: readonly RunRecord[], recomputed: readonly RunRecord[], cells: readonly string[]): Checked {
  const [was, is] = [withoutTimings(recorded), withoutTimings(recomputed)];
  const pairs = [...headerPairs(planOf(was), planOf(is)), ...planPairs(planOf(was), planOf(is), cells), ...cellPairs(was, is, cells), ...valuePairs(was, is, cells)];
  return {
    results: pairs.filter((p) => p.metric !== null).length,
    values: pairs.reduce((sum, p) => sum + Math.max(leavesIn(p.recorded), leavesIn(p.recomputed)), 0),
    unchecked: was.filter((r) => r.kind === 'value' && r.cells.some((id) => cells.includes(id)) && !isOf(r.cells, cells)).length,
    differences: pairs.flatMap(({ recorded: a, recomputed: b, path, ...pair }) => leafDifferences(a, b, path).map((d) => ({ ...pair, path: d.path, recorded: d.before, recomputed: d.after }))),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Two values that should be one. */
type Pair = ValueDifference;

function planOf(records: readonly RunRecord[]): PlanRecord | undefined {
  return records.find((r): r is HeaderRecord => r.kind === 'header')?.plan;
}

/** What is said of the run as a whole. Of metrics all but for which cells: results tell that, and a sample has not all of them. */
function headerPairs(was: PlanRecord | undefined, is: PlanRecord | undefined): readonly Pair[] {
  const own = (plan: PlanRecord | undefined): Json | undefined => {
    if (plan === undefined) return undefined;
    const { benchmark, title, question, profile, notice, epochs, data, evaluationBatch, tune } = plan;
    return json({ benchmark, title, question, profile, notice, epochs, data, evaluationBatch, tune });
  };
  const metricIn = (plan: PlanRecord | undefined, id: string): Json | undefined => {
    const found = plan?.metrics.find((m) => m.id === id);
    return json(found && { ...found, only: null });
  };
  const metrics = [...new Set([...(was?.metrics ?? []), ...(is?.metrics ?? [])].map((m) => m.id))];
  // What else was there to choose from is no part of the records.
  const sources = (was?.sources ?? []).map((source) => {
    const now = is?.sources.find((s) => s.kind === source.kind && s.id === source.id);
    return pair(null, `plan.sources.${source.id}`, json(source), json(now));
  });
  return [pair(null, 'plan', own(was), own(is)), ...metrics.map((id) => pair(null, `plan.metrics.${id}`, metricIn(was, id), metricIn(is, id))), ...sources];
}

/** What records say that was computed. Labels name parameters in which an arm differs from its neighbours: they are of the selection. */
function planPairs(was: PlanRecord | undefined, is: PlanRecord | undefined, cells: readonly string[]): readonly Pair[] {
  const planned = (plan: PlanRecord | undefined): PlanRecord['cells'] => plan?.cells.filter((c) => cells.includes(c.id)) ?? [];
  const arms = [...new Set([...planned(was), ...planned(is)].map((c) => c.arm))];
  const armIn = (plan: PlanRecord | undefined, id: string): Json | undefined => {
    const found = plan?.arms.find((a) => a.id === id);
    return found === undefined ? undefined : json({ ...found, regime: { ...found.regime, label: '' } });
  };
  return [
    ...arms.map((id) => pair(planned(was).find((c) => c.arm === id)?.id ?? id, 'plan.arm', armIn(was, id), armIn(is, id))),
    ...cells.map((id) => pair(id, 'plan.seed', json(planned(was).find((c) => c.id === id)?.seed), json(planned(is).find((c) => c.id === id)?.seed))),
  ];
}

function cellPairs(was: readonly RunRecord[], is: readonly RunRecord[], cells: readonly string[]): readonly Pair[] {
  const recordOf = (records: readonly RunRecord[], id: string): CellRecord | undefined => records.find((r): r is CellRecord => r.kind === 'cell' && r.cell === id);
  return cells.flatMap((id) => {
    const [a, b] = [recordOf(was, id), recordOf(is, id)];
    // What an analysis gave is compared as a value; a comparison of cells that were not all computed has none.
    const nodes = [...new Map([...(a?.nodes ?? []), ...(b?.nodes ?? [])].flatMap((n) => (n.kind === 'analyse' ? [] : [[n.key, n]]))).values()];
    return [
      pair(id, 'status', a?.status, b?.status), pair(id, 'reason', a?.reason, b?.reason),
      ...nodes.map((n) => pair(id, `${n.name.startsWith(n.kind) ? '' : `${n.kind} `}${n.name}`, json(nodeIn(a, n.key)), json(nodeIn(b, n.key)))),
    ];
  });
}

/** What is known of a node but for its name and its key, which is the same. */
function nodeIn(cell: CellRecord | undefined, key: string): object | undefined {
  const node = cell?.nodes.find((n) => n.key === key);
  return node === undefined ? undefined : { training: node.training, selection: node.selection };
}

function valuePairs(was: readonly RunRecord[], is: readonly RunRecord[], cells: readonly string[]): readonly Pair[] {
  const resultsIn = (records: readonly RunRecord[]): ReadonlyMap<string, { readonly metric: string; readonly cells: readonly string[]; readonly result: Json }> =>
    new Map(records.flatMap((r) => (r.kind === 'value' && isOf(r.cells, cells) ? [[`${r.metric}\n${r.cells.join('\n')}`, r] as const] : [])));
  const [a, b] = [resultsIn(was), resultsIn(is)];
  return [...new Map([...a, ...b])].map(([name, { metric, cells: of }]) => ({ ...pair(of[0] ?? '', '', a.get(name)?.result, b.get(name)?.result), metric }));
}

function isOf(of: readonly string[], cells: readonly string[]): boolean {
  return of.every((id) => cells.includes(id));
}

function pair(cell: string | null, path: string, recorded: Json | undefined, recomputed: Json | undefined): Pair {
  return { cell, metric: null, path, recorded, recomputed };
}

/** Records are JSON by their schemas; their types do not say so. */
function json(value: object | undefined): Json | undefined {
  return value as unknown as Json | undefined;
}
