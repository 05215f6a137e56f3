import type { Json } from '@exitbench/core';

import type { Plan } from './plan.ts';

/**
 * What a benchmark asks for, without code and engine: the same on every machine, changed exactly when an experiment
 * changes. It is committed beside the benchmark.
 */
export function planSnapshot(plan: Plan): { readonly [field: string]: Json } {
  const { benchmark, arms, cells, nodes, counts } = plan;
  const recipes = new Map(nodes.map((n) => [n.key, n.recipe]));
  const names = new Map(nodes.map((n) => [n.key, n]));
  return {
    benchmark: benchmark.id,
    profile: benchmark.profile,
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
      nodes: cell.nodes.map((key) => `${names.get(key)?.kind ?? ''} ${names.get(key)?.name ?? ''} ${recipes.get(key) ?? ''}`),
    })),
  };
}
