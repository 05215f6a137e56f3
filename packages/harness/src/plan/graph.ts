import { type Json, type ResolvedSeed, canonicalJson, known } from '@exitbench/core';

import type { Arm, ExcludedArm } from './arm.ts';
import { type Making, askPhase, askPrediction, askPrepare } from './cellNodes.ts';
import { cellId } from './labels.ts';
import { type Grounds, analyseInputs } from './nodeInputs.ts';
import { nodeSet } from './nodeSet.ts';
import type { Plan, PlannedCell, PlannedMetric, PlannedNode, PlannedValue } from './plan.ts';
import { networkRef, useRef } from './refs.ts';
import type { Plugins, ResolvedTuning } from './resolvedBenchmark.ts';
import type { AnalysedCell } from './task.ts';
import { type Tuned, choiceFor, tuneArm } from './tuning.ts';

export type Graph = Pick<Plan, 'cells' | 'values' | 'nodes' | 'counts'>;

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

/** A cell with the nodes that train and evaluate it. */
interface TrainedCell {
  readonly id: string;
  readonly arm: Arm;
  readonly seed: ResolvedSeed;
  readonly prepare: PlannedNode;
  /** What its learning rates are chosen with, each after what it reads. */
  readonly tuning: readonly PlannedNode[];
  readonly phases: readonly PlannedNode[];
  readonly predict: PlannedNode;
}

/**
 * The run graph: prepare → phases → predict → analyse for every cell; nodes with equal keys are one node. Where learning
 * rates are tuned, phases also read what chose theirs.
 */
export function buildGraph({ arms, seeds, tuning, metrics, plugins, grounds, machine }: GraphOptions): Graph {
  const nodes = nodeSet();
  const making = { nodes, plugins, grounds };
  const trained = arms.flatMap((arm) => {
    if (arm.excluded !== null) return [];
    const tuned = tuneArm(arm, tuning, making);
    return seeds.map((seed) => trainCell(arm, seed, tuned, tuning !== null && canonicalJson(seed) === canonicalJson(tuning.seed), making));
  });
  const asked: { readonly value: PlannedValue; readonly node: PlannedNode }[] = metrics.flatMap((metric) =>
    groupsOf(metric, trained).map((cells) => {
      const node = analyse(metric, cells, making, machine);
      return { node, value: { metric: metric.label, cells: cells.map((c) => c.id), key: node.key } };
    }),
  );
  const cells = arms.flatMap((arm) => seeds.map((seed): PlannedCell => {
    const id = cellId(arm.id, seed);
    const base = { id, arm: arm.id, seed, excluded: arm.excluded };
    if (arm.excluded !== null) return { ...base, phases: [], nodes: [] };
    const cell = known(trained.find((t) => t.id === id), 'arms that can be run have cells');
    const phases = cell.phases.map((p) => p.key);
    const analyses = asked.filter((a) => a.value.cells.includes(id)).map((a) => a.node.key);
    return { ...base, phases, nodes: [...new Set([cell.prepare.key, ...cell.tuning.map((n) => n.key), ...phases, cell.predict.key, ...analyses])] };
  }));
  return { cells, values: asked.map((a) => a.value), nodes: nodes.nodes, counts: nodes.counts() };
}

// ---------------------------------------------------------------------------------------------------------------------

function trainCell(arm: Arm, seed: ResolvedSeed, tuned: Tuned, isTrialSeed: boolean, making: Making): TrainedCell {
  const prepare = askPrepare(arm, making);
  const phases: PlannedNode[] = [];
  for (const [i, planned] of arm.phases.entries()) {
    phases.push(askPhase({ arm, planned, seed, prepare, previous: phases.at(-1) ?? null }, choiceFor(tuned.choices[i] ?? null, isTrialSeed), making));
  }
  return { id: cellId(arm.id, seed), arm, seed, prepare, tuning: tuned.nodes, phases, predict: askPrediction(arm, seed, prepare, phases.at(-1) ?? null, making) };
}

/** The cells that each result of a metric is about. Their order is by id, so that no order of the benchmark's lists shows. */
function groupsOf({ scope }: PlannedMetric, cells: readonly TrainedCell[]): readonly (readonly TrainedCell[])[] {
  if (scope === 'cell') return cells.map((c) => [c]);
  const groups = new Map<string, TrainedCell[]>();
  for (const cell of cells) {
    const { dataset, architecture, exits, regime } = cell.arm;
    const same = scope.over === 'regime' ? [dataset.id, dataset.variant, architecture, exits, cell.seed] : [cell.arm.id, regime];
    const name = JSON.stringify(same);
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  return [...groups.values()].map((group) => group.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
}

function analyse(metric: PlannedMetric, cells: readonly TrainedCell[], { nodes, plugins, grounds }: Making, machine: Json): PlannedNode {
  const inputs = analyseInputs({ ...metric, usesEngine: usesHandle(metric) }, cells, metric.volatile ? machine : null, grounds);
  return nodes.ask(inputs, () => ({
    name: metric.label,
    label: `${cells[0]?.id ?? ''} ${metric.label}`,
    after: [...new Set(cells.flatMap((c) => [c.prepare.key, ...c.phases.map((p) => p.key), c.predict.key]))],
    macs: 0,
    steps: 0,
    alone: metric.volatile,
    task: {
      kind: 'analyse',
      metric: useRef('metric', metric, plugins.metrics),
      cells: cells.map((c): AnalysedCell => ({
        network: networkRef(c.arm, plugins), seed: c.seed, budget: c.arm.budget, predict: c.predict.key,
        phases: c.phases.map((p, i) => ({ key: p.key, name: known(c.arm.phases[i], 'a node for each phase').name })),
        evaluationBatch: grounds.evaluationBatch,
      })),
    },
  }));
}

function usesHandle({ needs }: PlannedMetric): boolean {
  return needs.handle === true || needs.train === true || needs.snapshots === true;
}
