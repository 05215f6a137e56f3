import { type Network, type PlannedPhase, known, nodeOf } from '@exitbench/core';

import type { Arm } from './arm.ts';
import { type Choice, type Making, type PhaseAsk, askPhase, askPrepare, evaluationWork } from './cellNodes.ts';
import { cellId } from './labels.ts';
import { selectInputs, trialInputs } from './nodeInputs.ts';
import { partOfNetwork } from './partOfNetwork.ts';
import { piecesOf } from './piecesOf.ts';
import type { PlannedNode } from './plan.ts';
import { networkRef } from './refs.ts';
import type { ResolvedTuning } from './resolvedBenchmark.ts';

/** How the phases of an arm come by their learning rates. */
export interface Tuned {
  /** For each phase; null where it has the recipe's rate. */
  readonly choices: readonly (Choice | null)[];
  /** The nodes that choosing takes, each after those that it reads: the trials with what comes before them. */
  readonly nodes: readonly PlannedNode[];
}

/**
 * Asks for the trials of an arm on the seed of trials: of its last phase, and of a phase of the backbone alone that it
 * begins with. The latter's choice knows no head or placement, and regimes that begin alike share it.
 */
export function tuneArm(arm: Arm, tuning: ResolvedTuning | null, making: Making): Tuned {
  if (tuning === null) return { choices: arm.phases.map(() => null), nodes: [] };
  const { seed } = tuning;
  const prepare = askPrepare(arm, making);
  const choices: (Choice | null)[] = [];
  const nodes: PlannedNode[] = [prepare];
  const pieces = new Set<string>();
  let previous: PlannedNode | null = null;
  for (const [i, planned] of arm.phases.entries()) {
    for (const id of piecesOf(arm.network, planned)) pieces.add(id);
    const ask = { arm, planned, seed, cell: cellId(arm.id, seed), prepare, previous };
    const tried = isTuned(arm, i) ? tryRates(ask, [...pieces], tuning, making) : null;
    choices.push(tried?.choice ?? null);
    nodes.push(...(tried?.nodes ?? []));
    if (i === arm.phases.length - 1) break; // nothing is tried after the last
    previous = askPhase(ask, tried?.choice ?? null, making);
    nodes.push(previous);
  }
  return { choices, nodes };
}

/** Whether the learning rate of a phase is chosen, where rates are tuned. @param index of the phase */
export function isTuned({ network, phases }: Arm, index: number): boolean {
  const planned = known(phases[index], 'a phase of the arm');
  if (planned.phase.kind === 'import') return false;
  return index === phases.length - 1 || (index === 0 && isBackboneAlone(network, planned));
}

/** The choice for a seed: only on the seed of trials are they trials of the very phase. */
export function choiceFor(choice: Choice | null, isTrialSeed: boolean): Choice | null {
  return choice === null || isTrialSeed ? choice : { ...choice, trials: [] };
}

// ---------------------------------------------------------------------------------------------------------------------

function isBackboneAlone(network: Network, planned: PlannedPhase): boolean {
  return piecesOf(network, planned).every((id) => ['block', 'classifier'].includes(nodeOf(network, id).part));
}

/** Trains a phase at each rate, evaluates what has run by then on validation, and chooses. */
function tryRates(ask: PhaseAsk, pieces: readonly string[], { lr }: ResolvedTuning, making: Making): { readonly choice: Choice; readonly nodes: readonly PlannedNode[] } {
  const { arm, planned, seed, cell, prepare } = ask;
  const { plugins, grounds } = making;
  const part = partOfNetwork(arm.network, pieces);
  const trials = lr.map((rate) => {
    const name = `${planned.name} at ${rate}`;
    const phase = askPhase({ ...ask, planned: atRate(planned, rate) }, null, making, name);
    const predict = making.nodes.ask(trialInputs(arm, part, seed, prepare, phase, grounds), () => ({
      name: `predict ${name}`, label: `${cell} predict ${name}`, after: [prepare.key, phase.key],
      ...evaluationWork(part, [arm.dataset.sizes.validation], grounds.evaluationBatch), alone: false,
      task: { kind: 'predict', network: networkRef(arm, plugins), seed, previous: phase.key, evaluationBatch: grounds.evaluationBatch, pieces, on: null },
    }));
    return { rate, phase, predict };
  });
  const exits = part.exits.map((e) => e.name);
  const name = `rate of ${planned.name}`;
  const select = making.nodes.ask(selectInputs(part, lr, trials.map((t) => t.predict), grounds), () => ({
    name, label: `${cell} ${name}`, after: trials.map((t) => t.predict.key), macs: 0, steps: 0, alone: false,
    task: { kind: 'select', task: part.task, exits, trials: trials.map((t) => ({ rate: t.rate, phase: t.phase.key, predict: t.predict.key })) },
  }));
  return {
    choice: { select, trials: trials.map(({ rate, phase }) => ({ rate, key: phase.key })) },
    nodes: [...trials.flatMap((t) => [t.phase, t.predict]), select],
  };
}

function atRate(planned: PlannedPhase, rate: number): PlannedPhase {
  const { phase } = planned;
  return phase.kind === 'import' ? planned : { ...planned, phase: { ...phase, optimiser: { ...phase.optimiser, rate } } };
}
