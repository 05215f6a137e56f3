import { checkCombination } from './checkCombination.ts';
import { checkPhase } from './checkPhase.ts';
import { ExitbenchError, unknownName } from './errors.ts';
import { type Extent, extent, stepCost } from './network/extent.ts';
import type { Network, NetworkNode } from './network/network.ts';
import {
  type Augmentation, DEFAULT_SNAPSHOTS, type ExitSelector, type LossTerm, type Phase, type ResolvedPhase, type ResolvedTerm,
  type ResolvedTrainPhase, type Selector, type TrainPhase,
} from './phase.ts';
import { termReads } from './summands.ts';

/** A phase with its name, its whole steps and what it costs. */
export interface PlannedPhase {
  /** For people. */
  readonly name: string;
  readonly phase: ResolvedPhase;
  /** The file of an import; paths are not in the key. */
  readonly file?: string;
  readonly steps: number;
  /** Epochs before this phase: the counter runs on, and a phase starts at the next whole epoch. */
  readonly epochOffset: number;
  /** What the phase touches; undefined for an import. */
  readonly extent?: Extent;
  /** Multiply-accumulates of training. */
  readonly macs: number;
}

export interface PhaseSurroundings {
  readonly network: Network;
  /** Samples of the training set. An epoch is ⌊samples / batch⌋ steps. */
  readonly samples: number;
  /** What the data set allows. */
  readonly augmentations: readonly Augmentation['kind'][];
  /** Configuration path, for errors. */
  readonly at: string;
}

/**
 * Checks and resolves phases: names to ids, budgets to whole steps (never above the budget), defaults to values. Phases of zero
 * length are dropped, so a mixed regime without its first phase *is* joint training.
 *
 * @throws ExitbenchError `bad-phase`, `unknown-name`
 */
export function resolvePhases(phases: readonly Phase[], surroundings: PhaseSurroundings): readonly PlannedPhase[] {
  const planned: PlannedPhase[] = [];
  let epochs = 0;
  for (const [i, phase] of phases.entries()) {
    const at = `${surroundings.at}.phases[${i}]`;
    checkPhase(phase, at);
    if (phase.kind === 'import') {
      planned.push(resolveImport(phase, surroundings.network, epochs, at));
      continue;
    }
    const next = resolveTrain(phase, surroundings, epochs, at);
    if (next === undefined) continue;
    planned.push(next);
    epochs += Math.ceil(next.steps / (next.phase as ResolvedTrainPhase).stepsPerEpoch);
  }
  return planned;
}

/** The ids of the pieces that a selector names, in the order of inference. */
export function selectPieces(network: Network, selector: Selector, at: string): readonly string[] {
  const parts = (...wanted: readonly NetworkNode['part'][]): readonly string[] =>
    network.nodes.filter((n) => wanted.includes(n.part)).map((n) => n.piece.id);
  switch (selector) {
    case 'none':
      return [];
    case 'backbone':
      return parts('block', 'classifier');
    case 'heads':
      return parts('head');
    case 'combiners':
      return parts('combiner');
    case 'all':
      return parts('block', 'head', 'combiner', 'classifier');
    default:
      return pickNames('piece', selector, network.nodes.map((n) => n.piece.id), ['none', 'backbone', 'heads', 'combiners', 'all'], at);
  }
}

