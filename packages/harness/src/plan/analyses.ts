import { type ComparedArm, type Json, type NodeKey, known } from '@exitbench/core';

import { type Making, type TrainedCell, askOther, askPrepare } from './cellNodes.ts';
import { regimeTitle } from './labels.ts';
import { othersOf } from './metricCells.ts';
import { type AnalysedInputs, analyseInputs } from './nodeInputs.ts';
import type { PlannedMetric, PlannedNode, PlannedValue } from './plan.ts';
import { networkRef, useRef } from './refs.ts';
import type { ResolvedRegime } from './resolvedBenchmark.ts';
import type { AnalysedCell } from './task.ts';
import { trainingSeed } from './trainingSeed.ts';

/** A result of a metric, and what it takes beside what its cells have anyway. */
export interface Analysis {
  readonly value: PlannedValue;
  /** For each cell the nodes that try it on other data sets, each after what it reads. */
  readonly others: ReadonlyMap<string, readonly NodeKey[]>;
}

/**
 * Asks for a result of a metric.
 *
 * @param cells that it is about
 * @param regimes all of the plan, for their labels
 * @param machine what a volatile result also depends on
 */
export function askAnalysis(metric: PlannedMetric, cells: readonly TrainedCell[], regimes: readonly ResolvedRegime[], machine: Json, making: Making): Analysis {
  const { nodes, plugins, grounds } = making;
  const analysed = cells.map((cell): AnalysedInputs & { readonly cell: TrainedCell; readonly prepared: readonly PlannedNode[]; readonly others: readonly Other[] } => {
    const others = othersOn(metric, cell, making);
    return { ...cell, cell, others, prepared: others.flatMap((o) => [o.prepare, o.predict]), compared: comparedArm(metric, cell, regimes) };
  });
  const inputs = analyseInputs({ ...metric, usesEngine: usesHandle(metric) }, analysed, metric.volatile ? machine : null, grounds);
  const node = nodes.ask(inputs, () => ({
    name: metric.label,
    label: `${cells[0]?.id ?? ''} ${metric.label}`,
    after: [...new Set(analysed.flatMap(({ cell, others }) => [cell.prepare.key, ...cell.phases.map((p) => p.key), cell.predict.key, ...others.map((o) => o.predict.key)]))],
    macs: 0,
    steps: 0,
    alone: metric.volatile,
    task: {
      kind: 'analyse',
      metric: useRef('metric', metric, plugins.metrics),
      cells: analysed.map(({ cell: { arm, seed, phases, predict }, others, compared }): AnalysedCell => ({
        network: networkRef(arm, plugins), seed, budget: arm.budget, predict: predict.key, arm: compared,
        others: others.map((o) => ({ dataset: o.dataset, predict: o.predict.key })),
        phases: phases.map((p, i) => ({ key: p.key, name: known(arm.phases[i], 'a node for each phase').name })),
        evaluationBatch: grounds.evaluationBatch,
      })),
    },
  }));
  return {
    value: { metric: metric.label, cells: cells.map((c) => c.id), key: node.key },
    others: new Map(analysed.map(({ cell, prepared }) => [cell.id, prepared.map((n) => n.key)])),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** A cell's network on another data set. */
interface Other {
  readonly dataset: string;
  readonly prepare: PlannedNode;
  readonly predict: PlannedNode;
}

function othersOn(metric: PlannedMetric, { id, arm, seed, phases }: TrainedCell, making: Making): readonly Other[] {
  return othersOf(metric, arm).map((dataset) => {
    const prepare = askPrepare({ dataset }, making);
    const ask = { arm, seed: trainingSeed(seed, arm.regime), cell: id, prepare, previous: phases.at(-1) ?? null };
    return { dataset: dataset.id, prepare, predict: askOther(ask, dataset, making) };
  });
}

/** What a comparison of regimes tells its cells apart by. */
function comparedArm({ scope }: PlannedMetric, { arm: { regime } }: TrainedCell, all: readonly ResolvedRegime[]): ComparedArm | null {
  if (scope === 'cell' || scope.over !== 'regime') return null;
  return { label: regimeTitle(regime, all), regime: regime.id, params: regime.params, role: regime.role, order: regime.order };
}

function usesHandle({ needs }: PlannedMetric): boolean {
  return needs.handle === true || needs.train === true || needs.snapshots === true;
}
