import { known } from '../errors.ts';
import { type Network, type NetworkNode, nodeOf } from './network.ts';
import { pieceCost } from './cost.ts';
import type { CostConvention } from './piece.ts';

/** One summand of a loss, as the extent sees it: which pieces' outputs it reads, and which of them it moves. */
export interface TermReads {
  /** The piece whose output gradients flow into. */
  readonly moves: string;
  /** Pieces that it reads as constants: the teachers of a distillation. */
  readonly constants: readonly string[];
}

/** What a training step touches. All lists are in the order of inference. */
export interface Extent {
  /** Pieces that run at all: the forward ancestors of the terms that something trained can move. */
  readonly run: readonly string[];
  /** Of these, the frozen prefix: nothing trained is among their ancestors, so they run outside the tape. */
  readonly prefix: readonly string[];
  /** Of these, the pieces that gradients pass through: trained ones and what follows them. */
  readonly tape: readonly string[];
  /** Of these, the pieces of which at least one weight is selected, whether or not a gradient reaches it: they run as in training. */
  readonly trained: readonly string[];
  /** Paths of the trained weights that some live term reaches; others are left alone. */
  readonly weights: readonly string[];
  /** For each term, whether something trained can move it. A term that nothing can move is a constant and is not executed. */
  readonly live: readonly boolean[];
}

/**
 * The one answer to "what runs, what is on the tape, what is trained", read by the training loop, the training cost and
 * the key of a phase. What is trained is weights: a piece is trained when one of its weights is, so a piece that
 * shares a weight with a selected piece is trained with it.
 *
 * @param train ids of the selected pieces
 * @param terms every summand of the losses, one for each exit it names
 */
export function extent(network: Network, train: readonly string[], terms: readonly TermReads[]): Extent {
  const order = network.nodes;
  const chosen = new Set(train.flatMap((id) => trainable(nodeOf(network, id))));
  const isTrained = new Set(order.filter((n) => trainable(n).some((path) => chosen.has(path))).map((n) => n.piece.id));

  // Movable: trained, or reached by gradients from something trained. Touched: also through inputs that stop gradients.
  const movable = new Set<string>();
  const touched = new Set<string>();
  for (const n of order) {
    const id = n.piece.id;
    if (isTrained.has(id) || sourcesOf(n, true).some((s) => movable.has(s))) movable.add(id);
    if (isTrained.has(id) || sourcesOf(n, false).some((s) => touched.has(s))) touched.add(id);
  }

  const live = terms.map((t) => movable.has(t.moves));
  const liveTerms = terms.filter((_, i) => live[i] === true);
  const run = closure(network, liveTerms.flatMap((t) => [t.moves, ...t.constants]), false);
  const reached = closure(network, liveTerms.map((t) => t.moves), true);
  const tape = order.map((n) => n.piece.id).filter((id) => reached.has(id) && movable.has(id));
  const ids = order.map((n) => n.piece.id).filter((id) => run.has(id));
  const weights = new Set(tape.flatMap((id) => trainable(nodeOf(network, id)).filter((path) => chosen.has(path))));
  return {
    run: ids,
    prefix: ids.filter((id) => !touched.has(id)),
    tape,
    trained: ids.filter((id) => isTrained.has(id)),
    weights: [...weights],
    live,
  };
}

/**
 * Multiply-accumulates of one training step for one sample: a trained piece costs three times its forward pass, a frozen
 * one that gradients pass through twice, any other that runs once. The frozen forward is charged whether or not its
 * features are cached.
 */
export function stepCost(network: Network, { run, tape, trained }: Extent, convention: CostConvention = 'mac'): number {
  const isTape = new Set(tape);
  const isTrained = new Set(trained);
  return run.reduce((sum, id) => {
    const factor = !isTape.has(id) ? 1 : isTrained.has(id) ? 3 : 2;
    return sum + factor * pieceCost(nodeOf(network, id).piece, convention);
  }, 0);
}

/** The pieces that must run to compute some pieces, those included, in the order of inference. */
export function ancestorsOf(network: Network, ids: readonly string[]): readonly string[] {
  const wanted = closure(network, ids, false);
  return network.nodes.map((n) => n.piece.id).filter((id) => wanted.has(id));
}

// ---------------------------------------------------------------------------------------------------------------------

function trainable(node: NetworkNode): readonly string[] {
  return node.piece.weights.filter((w) => w.statistic !== true).map((w) => w.path);
}

/** Ids of the pieces that a piece reads; with `attached`, only through inputs that gradients flow back through. */
function sourcesOf(node: NetworkNode, attached: boolean): readonly string[] {
  return node.piece.inputs
    .filter((input) => !attached || input.detached !== true)
    .flatMap((input) => known(node.sources[input.name], 'every input is bound').piece ?? []);
}

function closure(network: Network, ids: readonly string[], attached: boolean): ReadonlySet<string> {
  const found = new Set(ids);
  for (const n of network.nodes.toReversed()) {
    if (found.has(n.piece.id)) for (const source of sourcesOf(n, attached)) found.add(source);
  }
  return found;
}
