import { type Network, type PlannedPhase, type ResolvedSeed, pieceCost } from '@exitbench/core';

import type { Arm } from './arm.ts';
import { cellId } from './labels.ts';
import { type Grounds, phaseInputs, predictInputs, prepareInputs } from './nodeInputs.ts';
import type { NodeSet } from './nodeSet.ts';
import type { PlannedNode } from './plan.ts';
import { datasetRef, networkRef } from './refs.ts';
import type { Plugins } from './resolvedBenchmark.ts';
import type { RateRef } from './task.ts';

/** What the nodes of a plan are made with. */
export interface Making {
  readonly nodes: NodeSet;
  readonly plugins: Plugins;
  readonly grounds: Grounds;
}

/** A phase of an arm on a seed. */
export interface PhaseAsk {
  readonly arm: Arm;
  readonly planned: PlannedPhase;
  readonly seed: ResolvedSeed;
  readonly prepare: PlannedNode;
  /** The phase before; null at the start. */
  readonly previous: PlannedNode | null;
}

/** What chooses a phase's learning rate, and the trials of this very phase. */
export interface Choice {
  readonly select: PlannedNode;
  readonly trials: RateRef['trials'];
}

export function askPrepare({ dataset }: Arm, { nodes, plugins, grounds }: Making): PlannedNode {
  return nodes.ask(prepareInputs(dataset, grounds), () => ({
    name: 'prepare', label: `${dataset.id} (${dataset.variant})`, after: [], macs: 0, steps: 0, alone: false,
    task: { kind: 'prepare', dataset: datasetRef(dataset, plugins) },
  }));
}

/**
 * A phase, trained as it says or at a chosen rate. Where the choice has trials of this very phase nothing is left to train.
 *
 * @param name what it is called, where that is not its own name
 */
export function askPhase({ arm, planned, seed, prepare, previous }: PhaseAsk, choice: Choice | null, { nodes, plugins, grounds }: Making, name = planned.name): PlannedNode {
  const select = choice?.select ?? null;
  const isCopy = choice !== null && choice.trials.length > 0;
  return nodes.ask(phaseInputs(arm, planned, seed, prepare, previous, select, grounds), () => ({
    name, label: `${cellId(arm.id, seed)} ${name}`, after: [prepare, previous, select].flatMap((node) => node?.key ?? []),
    macs: isCopy ? 0 : planned.macs, steps: isCopy ? 0 : planned.steps, alone: false,
    task: {
      kind: 'phase', network: networkRef(arm, plugins), planned, seed, previous: previous?.key ?? null, evaluationBatch: grounds.evaluationBatch,
      rate: choice === null ? null : { select: choice.select.key, trials: choice.trials },
    },
  }));
}

/** The outputs of all exits on validation and test. */
export function askPrediction(arm: Arm, seed: ResolvedSeed, prepare: PlannedNode, last: PlannedNode | null, { nodes, plugins, grounds }: Making): PlannedNode {
  const { validation, test } = arm.dataset.sizes;
  return nodes.ask(predictInputs(arm, seed, prepare, last, grounds), () => ({
    name: 'predict', label: `${cellId(arm.id, seed)} predict`, after: [prepare, last].flatMap((node) => node?.key ?? []),
    ...evaluationWork(arm.network, [validation, test], grounds.evaluationBatch), alone: false,
    task: { kind: 'predict', network: networkRef(arm, plugins), seed, previous: last?.key ?? null, evaluationBatch: grounds.evaluationBatch, pieces: null },
  }));
}

/** What evaluating a network on parts of a data set takes. */
export function evaluationWork(network: Network, samples: readonly number[], batch: number): Pick<PlannedNode, 'macs' | 'steps'> {
  const cost = network.nodes.reduce((sum, n) => sum + pieceCost(n.piece), 0);
  return { macs: cost * samples.reduce((a, b) => a + b, 0), steps: samples.reduce((sum, n) => sum + Math.ceil(n / batch), 0) };
}
