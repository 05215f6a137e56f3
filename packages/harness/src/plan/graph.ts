import { type Json, type ResolvedSeed, known, pieceCost } from '@exitbench/core';

import type { Arm, ExcludedArm } from './arm.ts';
import { cellId } from './labels.ts';
import { type Grounds, analyseInputs, phaseInputs, predictInputs, prepareInputs } from './nodeInputs.ts';
import { type NodeSet, nodeSet } from './nodeSet.ts';
import type { Plan, PlannedCell, PlannedMetric, PlannedNode, PlannedValue } from './plan.ts';
import { datasetRef, networkRef, useRef } from './refs.ts';
import type { Plugins } from './resolvedBenchmark.ts';
import type { AnalysedCell } from './task.ts';

export type Graph = Pick<Plan, 'cells' | 'values' | 'nodes' | 'counts'>;

export interface GraphOptions {
  readonly arms: readonly (Arm | ExcludedArm)[];
  readonly seeds: readonly ResolvedSeed[];
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
  readonly phases: readonly PlannedNode[];
  readonly predict: PlannedNode;
}

/** The run graph: prepare → phases → predict → analyse for every cell; nodes with equal keys are one node. */
export function buildGraph({ arms, seeds, metrics, plugins, grounds, machine }: GraphOptions): Graph {
  const nodes = nodeSet();
  const trained = arms.flatMap((arm) => (arm.excluded === null ? seeds.map((seed) => trainCell(arm, seed, nodes, plugins, grounds)) : []));
  const asked: { readonly value: PlannedValue; readonly node: PlannedNode }[] = metrics.flatMap((metric) =>
    groupsOf(metric, trained).map((cells) => {
      const node = analyse(metric, cells, nodes, plugins, grounds, machine);
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
    return { ...base, phases, nodes: [cell.prepare.key, ...phases, cell.predict.key, ...analyses] };
  }));
  return { cells, values: asked.map((a) => a.value), nodes: nodes.nodes, counts: nodes.counts() };
}

// ---------------------------------------------------------------------------------------------------------------------

function trainCell(arm: Arm, seed: ResolvedSeed, nodes: NodeSet, plugins: Plugins, grounds: Grounds): TrainedCell {
  const id = cellId(arm.id, seed);
  const network = networkRef(arm, plugins);
  const { evaluationBatch } = grounds;
  const prepare = nodes.ask(prepareInputs(arm.dataset, grounds), () => ({
    name: 'prepare', label: `${arm.dataset.id} (${arm.dataset.variant})`, after: [], macs: 0, steps: 0, alone: false,
    task: { kind: 'prepare', dataset: datasetRef(arm.dataset, plugins) },
  }));
  const phases: PlannedNode[] = [];
  for (const planned of arm.phases) {
    const previous = phases.at(-1) ?? null;
    phases.push(nodes.ask(phaseInputs(arm, planned, seed, prepare, previous, grounds), () => ({
      name: planned.name, label: `${id} ${planned.name}`, after: [prepare.key, ...(previous === null ? [] : [previous.key])], macs: planned.macs, steps: planned.steps, alone: false,
      task: { kind: 'phase', network, planned, seed, rate: null, previous: previous?.key ?? null, evaluationBatch },
    })));
  }
  const last = phases.at(-1) ?? null;
  const { validation, test } = arm.dataset.sizes;
  const cost = arm.network.nodes.reduce((sum, n) => sum + pieceCost(n.piece), 0);
  const predict = nodes.ask(predictInputs(arm, seed, prepare, last, grounds), () => ({
    name: 'predict', label: `${id} predict`, after: [prepare.key, ...(last === null ? [] : [last.key])], macs: cost * (validation + test),
    steps: Math.ceil(validation / evaluationBatch) + Math.ceil(test / evaluationBatch), alone: false,
    task: { kind: 'predict', network, seed, previous: last?.key ?? null, evaluationBatch },
  }));
  return { id, arm, seed, prepare, phases, predict };
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

function analyse(metric: PlannedMetric, cells: readonly TrainedCell[], nodes: NodeSet, plugins: Plugins, grounds: Grounds, machine: Json): PlannedNode {
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
