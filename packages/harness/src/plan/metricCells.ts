import { canonicalJson, seedLabel } from '@exitbench/core';

import type { Arm } from './arm.ts';
import type { TrainedCell } from './cellNodes.ts';
import { datasetLabel } from './labels.ts';
import type { PlannedMetric } from './plan.ts';
import type { ResolvedDataset } from './resolvedBenchmark.ts';

/** The cells that a metric has a result for, and those that it has none for, with the sentence that says why. */
export interface MetricCells {
  readonly having: readonly TrainedCell[];
  readonly without: readonly { readonly cell: string; readonly reason: string }[];
}

/** Parts the cells that can be run by whether a metric is computed for them. */
export function metricCells(metric: PlannedMetric, cells: readonly TrainedCell[]): MetricCells {
  const reasons = cells.map((cell) => ({ cell, reason: whyNot(metric, cell) }));
  return {
    having: reasons.flatMap(({ cell, reason }) => (reason === null ? [cell] : [])),
    without: reasons.flatMap(({ cell, reason }) => (reason === null ? [] : [{ cell: cell.id, reason }])),
  };
}

/** Other data sets that a metric tries the networks of an arm on: its own is none. Their order is by id, whatever the benchmark's list says. */
export function othersOf({ on }: Pick<PlannedMetric, 'on'>, { dataset }: Pick<Arm, 'dataset'>): readonly ResolvedDataset[] {
  return on.filter((other) => datasetLabel(other) !== datasetLabel(dataset)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The cells that each result of a metric is about. Their order is by id, so that no order of the benchmark's lists shows. */
export function groupsOf({ scope }: Pick<PlannedMetric, 'scope'>, cells: readonly TrainedCell[]): readonly (readonly TrainedCell[])[] {
  if (scope === 'cell') return cells.map((c) => [c]);
  const groups = new Map<string, TrainedCell[]>();
  for (const cell of cells) {
    const { dataset, architecture, exits, regime, epochs } = cell.arm;
    // A control in another order of the data has the seed of those that it is compared with.
    const same = scope.over === 'regime' ? [dataset.id, dataset.variant, architecture, exits, epochs, cell.seed] : [cell.arm.id, regime];
    const name = JSON.stringify(same);
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  return [...groups.values()].map((group) => group.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
}

// ---------------------------------------------------------------------------------------------------------------------

function whyNot(metric: PlannedMetric, { arm, seed }: TrainedCell): string | null {
  const { only, serves, needs } = metric;
  const { kind } = arm.network.task;
  if (serves !== undefined && !serves.includes(kind)) return `It is computed for ${serves.join(' and ')}, not for ${kind}.`;
  if (only !== null && only.datasets !== null && !only.datasets.includes(datasetLabel(arm.dataset))) return `The benchmark asks for it on ${only.datasets.join(', ')} only.`;
  if (only !== null && only.seeds !== null && !only.seeds.some((s) => canonicalJson(s) === canonicalJson(seed))) {
    return `The benchmark asks for it on ${only.seeds.length === 1 ? 'seed' : 'seeds'} ${only.seeds.map(seedLabel).join(', ')} only.`;
  }
  if (only !== null && !only.controls && arm.regime.role === 'control') return 'The benchmark does not ask for it on controls.';
  if (needs.outputsOn !== true) return null;
  const others = othersOf(metric, arm);
  if (others.length === 0) return 'It needs another data set than the network\'s own.';
  const unfit = others.find((other) => inputText(other) !== inputText(arm.dataset));
  return unfit === undefined ? null : `${datasetLabel(unfit)} does not fit the network: its inputs are ${inputText(unfit)}, not ${inputText(arm.dataset)}.`;
}

/** `image 32×32×1 float32`. */
function inputText({ input }: Pick<ResolvedDataset, 'input'>): string {
  return input.map((port) => `${port.name} ${port.shape.join('×')} ${port.dtype}`).join(', ');
}
