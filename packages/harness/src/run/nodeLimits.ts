import type { NodeKind } from '../plan/resolvedNode.ts';
import type { Limits } from './job.ts';

/** What nodes may take, where it is not the default. Part of no key. */
export interface LimitOptions {
  /** Seconds, for all nodes or by kind. Default: 30 times what a node is expected to take, and never less than a floor for its kind. */
  readonly seconds?: number | { readonly [kind in NodeKind]?: number };
  /** Resident bytes of a worker process. Default 4 GiB. */
  readonly memory?: number;
}

/** Seconds that every node of a kind gets. A data set may have to be downloaded first. */
const FLOOR: { readonly [kind in NodeKind]: number } = { prepare: 7200, phase: 600, predict: 600, select: 300, analyse: 1800 };

/** How many times longer than expected a node may take: an estimate is for one machine, and others are slower. */
const PATIENCE = 30;

const MEMORY = 4 * 2 ** 30;

/** @param expected seconds; null where they are not known */
export function nodeLimits(kind: NodeKind, expected: number | null, { seconds, memory = MEMORY }: LimitOptions = {}): Limits {
  const asked = typeof seconds === 'number' ? seconds : seconds?.[kind];
  return { seconds: asked ?? Math.max(FLOOR[kind], PATIENCE * (expected ?? 0)), memory };
}
