import { type Json, seedLabel } from '@exitbench/core';

import type { Plan } from './plan.ts';
import type { ResolvedBenchmark } from './resolvedBenchmark.ts';

/** What a benchmark asks for in one profile, without code and engine, as plain data. */
export interface PlanSnapshot {
  readonly benchmark: string;
  readonly profile: string;
  /** What the benchmark says for all arms: epochs, seeds, data, recipe, learning rates to choose from, evaluation. */
  readonly settings: { readonly [setting: string]: Json };
  /** How many nodes of each kind are asked for, and how many there are. */
  readonly nodes: { readonly [kind: string]: { readonly planned: number; readonly distinct: number } };
  readonly arms: readonly SnapshotArm[];
  readonly cells: readonly {
    readonly id: string;
    /** `phase backbone 5a41…`: kind, name and recipe digest, in the order in which they run. */
    readonly nodes: readonly string[];
  }[];
}

export type SnapshotArm =
  | {
    readonly id: string; readonly role: string; readonly budget: number; readonly macs: number; readonly deviation: number;
    readonly phases: readonly { readonly name: string; readonly steps: number; readonly macs: number }[];
  }
  | { readonly id: string; readonly excluded: string };

/**
 * What a benchmark asks for, without code and engine: the same on every machine, changed exactly when an experiment
 * changes. It is committed beside the benchmark.
 */
export function planSnapshot(plan: Plan): PlanSnapshot {
  const { benchmark, arms, cells, nodes, counts } = plan;
  const byKey = new Map(nodes.map((n) => [n.key, n]));
  return {
    benchmark: benchmark.id,
    profile: benchmark.profile,
    settings: settingsOf(benchmark),
    // A benchmark without a kind of node says nothing of it.
    nodes: Object.fromEntries(Object.entries(counts).flatMap(([kind, { planned, distinct }]) => (planned === 0 ? [] : [[kind, { planned, distinct }]]))),
    arms: arms.map((arm) =>
      arm.excluded === null
        ? {
          id: arm.id, role: arm.regime.role, budget: arm.budget, macs: arm.macs, deviation: Number(arm.deviation.toPrecision(6)),
          phases: arm.phases.map(({ name, steps, macs }) => ({ name, steps, macs })),
        }
        : { id: arm.id, excluded: arm.excluded }),
    cells: cells.map((cell) => ({
      id: cell.id,
      nodes: cell.nodes.map((key) => `${byKey.get(key)?.kind ?? ''} ${byKey.get(key)?.name ?? ''} ${byKey.get(key)?.recipe ?? ''}`),
    })),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function settingsOf({ epochs, seeds, data, recipe, tune, snapshots, evaluationBatch }: ResolvedBenchmark): PlanSnapshot['settings'] {
  return {
    epochs, seeds: seeds.map(seedLabel), data, recipe: recipe as { readonly [field: string]: Json },
    tune: tune === null ? null : { lr: tune.lr, seed: seedLabel(tune.seed) }, snapshots, evaluationBatch,
  };
}
