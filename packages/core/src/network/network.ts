import type { Piece, Port, Task } from './piece.ts';

/** Where an input of a piece comes from: an output of an earlier piece, or an input of the network (`piece` undefined). */
export interface Source {
  readonly piece?: string;
  readonly port: string;
}

export interface NetworkNode {
  readonly piece: Piece;
  readonly part: 'block' | 'head' | 'combiner' | 'classifier';
  /** The source of each input, by the input's name. */
  readonly sources: { readonly [input: string]: Source };
}

export interface Exit {
  /** The id of its block; the last exit is called by the classifier's id. */
  readonly name: string;
  /** The id of the block that it follows. */
  readonly after: string;
  /** The id of its head; of the last exit, the classifier's. */
  readonly head: string;
  /** The id of its combiner, if it has one. */
  readonly combiner?: string;
}

/** Blocks, heads, combiners and classifier, joined. A description: nothing is allocated. */
export interface Network {
  readonly task: Task;
  readonly inputs: readonly Port[];
  /** In the order of inference: a block, its head, its combiner, the next block, …, the classifier. */
  readonly nodes: readonly NetworkNode[];
  /** K of them; the classifier is the last. */
  readonly exits: readonly Exit[];
}

/** The node with this piece id. A missing one is a bug of the caller's: ids are checked where networks and phases are made. */
export function nodeOf(network: Network, id: string): NetworkNode {
  const node = network.nodes.find((n) => n.piece.id === id);
  if (node === undefined) throw new Error(`There is no piece ${id} in this network.`);
  return node;
}

/** The piece whose output an exit emits: its combiner, if it has one and that is asked for, else its head. */
export function exitPiece(exit: Exit, of: 'head' | 'combined' = 'head'): string {
  return of === 'combined' ? (exit.combiner ?? exit.head) : exit.head;
}
