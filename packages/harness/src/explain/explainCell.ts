import { type NodeKey, known } from '@exitbench/core';

import type { Plan, PlannedCell, PlannedNode, WithoutValue } from '../plan/plan.ts';
import { inputsOf } from '../plan/resolvedNode.ts';
import { nodesLeft, standingIn } from './culprits.ts';
import { findCell } from './findCell.ts';
import { type ExplainedDifference, type InputDifference, type KeyInputs, inputDifferences, withFiles } from './inputDifferences.ts';
import { nearestStored, readInputs } from './nearestStored.ts';
import { type NodeStanding, runningNodes, standingsOf } from './nodeStanding.ts';
import { type StoreReader, type StoredEntry, storeReader } from './storeReader.ts';

/** What is known of a cell's nodes, and why the first of them that is not stored has to be computed. */
export interface Explanation {
  readonly cell: PlannedCell;
  /** In the order in which they run. */
  readonly nodes: readonly { readonly node: PlannedNode; readonly standing: NodeStanding }[];
  /** Null where there is nothing to compute: everything is stored, or diverged, or the cell cannot be run. */
  readonly first: Comparison | null;
  /** Metrics that it has no result of, with the sentences that say why. */
  readonly without: readonly Omit<WithoutValue, 'cell'>[];
}

/** A node against the stored one that is most like it. */
export interface Comparison {
  readonly node: PlannedNode;
  /** Null where there is none of its kind. */
  readonly neighbour: {
    readonly key: NodeKey;
    /** What it was called when it was computed: cells that share a node share the name of the first. */
    readonly label: string;
    /** When it was stored: milliseconds since 1970. */
    readonly time: number;
  } | null;
  /** What differs: what is asked for, then code, engine and the nodes that are read. */
  readonly differences: readonly ExplainedDifference[];
  /** Where only nodes that are read differ: the first of them against the one that the neighbour read. */
  readonly before: Comparison | null;
}

/**
 * Explains a cell: what is stored of it, and the first input in which it differs from what is stored. Reads the store
 * and changes nothing in it.
 *
 * @param name the cell's id, or a part that no other cell has
 * @param folder of the store
 * @throws ExitbenchError `unknown-name`, `bad-argument`
 */
export async function explainCell(plan: Plan, name: string, folder: string): Promise<Explanation> {
  const id = findCell(name, plan.cells.map((c) => c.id));
  const cell = known(plan.cells.find((c) => c.id === id), 'it was found');
  const store = storeReader(folder);
  const planned = nodesByKey(plan);
  const nodes = cell.nodes.map((key) => known(planned.get(key), 'cells name nodes of the plan'));
  const standings = await standingsOf(plan.nodes, store, await runningNodes(folder));
  const all = nodes.map((node) => ({ node, standing: standingIn(standings, node.key) }));
  const left = new Set(nodesLeft(plan, standings));
  const first = nodes.find((n) => left.has(n));
  const without = plan.without.filter((w) => w.cell === id).map(({ metric, reason }) => ({ metric, reason }));
  return { cell, without, nodes: all, first: first === undefined ? null : await compareWithNearest(first, plan, store) };
}

/**
 * A planned node against a stored one: in what their keys' inputs differ, and where only nodes that they read differ, those against each
 * other. Undefined where the store has not the one, or the plan not the other. Reads the store and changes nothing in it.
 *
 * @param node key of the planned node
 * @param stored key of the other
 * @param folder of the store
 */
export async function explainStored(plan: Plan, node: NodeKey, stored: NodeKey, folder: string): Promise<Comparison | undefined> {
  return compareWith(stored, node, plan, storeReader(folder));
}

// ---------------------------------------------------------------------------------------------------------------------

async function compareWithNearest(node: PlannedNode, plan: Plan, store: StoreReader): Promise<Comparison> {
  const entries = (await store.entries(node.kind)).filter((stored) => stored.entry.key !== node.key);
  const nearest = nearestStored(keyInputsOf(node), node.label, entries);
  if (nearest === undefined) return { node, neighbour: null, differences: [], before: null };
  return compare(node, nearest, nearest.differences, plan, store);
}

async function compareWith(stored: NodeKey, node: NodeKey, plan: Plan, store: StoreReader): Promise<Comparison | undefined> {
  const planned = nodesByKey(plan).get(node);
  const found = await store.find(stored);
  const inputs = found.kind === 'entry' ? readInputs(found.entry.inputs) : undefined;
  if (planned === undefined || found.kind !== 'entry' || inputs === undefined) return undefined;
  return compare(planned, found, inputDifferences(inputs, keyInputsOf(planned)), plan, store);
}

async function compare(node: PlannedNode, { entry: { key, label }, time }: StoredEntry, found: readonly InputDifference[], plan: Plan, store: StoreReader): Promise<Comparison> {
  const linesOf = async (digest: string): Promise<readonly string[] | undefined> => plan.code[digest] ?? store.codeOf(digest);
  const explained = await Promise.all(found.map((difference) => withFiles(difference, linesOf)));
  const follows = found.every((d) => d.part === 'after') ? found[0] : undefined;
  return { node, neighbour: { key, label, time }, differences: explained, before: follows === undefined ? null : await compareBefore(follows, plan, store) };
}

/** Goes to a node that is read: nothing where one of both reads none there, or the other has gone from the store. */
async function compareBefore({ before, after }: InputDifference, plan: Plan, store: StoreReader): Promise<Comparison | null> {
  if (typeof before !== 'string' || typeof after !== 'string') return null;
  return (await compareWith(before as NodeKey, after as NodeKey, plan, store)) ?? null;
}

function keyInputsOf(node: PlannedNode): KeyInputs {
  return known(readInputs(inputsOf(node.inputs)), 'nodes have inputs');
}

function nodesByKey({ nodes }: Plan): ReadonlyMap<NodeKey, PlannedNode> {
  return new Map(nodes.map((n) => [n.key, n]));
}
