import { type ExitGradient, type Network, type NetworkNode, type Pass, type Source, type Tensors, known, nodeOf } from '@exitbench/core';
import { detach, scaleGradient } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

/** Tensors of a forward pass: inputs of the network and outputs of pieces, by `sourceName`. */
export type Values = Map<string, tf.Tensor>;

/** `block1.features`, or `.image` for an input of the network. */
export function sourceName(source: Source): string {
  return `${source.piece ?? ''}.${source.port}`;
}

/** A network's inputs as values. */
export function inputValues(inputs: Tensors): Values {
  return new Map(Object.entries(inputs).map(([name, tensor]) => [sourceName({ port: name }), tensor]));
}

export interface RunOptions {
  readonly network: Network;
  /** Pieces to run, in the order of inference. What they read is in `values` or is made by an earlier one. */
  readonly ids: readonly string[];
  readonly values: Values;
  readonly weights: Tensors;
  readonly passOf: (id: string) => Pass;
  /** Scales the gradient of one input of a piece; 1 leaves it. */
  readonly gradientScale?: (node: NetworkNode, source: Source) => number;
}

/** Runs pieces and adds their outputs to the values. Gradients stop at detached inputs. For use under a tape and in a tidy. */
export function runPieces(options: RunOptions): void {
  for (const id of options.ids) {
    const node = nodeOf(options.network, id);
    addOutputs(options.values, node, applyPiece(node, options));
  }
}

/**
 * As `runPieces`, for use without a tape: every piece in a tidy of its own, and an output is freed after the last piece
 * that reads it, unless `keep` names it. The caller owns what is left, and the values that it gave; when a
 * piece throws, nothing else is left.
 */
export function runPiecesFreeing(options: RunOptions, keep: ReadonlySet<string>): void {
  const { network, ids, values } = options;
  const given = new Set([...values.values()].map((t) => t.id));
  const lastUse = new Map<string, string>();
  for (const id of ids) for (const source of Object.values(nodeOf(network, id).sources)) lastUse.set(sourceName(source), id);
  const release = (name: string): void => {
    const tensor = values.get(name);
    if (tensor !== undefined && !given.has(tensor.id)) drop(values, name, given);
  };
  try {
    for (const id of ids) {
      const node = nodeOf(network, id);
      addOutputs(values, node, tf.tidy(() => applyPiece(node, options) as tf.NamedTensorMap));
      for (const output of node.piece.outputs) {
        const name = sourceName({ piece: id, port: output.name });
        if (!lastUse.has(name) && !keep.has(name)) release(name);
      }
      for (const [name, last] of lastUse) if (last === id && !keep.has(name)) release(name);
    }
  } catch (error) {
    for (const name of Array.from(values.keys())) release(name);
    throw error;
  }
}

/**
 * Forgets a value, and frees its tensor unless it was given or has another name: a piece may hand an input on as an output.
 *
 * @param given ids of tensors that somebody else owns
 */
export function drop(values: Values, name: string, given: ReadonlySet<number>): void {
  const tensor = values.get(name);
  values.delete(name);
  if (tensor !== undefined && !given.has(tensor.id) && ![...values.values()].some((t) => t.id === tensor.id)) tensor.dispose();
}

/**
 * How much gradient each input of a piece passes on, for a phase's `exitGradient`. In `equilibrium` every tensor that
 * crosses exit i of K towards deeper pieces passes (K−i−1)/(K−i) of its gradient back, and the inputs of exit i's head
 * 1/(K−i), so that each block receives the mean of its exits' gradients (Li et al., arXiv 1908.06294).
 *
 * @param exits names of the exits in the losses; K is their number
 */
export function gradientScales(network: Network, exits: readonly string[], rule: ExitGradient): (node: NetworkNode, source: Source) => number {
  if (rule === 'plain') return () => 1;
  const counted = network.exits.filter((e) => exits.includes(e.name));
  const position = new Map(network.nodes.map((n, i) => [n.piece.id, i]));
  const at = (id: string): number => known(position.get(id), 'pieces of a network have positions');
  const headOf = new Map(counted.map((e, i) => [e.head, i]));
  if (rule !== 'equilibrium') return (node) => rule.scale[headOf.get(node.piece.id) ?? -1] ?? 1;

  const k = counted.length;
  return (node, source) => {
    const from = source.piece === undefined ? -1 : at(source.piece);
    const to = at(node.piece.id);
    let scale = 1;
    counted.forEach((exit, i) => {
      // An exit ends with its combiner, if it has one; pieces after that lie beyond it.
      const [start, end] = [at(exit.head), at(exit.combiner ?? exit.head)];
      if (from <= end && to > end) scale *= (k - i - 1) / (k - i);
      else if (to === start) scale *= 1 / (k - i);
    });
    return scale;
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function applyPiece(node: NetworkNode, { values, weights, passOf, gradientScale }: RunOptions): Tensors {
  const { piece } = node;
  const inputs = piece.inputs.map((input) => {
    const source = known(node.sources[input.name], 'every input is bound');
    const value = known(values.get(sourceName(source)), `${sourceName(source)} is computed before ${piece.id}`);
    if (input.detached === true) return [input.name, detach(value)] as const;
    const scale = input.dtype === 'float32' ? (gradientScale?.(node, source) ?? 1) : 1;
    return [input.name, scale === 1 ? value : scaleGradient(value, scale)] as const;
  });
  const own = Object.fromEntries(piece.weights.map((w) => [w.path, known(weights[w.path], `weight ${w.path} has a value`)]));
  return piece.apply(Object.fromEntries(inputs), own, passOf(piece.id));
}

function addOutputs(values: Values, node: NetworkNode, outputs: Tensors): void {
  for (const { name } of node.piece.outputs) {
    const output = outputs[name];
    if (output === undefined) throw new Error(`The piece ${node.piece.id} did not give its output ${name}.`);
    values.set(sourceName({ piece: node.piece.id, port: name }), output);
  }
}
