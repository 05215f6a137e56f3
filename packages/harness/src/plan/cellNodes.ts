import { type Network, type PlannedPhase, type ResolvedSeed, pieceCost } from '@exitbench/core';

import type { Arm } from './arm.ts';
import { datasetLabel } from './labels.ts';
import { type Grounds, otherInputs, phaseInputs, predictInputs, prepareInputs } from './nodeInputs.ts';
import type { NodeSet } from './nodeSet.ts';
import type { PlannedNode } from './plan.ts';
import { datasetRef, networkRef } from './refs.ts';
import type { Plugins, ResolvedDataset } from './resolvedBenchmark.ts';
import type { RateRef } from './task.ts';

/** What the nodes of a plan are made with. */
export interface Making {
  readonly nodes: NodeSet;
  readonly plugins: Plugins;
  readonly grounds: Grounds;
}

/** A cell with the nodes that train and evaluate it. */
export interface TrainedCell {
  readonly id: string;
  readonly arm: Arm;
  /** The benchmark's: a control in another order of the data trains with another. */
  readonly seed: ResolvedSeed;
  readonly prepare: PlannedNode;
  /** What its learning rates are chosen with, each after what it reads. */
  readonly tuning: readonly PlannedNode[];
  readonly phases: readonly PlannedNode[];
  readonly predict: PlannedNode;
}

/** A phase of an arm on a seed. */
export interface PhaseAsk {
  readonly arm: Arm;
  readonly planned: PlannedPhase;
  /** That it trains with. */
  readonly seed: ResolvedSeed;
  /** The cell's or the trial's, for people. */
  readonly cell: string;
  readonly prepare: PlannedNode;
  /** The phase before; null at the start. */
  readonly previous: PlannedNode | null;
}

/** What chooses a phase's learning rate, and the trials of this very phase. */
export interface Choice {
  readonly select: PlannedNode;
  readonly trials: RateRef['trials'];
}

export function askPrepare({ dataset }: Pick<Arm, 'dataset'>, { nodes, plugins, grounds }: Making): PlannedNode {
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
export function askPhase({ arm, planned, seed, cell, prepare, previous }: PhaseAsk, choice: Choice | null, { nodes, plugins, grounds }: Making, name = planned.name): PlannedNode {
  const select = choice?.select ?? null;
  const isCopy = choice !== null && choice.trials.length > 0;
  return nodes.ask(phaseInputs(arm, planned, seed, prepare, previous, select, grounds), () => ({
    name, label: `${cell} ${name}`, after: [prepare, previous, select].flatMap((node) => node?.key ?? []),
    macs: isCopy ? 0 : planned.macs, steps: isCopy ? 0 : planned.steps, alone: false,
    task: {
      kind: 'phase', network: networkRef(arm, plugins), planned, seed, previous: previous?.key ?? null, evaluationBatch: grounds.evaluationBatch,
      rate: choice === null ? null : { select: choice.select.key, trials: choice.trials },
    },
  }));
}

/** The outputs of all exits on validation and test. */
export function askPrediction({ arm, seed, cell, prepare, previous: last }: Omit<PhaseAsk, 'planned'>, { nodes, plugins, grounds }: Making): PlannedNode {
  const { validation, test } = arm.dataset.sizes;
  return nodes.ask(predictInputs(arm, seed, prepare, last, grounds), () => ({
    name: 'predict', label: `${cell} predict`, after: [prepare, last].flatMap((node) => node?.key ?? []),
    ...evaluationWork(arm.network, [validation, test], grounds.evaluationBatch), alone: false,
    task: { kind: 'predict', network: networkRef(arm, plugins), seed, previous: last?.key ?? null, evaluationBatch: grounds.evaluationBatch, pieces: null, on: null },
  }));
}

/** The outputs of all exits on the test part of another data set: one node, whatever metrics read it. */
export function askOther({ arm, seed, cell, prepare, previous: last }: Omit<PhaseAsk, 'planned'>, other: ResolvedDataset, { nodes, plugins, grounds }: Making): PlannedNode {
  const name = `predict ${datasetLabel(other)}`;
  return nodes.ask(otherInputs(arm, seed, prepare, last, grounds), () => ({
    name, label: `${cell} ${name}`, after: [prepare, last].flatMap((node) => node?.key ?? []),
    ...evaluationWork(arm.network, [other.sizes.test], grounds.evaluationBatch), alone: false,
    task: {
      kind: 'predict', network: networkRef(arm, plugins), seed, previous: last?.key ?? null, evaluationBatch: grounds.evaluationBatch, pieces: null,
      on: datasetRef(other, plugins),
    },
  }));
}

/** What evaluating a network on parts of a data set takes. */
export function evaluationWork(network: Network, samples: readonly number[], batch: number): Pick<PlannedNode, 'macs' | 'steps'> {
  const cost = network.nodes.reduce((sum, n) => sum + pieceCost(n.piece), 0);
  return { macs: cost * samples.reduce((a, b) => a + b, 0), steps: samples.reduce((sum, n) => sum + Math.ceil(n / batch), 0) };
}
