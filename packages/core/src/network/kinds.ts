import type { ParamValues, Params } from '../params.ts';
import type { Piece, Task } from './piece.ts';

/** A yes, or a no with its sentence: incompatibility is an answer, not an exception. */
export type Supports = true | { readonly reason: string };

/** Where a head is built. */
export interface HeadPlace<V = unknown> {
  /** The id that the head must have: `<block>/head`. */
  readonly id: string;
  readonly block: Piece;
  /** Position among the exits, from 0, and how many exits there are, the classifier included. */
  readonly exit: number;
  readonly exits: number;
  /** The heads of earlier exits, shallowest first. Their outputs are inputs by name: `block0/head.logits`. */
  readonly earlier: readonly Piece[];
  readonly task: Task;
  readonly params: V;
}

/** A way to make heads: one small classifier for each exit. */
export interface HeadKind<P extends Params = Params> {
  readonly kind: 'head';
  readonly id: string;
  /** `import.meta.url` of the file that exports it: workers import it, the code digest starts there. */
  readonly module: string;
  readonly title: string;
  readonly description: string;
  readonly params: P;
  supports(block: Piece): Supports;
  build(place: HeadPlace<ParamValues<P>>): Piece;
}

/** Where a combiner is built. Its inputs name the outputs of heads outright: `block0/head.logits`. */
export interface CombinerPlace<V = unknown> {
  /** The id that the combiner must have: `<block>/combiner`. */
  readonly id: string;
  readonly exit: number;
  /** The heads up to and including this exit's, shallowest first. */
  readonly heads: readonly Piece[];
  readonly task: Task;
  readonly params: V;
}

/** A way to join the outputs of several heads. */
export interface CombinerKind<P extends Params = Params> {
  readonly kind: 'combiner';
  readonly id: string;
  readonly module: string;
  readonly title: string;
  readonly description: string;
  readonly params: P;
  build(place: CombinerPlace<ParamValues<P>>): Piece;
}

/** Checks nothing and changes nothing: it gives a literal its type. */
export function defineHead<const P extends Params>(head: Omit<HeadKind<P>, 'kind'>): HeadKind<P> {
  return Object.freeze({ kind: 'head' as const, ...head });
}

/** Checks nothing and changes nothing: it gives a literal its type. */
export function defineCombiner<const P extends Params>(combiner: Omit<CombinerKind<P>, 'kind'>): CombinerKind<P> {
  return Object.freeze({ kind: 'combiner' as const, ...combiner });
}
