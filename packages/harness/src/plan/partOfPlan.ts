import type { NodeKey } from '@exitbench/core';

import type { NodeKind } from './resolvedNode.ts';
import type { Plan, PlannedCell, PlannedNode, PlannedValue } from './plan.ts';

/**
 * The plan of some cells: with the results that are of them alone, and every node that these need. Keys are those of the whole plan.
 *
 * @param isWanted results to leave out; default: all are wanted
 */
export function partOfPlan(plan: Plan, cells: readonly string[], isWanted: (value: PlannedValue) => boolean = () => true): Plan {
  const wanted = new Set(cells);
  const values = plan.values.filter((v) => v.cells.every((id) => wanted.has(id)) && isWanted(v));
  const results = new Set(values.map((v) => v.key));
  const dropped = new Set(plan.values.map((v) => v.key).filter((key) => !results.has(key)));
  const left = plan.cells.filter((c) => wanted.has(c.id)).map((cell): PlannedCell => ({ ...cell, nodes: cell.nodes.filter((key) => !dropped.has(key)) }));
  const nodes = withWhatTheyRead(plan.nodes, new Set(left.flatMap((c) => c.nodes)));
  const without = plan.without.filter((w) => wanted.has(w.cell));
  return { ...plan, without, arms: plan.arms.filter((a) => left.some((c) => c.arm === a.id)), cells: left, values, nodes, counts: countsOf(plan, { cells: left, values, nodes }) };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Nodes stand after those that they read: from the end, each adds what it reads. */
function withWhatTheyRead(nodes: readonly PlannedNode[], keys: ReadonlySet<NodeKey>): readonly PlannedNode[] {
  const needed = new Set(keys);
  for (const node of nodes.toReversed()) if (needed.has(node.key)) for (const key of node.after) needed.add(key);
  return nodes.filter((n) => needed.has(n.key));
}

/** A result of several cells is asked for once. */
function countsOf(plan: Plan, { cells, values, nodes }: Pick<Plan, 'cells' | 'values' | 'nodes'>): Plan['counts'] {
  const kinds = new Map(nodes.map((n) => [n.key, n.kind]));
  const asked = cells.flatMap((c) => c.nodes.map((key) => kinds.get(key)));
  return Object.fromEntries((Object.keys(plan.counts) as NodeKind[]).map((kind) => [
    kind, { planned: kind === 'analyse' ? values.length : asked.filter((k) => k === kind).length, distinct: nodes.filter((n) => n.kind === kind).length },
  ])) as Plan['counts'];
}
