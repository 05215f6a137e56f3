import { type ComparedArm, type Json, type Network, type NetworkNode, type PlannedPhase, type ResolvedSeed, describePiece, nodeOf } from '@exitbench/core';

import type { Arm } from './arm.ts';
import type { Code } from './code.ts';
import { piecesOf } from './piecesOf.ts';
import { type NodeIdentity, type ResolvedNode, resolveNode } from './resolvedNode.ts';
import type { ResolvedDataset } from './resolvedBenchmark.ts';

/** What all nodes of a plan share. */
export interface Grounds {
  readonly code: Code;
  /** The engine's fingerprint, the digest of our part of it included. */
  readonly engine: Json;
  readonly evaluationBatch: number;
}

/** Inputs of providing and reading a data set: its byte-exact source, how it is read, and how much of it is used. */
export function prepareInputs(dataset: ResolvedDataset, { code }: Grounds): ResolvedNode {
  const { id, variant, files, sizes } = dataset;
  return resolveNode({ kind: 'prepare', recipe: { dataset: id, variant, files: plain(files), sizes }, after: {}, code: { dataset: code.dataset(id) }, engine: null });
}

/**
 * Inputs of a phase. The regime is not among them, nor is a head or a placement that the phase does not execute: a
 * backbone is trained once for all of them.
 *
 * @param select what chooses the learning rate; null where the phase says it
 */
export function phaseInputs(
  arm: Arm, planned: PlannedPhase, seed: ResolvedSeed, prepare: NodeIdentity, previous: NodeIdentity | null, select: NodeIdentity | null, grounds: Grounds,
): ResolvedNode {
  const { network } = arm;
  const { phase, extent, epochOffset } = planned;
  const run = piecesOf(network, planned);
  // What is trained is weights, and pieces that have one selected run as in training, whether or not a gradient reaches
  // them. Selected pieces that do not run are left out: they train nothing here.
  const resolved = extent === undefined ? phase : { ...phase, train: extent.weights, trained: extent.trained };
  const judges = phase.kind === 'train' && (phase.stop !== null || phase.restore === 'best');
  return resolveNode({
    kind: 'phase',
    recipe: {
      phase: plain(select === null || phase.kind === 'import' ? resolved : { ...resolved, optimiser: { ...phase.optimiser, rate: null } }), pieces: run.map((id) => describeNode(nodeOf(network, id))), seed: plain(seed), epochOffset,
      // Validation decides which weights are kept, and its last digits depend on the batch.
      ...(judges ? { evaluationBatch: grounds.evaluationBatch } : {}),
    },
    after: { prepare, previous, ...(select === null ? {} : { rate: select }) },
    code: { ...networkCode(arm, run, grounds.code), phase: grounds.code.phase },
    engine: grounds.engine,
  });
}

/** Inputs of evaluating a trained network to the outputs of every exit. */
export function predictInputs(arm: Arm, seed: ResolvedSeed, prepare: NodeIdentity, previous: NodeIdentity | null, grounds: Grounds): ResolvedNode {
  return evaluationInputs(arm, arm.network, {}, seed, { prepare, previous }, grounds);
}

/** Inputs of evaluating a trained network on the test part of another data set. @param prepare of that data set */
export function otherInputs(arm: Arm, seed: ResolvedSeed, prepare: NodeIdentity, previous: NodeIdentity | null, grounds: Grounds): ResolvedNode {
  return evaluationInputs(arm, arm.network, { parts: ['test'] }, seed, { prepare, previous }, grounds);
}

/**
 * Inputs of evaluating a trial on validation.
 *
 * @param part the part of the network that has run so far: a head that has not is not in the key
 */
export function trialInputs(arm: Arm, part: Network, seed: ResolvedSeed, prepare: NodeIdentity, trial: NodeIdentity, grounds: Grounds): ResolvedNode {
  return evaluationInputs(arm, part, { parts: ['validation'] }, seed, { prepare, previous: trial }, grounds);
}

/**
 * Inputs of choosing a learning rate by what its trials predicted.
 *
 * @param part the part of the network whose exits are scored
 * @param trials predictions, in the order of the rates
 */
