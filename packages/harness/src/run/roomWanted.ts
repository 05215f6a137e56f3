import { type NodeKey, type Network, parameterCount } from '@exitbench/core';

import type { Plan, PlannedNode } from '../plan/plan.ts';

/** Bytes of a value. */
const VALUE = 4;

/** Tensors of the size of the weights that a checkpoint has: the weights themselves, and the slots of the optimiser with most of them. */
const CHECKPOINT = 3;

/** Bytes that some nodes of a plan will need in the store: weights, snapshots, outputs, and a checkpoint for each worker. */
export function roomWanted({ arms, cells }: Plan, nodes: readonly PlannedNode[], workers: number): number {
  const networks = new Map<NodeKey, Network>();
  for (const cell of cells) {
    const arm = arms.find((a) => a.id === cell.arm);
    if (arm?.excluded === null) for (const key of cell.nodes) networks.set(key, arm.network);
  }
  const sizes = [...networks.values()].map(weightBytes);
  const kept = nodes.map((node) => bytesOf(node, networks.get(node.key)));
  return kept.reduce((a, b) => a + b, 0) + workers * CHECKPOINT * Math.max(0, ...sizes);
}

// ---------------------------------------------------------------------------------------------------------------------

function bytesOf({ task }: PlannedNode, network: Network | undefined): number {
  if (network === undefined) return 0;
  if (task.kind === 'phase') {
    const { phase } = task.planned;
    return weightBytes(network) * (1 + (phase.kind === 'train' ? phase.snapshots.length : 0));
  }
  if (task.kind !== 'predict') return 0;
  const { validation, test } = task.network.dataset.sizes;
  const width = network.task.kind === 'classification' ? network.task.classes : 1;
  return VALUE * (validation + test) * width * network.exits.length;
}

function weightBytes({ nodes }: Network): number {
  return VALUE * parameterCount(nodes.map((n) => n.piece));
}
