import { type Json, type ResolvedSeed, canonicalJson, known } from '@exitbench/core';

import { askAnalysis } from './analyses.ts';
import type { Arm, ExcludedArm } from './arm.ts';
import { type Making, type TrainedCell, askPhase, askPrediction, askPrepare } from './cellNodes.ts';
import { cellId } from './labels.ts';
import { groupsOf, metricCells } from './metricCells.ts';
import type { Grounds } from './nodeInputs.ts';
import { nodeSet } from './nodeSet.ts';
import type { Plan, PlannedCell, PlannedMetric, PlannedNode } from './plan.ts';
import type { Plugins, ResolvedTuning } from './resolvedBenchmark.ts';
import { trainingSeed } from './trainingSeed.ts';
import { type Tuned, choiceFor, tuneArm } from './tuning.ts';

export type Graph = Pick<Plan, 'cells' | 'values' | 'without' | 'nodes' | 'counts'>;

export interface GraphOptions {
  readonly arms: readonly (Arm | ExcludedArm)[];
  readonly seeds: readonly ResolvedSeed[];
  readonly tuning: ResolvedTuning | null;
  readonly metrics: readonly PlannedMetric[];
  readonly plugins: Plugins;
  readonly grounds: Grounds;
  /** What volatile results also depend on. */
  readonly machine: Json;
}

/**
 * The run graph: prepare → phases → predict → analyse for every cell; nodes with equal keys are one node. Where learning
 * rates are tuned, phases also read what chose theirs.
 */
export function buildGraph({ arms, seeds, tuning, metrics, plugins, grounds, machine }: GraphOptions): Graph {
  const nodes = nodeSet();
  const making = { nodes, plugins, grounds };
  const all = arms.map((a) => a.regime);
  const trained = arms.flatMap((arm) => {
    if (arm.excluded !== null) return [];
    const tuned = tuneArm(arm, tuning, making);
    return seeds.map((seed) => trainCell(arm, seed, tuned, tuning, making));
  });
  const asked = metrics.map((metric) => ({ metric, ...metricCells(metric, trained) })).map(({ metric, having, without }) => ({
    without: without.map((w) => ({ metric: metric.label, ...w })),
    analyses: groupsOf(metric, having).map((group) => askAnalysis(metric, group, all, machine, making)),
  }));
  const analyses = asked.flatMap((a) => a.analyses);
  const cells = arms.flatMap((arm) => seeds.map((seed): PlannedCell => {
    const id = cellId(arm.id, seed);
    const base = { id, arm: arm.id, seed, excluded: arm.excluded };
    if (arm.excluded !== null) return { ...base, phases: [], nodes: [] };
    const cell = known(trained.find((t) => t.id === id), 'arms that can be run have cells');
    const phases = cell.phases.map((p) => p.key);
    const own = analyses.filter((a) => a.value.cells.includes(id)).flatMap((a) => [...(a.others.get(id) ?? []), a.value.key]);
    return { ...base, phases, nodes: [...new Set([cell.prepare.key, ...cell.tuning.map((n) => n.key), ...phases, cell.predict.key, ...own])] };
  }));
  return { cells, values: analyses.map((a) => a.value), without: asked.flatMap((a) => a.without), nodes: nodes.nodes, counts: nodes.counts() };
}

// ---------------------------------------------------------------------------------------------------------------------

function trainCell(arm: Arm, seed: ResolvedSeed, tuned: Tuned, tuning: ResolvedTuning | null, making: Making): TrainedCell {
  const id = cellId(arm.id, seed);
  const ask = { arm, seed: trainingSeed(seed, arm.regime), cell: id, prepare: askPrepare(arm, making) };
  // Trials are of the usual order: a control in another has none of its own.
  const isTrialSeed = tuning !== null && canonicalJson(ask.seed) === canonicalJson(tuning.seed);
  const phases: PlannedNode[] = [];
  for (const [i, planned] of arm.phases.entries()) {
    phases.push(askPhase({ ...ask, planned, previous: phases.at(-1) ?? null }, choiceFor(tuned.choices[i] ?? null, isTrialSeed), making));
  }
  return { id, arm, seed, prepare: ask.prepare, tuning: tuned.nodes, phases, predict: askPrediction({ ...ask, previous: phases.at(-1) ?? null }, making) };
}
