import { type Json, type ResolvedSeed, seedLabel, short } from '@exitbench/core';
import type { Comparison, ExplainedDifference, Explanation, PlannedNode } from '@exitbench/harness';

import { columns, count } from './formats.ts';
import { standingText } from './standingText.ts';

/** Differences that are shown. */
const SHOWN = 12;

/** Characters of a value that are shown. */
const WIDTH = 60;

/** A cell's nodes with where they stand, and why the first that is not stored has to be computed. */
export function explainLines({ cell, nodes, first, without }: Explanation): readonly string[] {
  if (cell.excluded !== null) return [cell.id, `It cannot be run: ${cell.excluded}`];
  return [
    cell.id,
    ...columns(nodes.map(({ node, standing }) => [`  ${node.kind}`, `${node.name}${otherSeed(node, cell.seed)}`, standingText(node, standing)])),
    ...without.map(({ metric, reason }) => `  not computed: ${metric}: ${reason}`),
    '',
    ...(first === null ? [endOf(nodes)] : comparisonLines(first, cell.seed)),
  ];
}

/** A value in a line of text: digests by their beginning. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  // Digests are told apart by their beginning.
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return short(value);
  const text = JSON.stringify(value);
  return text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text;
}

// ---------------------------------------------------------------------------------------------------------------------

function endOf(nodes: Explanation['nodes']): string {
  return nodes.every(({ standing }) => standing.status === 'stored') ? 'Everything is stored: there is nothing to compute.' : 'There is nothing to compute: what diverged would do so again.';
}

function comparisonLines({ node, neighbour, differences, before }: Comparison, seed: ResolvedSeed): readonly string[] {
  const name = `${stepOf(node)}${otherSeed(node, seed)}`;
  if (neighbour === null) return [`The first node to compute is ${name}. The store has no other node of its kind to compare it with.`];
  const more = differences.length - SHOWN;
  return [
    `The first node to compute is ${name}. The nearest one in the store, ${nameOf(neighbour)}, differs in ${count(differences.length, 'input')}:`,
    ...differences.slice(0, SHOWN).flatMap(differenceLines),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...beforeLines(before, seed),
  ];
}

/** What is new of the nodes before, down to the one that has a difference of its own. */
function beforeLines(comparison: Comparison | null, seed: ResolvedSeed): readonly string[] {
  if (comparison === null || comparison.neighbour === null) return [];
  const { node, neighbour, differences, before } = comparison;
  const more = differences.length - SHOWN;
  return [
    `It reads ${stepOf(node)}${otherSeed(node, seed)}, and the other read ${nameOf(neighbour)}. Between those:`,
    ...differences.slice(0, SHOWN).flatMap(differenceLines),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...beforeLines(before, seed),
  ];
}

/** ` on seed 0`, where that is not the cell's: learning rates are tried on one seed for all. Trials have their rate in their name. */
function otherSeed({ task }: Pick<PlannedNode, 'task'>, cell: ResolvedSeed): string {
  if (task.kind !== 'phase' && task.kind !== 'predict') return '';
  const seed = seedLabel(task.seed);
  return seed === seedLabel(cell) ? '' : ` on seed ${seed}`;
}

/** `phase backbone`; what begins with its kind is told without it. */
function stepOf({ kind, name }: Comparison['node']): string {
  return `\`${name === kind || name.startsWith(`${kind} `) ? name : `${kind} ${name}`}\``;
}

function nameOf({ key, label, time }: NonNullable<Comparison['neighbour']>): string {
  return `\`${label}\` (${short(key)}, stored ${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
}

function differenceLines({ path, before, after, files }: ExplainedDifference): readonly string[] {
  if (files === null) return [`  ${path}: ${valueText(before)} → ${valueText(after)}`];
  return [
    `  ${path}:`,
    ...files.map(({ name, change, versions }) => `    ${name} ${versions === null || versions.before === null || versions.after === null ? change : `${versions.before} → ${versions.after}`}`),
  ];
}
