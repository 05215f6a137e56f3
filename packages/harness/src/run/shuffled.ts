import { type NodeKey, sha256 } from '@exitbench/core';

import type { PlannedNode } from '../plan/plan.ts';

/** Ranks that have nothing to do with the nodes: a permutation for each seed. */
export function shuffled(nodes: readonly Pick<PlannedNode, 'key'>[], seed: number): ReadonlyMap<NodeKey, number> {
  // 48 bits: exact in a number, and two of them are hardly ever equal.
  return new Map(nodes.map(({ key }) => [key, Number.parseInt(sha256(`${seed} ${key}`).slice(0, 12), 16)]));
}
