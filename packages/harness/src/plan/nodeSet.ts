import type { NodeKey } from '@exitbench/core';

import type { Plan, PlannedNode } from './plan.ts';
import { type NodeKind, type ResolvedNode, keyOf, recipeOf } from './resolvedNode.ts';

/** Nodes of a plan by key, in the order in which they were asked for first. */
export interface NodeSet {
  /** The node with these inputs: the one that is there already, or a new one. */
  ask(inputs: ResolvedNode, describe: () => Omit<PlannedNode, 'key' | 'recipe' | 'kind' | 'inputs'>): PlannedNode;
  readonly nodes: readonly PlannedNode[];
  counts(): Plan['counts'];
}

export function nodeSet(): NodeSet {
  const byKey = new Map<NodeKey, PlannedNode>();
  const planned: Record<NodeKind, number> = { prepare: 0, phase: 0, predict: 0, select: 0, analyse: 0 };
  return {
    ask(inputs, describe) {
      planned[inputs.kind]++;
      const key = keyOf(inputs);
      const node = byKey.get(key) ?? { key, recipe: recipeOf(inputs), kind: inputs.kind, inputs, ...describe() };
      byKey.set(key, node);
      return node;
    },
    get nodes() {
      return [...byKey.values()];
    },
    counts() {
      const distinct = (kind: NodeKind): number => [...byKey.values()].filter((n) => n.kind === kind).length;
      const count = (kind: NodeKind): Plan['counts'][NodeKind] => ({ planned: planned[kind], distinct: distinct(kind) });
      return { prepare: count('prepare'), phase: count('phase'), predict: count('predict'), select: count('select'), analyse: count('analyse') };
    },
  };
}
