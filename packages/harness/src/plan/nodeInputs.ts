import {
  type Json, type Network, type NetworkNode, type PlannedPhase, type ResolvedSeed, describePiece, nodeOf,
} from '@exitbench/core';

import type { Arm } from './arm.ts';
import type { Code } from './code.ts';
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
 */
export function phaseInputs(
  arm: Arm, planned: PlannedPhase, seed: ResolvedSeed, prepare: NodeIdentity, previous: NodeIdentity | null, grounds: Grounds,
): ResolvedNode {
  const { network } = arm;
  const { phase, extent, epochOffset } = planned;
  const run = extent === undefined ? holdersOf(network, phase.kind === 'import' ? Object.keys(phase.map) : []) : extent.run;
  // What is trained is weights, and pieces that have one selected run as in training, whether or not a gradient reaches
  // them. Selected pieces that do not run are left out: they train nothing here.
  const resolved = extent === undefined ? phase : { ...phase, train: extent.weights, trained: extent.trained };
  const judges = phase.kind === 'train' && (phase.stop !== null || phase.restore === 'best');
  return resolveNode({
    kind: 'phase',
    recipe: {
      phase: plain(resolved), pieces: run.map((id) => describeNode(nodeOf(network, id))), seed: plain(seed), epochOffset,
      // Validation decides which weights are kept, and its last digits depend on the batch.
      ...(judges ? { evaluationBatch: grounds.evaluationBatch } : {}),
    },
    after: { prepare, previous },
    code: { ...networkCode(arm, run, grounds.code), phase: grounds.code.phase },
    engine: grounds.engine,
  });
}

/** Inputs of evaluating a trained network to the outputs of every exit. */
export function predictInputs(arm: Arm, seed: ResolvedSeed, prepare: NodeIdentity, previous: NodeIdentity | null, grounds: Grounds): ResolvedNode {
  const run = arm.network.nodes.map((n) => n.piece.id);
  return resolveNode({
    kind: 'predict',
    recipe: {
      pieces: run.map((id) => describeNode(nodeOf(arm.network, id))), exits: plain(arm.network.exits), seed: plain(seed),
      evaluationBatch: grounds.evaluationBatch,
    },
    after: { prepare, previous },
    code: { ...networkCode(arm, run, grounds.code), predict: grounds.code.predict },
    engine: grounds.engine,
  });
}

/** A cell as a metric's key sees it. */
export interface AnalysedInputs {
  readonly arm: Arm;
  readonly prepare: NodeIdentity;
  readonly phases: readonly NodeIdentity[];
  readonly predict: NodeIdentity;
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
      cells: cells.map(({ arm }) => ({
        task: plain(arm.network.task), exits: arm.network.exits.map((e) => e.name), costs: plain(arm.costs), budget: arm.budget,
        phases: arm.phases.map((p) => p.name),
        // What a metric with a handle reads of a piece where it asks for no output by name.
        ...(metric.usesEngine ? { representations: Object.fromEntries(arm.network.nodes.map((n) => [n.piece.id, n.piece.representation])) } : {}),
      })),
    },
    after: { prepare: cells.map((c) => c.prepare), phases: cells.flatMap((c) => c.phases), predict: cells.map((c) => c.predict) },
    code: { metric: code.metric(metric.id), ...(metric.usesEngine ? { handle: code.handle } : {}) },
    engine: metric.usesEngine || machine !== null ? { engine: metric.usesEngine ? engine : null, machine } : null,
  });
}

// ---------------------------------------------------------------------------------------------------------------------

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

function holdersOf(network: Network, paths: readonly string[]): readonly string[] {
  return network.nodes.filter((n) => n.piece.weights.some((w) => paths.includes(w.path))).map((n) => n.piece.id);
}

/** Interfaces have no index signature; canonical JSON checks the content. */
function plain(value: unknown): Json {
  return value as Json;
}