export function selectInputs({ task, exits }: Network, rates: readonly number[], trials: readonly NodeIdentity[], { code }: Pick<Grounds, 'code'>): ResolvedNode {
  return resolveNode({ kind: 'select', recipe: { task: plain(task), exits: exits.map((e) => e.name), rates }, after: { trials }, code: { select: code.select }, engine: null });
}

/** A cell as a metric's key sees it. */
export interface AnalysedInputs {
  readonly arm: Arm;
  readonly prepare: NodeIdentity;
  readonly phases: readonly NodeIdentity[];
  readonly predict: NodeIdentity;
  /** Predictions on other data sets. */
  readonly others: readonly { readonly dataset: string; readonly predict: NodeIdentity }[];
  /** What tells it from those that it is compared with; null where the metric is not told. */
  readonly compared: ComparedArm | null;
}

/**
 * Inputs of a metric: what it is given of each cell.
 *
 * @param machine what a volatile metric's result also depends on; null for others
 */
export function analyseInputs(
  metric: { readonly id: string; readonly params: { readonly [name: string]: Json }; readonly usesEngine: boolean },
  cells: readonly AnalysedInputs[], machine: Json, { code, engine }: Grounds,
): ResolvedNode {
  return resolveNode({
    kind: 'analyse',
    recipe: {
      metric: metric.id, params: metric.params,
      cells: cells.map(({ arm, others, compared }) => ({
        task: plain(arm.network.task), exits: arm.network.exits.map((e) => e.name), costs: plain(arm.costs), budget: arm.budget,
        phases: arm.phases.map((p) => p.name),
        // What a metric with a handle reads of a piece where it asks for no output by name.
        ...(metric.usesEngine ? { representations: Object.fromEntries(arm.network.nodes.map((n) => [n.piece.id, n.piece.representation])) } : {}),
        ...(others.length > 0 ? { outputsOn: others.map((o) => o.dataset) } : {}),
        ...(compared === null ? {} : { arm: plain(compared) }),
      })),
    },
    after: {
      prepare: cells.map((c) => c.prepare), phases: cells.flatMap((c) => c.phases), predict: cells.map((c) => c.predict),
      ...(cells.some((c) => c.others.length > 0) ? { outputsOn: cells.flatMap((c) => c.others.map((o) => o.predict)) } : {}),
    },
    code: { metric: code.metric(metric.id), ...(metric.usesEngine ? { handle: code.handle } : {}) },
    engine: metric.usesEngine || machine !== null ? { engine: metric.usesEngine ? engine : null, machine } : null,
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function evaluationInputs(
  arm: Arm, network: Network, more: { readonly [input: string]: Json }, seed: ResolvedSeed, after: ResolvedNode['after'], { code, engine, evaluationBatch }: Grounds,
): ResolvedNode {
  const run = network.nodes.map((n) => n.piece.id);
  return resolveNode({
    kind: 'predict',
    recipe: { pieces: run.map((id) => describeNode(nodeOf(network, id))), exits: plain(network.exits), seed: plain(seed), evaluationBatch, ...more },
    after,
    code: { ...networkCode(arm, run, code), predict: code.predict },
    engine,
  });
}

/** A piece and its place. What `representation` names is read by analyses only. */
function describeNode({ piece, part, sources }: NetworkNode): Json {
  const { representation: _, ...description } = describePiece(piece) as { readonly [field: string]: Json };
  return { ...description, sources: plain(sources), role: part };
}

function networkCode({ architecture, exits, network }: Arm, run: readonly string[], code: Code): { readonly [entry: string]: string | { readonly [id: string]: string } } {
  const runs = (part: NetworkNode['part']): boolean => network.nodes.some((n) => n.part === part && run.includes(n.piece.id));
  return {
    architecture: code.architecture(architecture.id),
    heads: runs('head') ? { [exits.head.id]: code.head(exits.head.id) } : {},
    combiners: runs('combiner') && exits.combiner !== null ? { [exits.combiner.id]: code.combiner(exits.combiner.id) } : {},
  };
}

/** Interfaces have no index signature; canonical JSON checks the content. */
function plain(value: unknown): Json {
  return value as Json;
}
