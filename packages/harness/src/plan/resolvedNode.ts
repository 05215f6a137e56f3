import { CONTRACT_REVISION, type Json, type NodeKey, deepFreeze, digestOf } from '@exitbench/core';

/** What a step of the run graph is. */
export type NodeKind = 'prepare' | 'phase' | 'predict' | 'select' | 'analyse';

/** A node by its two names. */
export interface NodeIdentity {
  /** SHA-256 of its resolved inputs. */
  readonly key: NodeKey;
  /** SHA-256 of its inputs without code and engine: the same on every machine. */
  readonly recipe: string;
}

declare const resolved: unique symbol;

/**
 * Everything that a node's result depends on, and nothing else: no path, title or worker count. Only `resolveNode`
 * makes one, and `keyOf` accepts nothing else.
 */
export interface ResolvedNode {
  readonly kind: NodeKind;
  /** What is asked for. */
  readonly recipe: { readonly [input: string]: Json };
  /** The nodes whose results it reads, by what they are to it; null where there is none. */
  readonly after: { readonly [role: string]: NodeIdentity | readonly NodeIdentity[] | null };
  /** Digests of the code that it runs. */
  readonly code: { readonly [entry: string]: string | { readonly [id: string]: string } };
  /** Fingerprint of the engine; null where none is used. */
  readonly engine: Json;
  readonly [resolved]: true;
}

/** Freezes a node's inputs. Nothing may be left to default here: what is not in it does not change the key. */
export function resolveNode(inputs: Omit<ResolvedNode, typeof resolved>): ResolvedNode {
  return deepFreeze(inputs) as ResolvedNode;
}

/** What the node's key is the digest of: plain data, with the keys of the nodes that it reads in place of what they are. */
export function inputsOf(node: Omit<ResolvedNode, typeof resolved>): Json {
  const { kind, recipe, code, engine } = node;
  return { contract: CONTRACT_REVISION, kind, recipe, code, engine, after: names(node, 'key') };
}

/** The node's identity. @throws ExitbenchError `not-canonical` */
export function keyOf(node: ResolvedNode): NodeKey {
  return digestOf(inputsOf(node)) as NodeKey;
}

/** The digest of what is asked for: the key's inputs without code and engine. */
export function recipeOf(node: ResolvedNode): string {
  return digestOf({ kind: node.kind, recipe: node.recipe, after: names(node, 'recipe') });
}

// ---------------------------------------------------------------------------------------------------------------------

function names({ after }: Pick<ResolvedNode, 'after'>, which: keyof NodeIdentity): Json {
  return Object.fromEntries(
    Object.entries(after).map(([role, nodes]) => [role, nodes === null ? null : 'key' in nodes ? nodes[which] : nodes.map((n) => n[which])]),
  );
}