/** The names of the exits that a selector names, in the order of inference. */
export function selectExits(network: Network, selector: ExitSelector, at: string): readonly string[] {
  const names = network.exits.map((e) => e.name);
  switch (selector) {
    case 'all':
      return names;
    case 'last':
      return names.slice(-1);
    case 'attached':
      return names.slice(0, -1);
    default:
      return pickNames('exit', selector, names, ['all', 'last', 'attached'], at);
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function pickNames(what: string, given: readonly string[] | string, known: readonly string[], words: readonly string[], at: string): readonly string[] {
  if (typeof given === 'string') throw unknownName(`selector`, given, words, at);
  for (const [i, name] of given.entries()) if (!known.includes(name)) throw unknownName(what, name, known, `${at}[${i}]`);
  return known.filter((name) => given.includes(name));
}

function resolveImport(phase: Extract<Phase, { kind: 'import' }>, network: Network, epochOffset: number, at: string): PlannedPhase {
  const paths = network.nodes.flatMap((n) => n.piece.weights.map((w) => w.path));
  for (const path of Object.keys(phase.map)) if (!paths.includes(path)) throw unknownName('weight', path, paths, `${at}.map`);
  const resolved = { kind: 'import' as const, sha256: phase.file.sha256, map: phase.map };
  return { name: phase.name, phase: resolved, file: phase.file.path, steps: 0, epochOffset, macs: 0 };
}

function resolveTrain(phase: TrainPhase, { network, samples, augmentations }: PhaseSurroundings, epochOffset: number, at: string): PlannedPhase | undefined {
  const stepsPerEpoch = Math.floor(samples / phase.batch);
  if (stepsPerEpoch < 1) {
    throw new ExitbenchError('bad-phase', `${samples} training samples do not fill one batch of ${phase.batch}.`, { at: `${at}.batch`, hint: 'Take a smaller batch or more samples.' });
  }
  for (const { kind } of phase.augment) {
    if (!augmentations.includes(kind)) {
      throw new ExitbenchError('bad-phase', `The data set does not allow the augmentation \`${kind}\`: it would change labels.`, { at: `${at}.augment`, hint: `Allowed: ${augmentations.join(', ') || 'none'}.` });
    }
  }
  const train = selectPieces(network, phase.train, `${at}.train`);
  const losses = phase.losses.map((term, i) => resolveTerm(term, network, `${at}.losses[${i}]`)).filter((t) => t.at.length > 0);
  const reach = extent(network, train, termReads(network, { losses }));
  const cost = stepCost(network, reach) * phase.batch;
  const steps = stepsOf(phase, cost, stepsPerEpoch);
  if (steps === 0) return undefined;
  if (reach.weights.length === 0) {
    throw new ExitbenchError('bad-phase', `The phase \`${phase.name}\` trains nothing: no loss reaches a selected piece.`, { at, hint: 'Let `losses` name exits that the pieces of `train` lead to.' });
  }
  if (steps === Infinity) {
    throw new ExitbenchError('bad-phase', `A step of the phase \`${phase.name}\` costs no multiply-accumulates, so a budget of them never ends.`, { at: `${at}.budget.macs`, hint: 'Give the budget in steps or epochs.' });
  }
  const resolved: ResolvedTrainPhase = {
    kind: 'train', train, fresh: selectPieces(network, phase.fresh ?? 'none', `${at}.fresh`).filter((id) => reach.run.includes(id)), batchNorm: phase.batchNorm ?? 'trained',
    losses, combine: 'sum', exitGradient: phase.exitGradient ?? 'plain', optimiser: phase.optimiser, schedule: phase.schedule,
    clip: phase.clip ?? null, augment: phase.augment, batch: phase.batch, steps, stepsPerEpoch, stop: phase.stop ?? null,
    restore: phase.restore ?? (phase.stop === undefined ? 'last' : 'best'), snapshots: phase.snapshots ?? DEFAULT_SNAPSHOTS,
    cacheFeatures: phase.cacheFeatures ?? false,
  };
  checkCombination(resolved, network, reach, at);
  return { name: phase.name, phase: resolved, steps, epochOffset, extent: reach, macs: steps * cost };
}

function resolveTerm(term: LossTerm, network: Network, at: string): ResolvedTerm {
  const exits = selectExits(network, term.at, `${at}.at`);
  const base = { of: term.of ?? ('head' as const), weight: term.weight ?? 1, reduction: term.reduction };
  if (network.task.kind !== 'classification' && (term.kind === 'distil' || (term.smoothing ?? 0) !== 0)) {
    throw new ExitbenchError('bad-phase', 'Distillation and label smoothing need classes.', { at });
  }
  if (term.kind === 'task') return { kind: 'task', at: exits, smoothing: term.smoothing ?? 0, ...base };
  // The last exit has no deeper teacher.
  return { kind: 'distil', at: exits.filter((e) => e !== network.exits.at(-1)?.name), from: term.from, temperature: term.temperature ?? 1, ...base };
}

/** Rounding slack: a budget that is a whole number of steps but for floating point is that number. */
const SLACK = 1e-9;

function stepsOf({ budget }: TrainPhase, cost: number, stepsPerEpoch: number): number {
  const { macs, steps, epochs = 0 }: { readonly macs?: number; readonly steps?: number; readonly epochs?: number } = budget;
  if (macs !== undefined) return macs === 0 ? 0 : Math.floor((macs / cost) * (1 + SLACK));
  return steps ?? Math.floor(epochs * stepsPerEpoch * (1 + SLACK));
}
