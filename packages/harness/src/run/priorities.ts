import { type NodeKey, known } from '@exitbench/core';

import type { PlannedNode } from '../plan/plan.ts';

/**
 * For each node, the multiply-accumulates on the longest path from it to the end of the graph. Who starts the longest
 * path first is done soonest.
 */
export function priorities(nodes: readonly Pick<PlannedNode, 'key' | 'after' | 'macs'>[]): ReadonlyMap<NodeKey, number> {
  const longest = new Map(nodes.map((n) => [n.key, n.macs]));
  for (const node of nodes.toReversed()) {
    const own = known(longest.get(node.key), 'all nodes are there');
    for (const key of node.after) {
      const before = known(nodes.find((n) => n.key === key), 'nodes read nodes of the plan');
      longest.set(key, Math.max(known(longest.get(key), 'all nodes are there'), before.macs + own));
    }
  }
  return longest;
}
