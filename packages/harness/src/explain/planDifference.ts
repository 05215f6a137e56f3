import type { Json } from '@exitbench/core';

import type { PlanSnapshot, SnapshotArm } from '../plan/planSnapshot.ts';
import { differences } from './differences.ts';
import { nodeChanges } from './nodeChanges.ts';
import { pair } from './pair.ts';
import type { PlanChange } from './planChange.ts';

/**
 * In what two plans of one benchmark and profile differ: what the benchmark says for all arms, then arms with their roles, budgets and phases, cells, and nodes by
 * kind, name and recipe digest, those of all seeds of an arm at once. Nodes of cells that came or went are not listed one by one. Nothing where the plans are equal.
 *
 * @param before the plan that was committed; undefined where the profile is new
 */
export function planDifference(before: PlanSnapshot | undefined, after: PlanSnapshot): readonly PlanChange[] {
  if (before === undefined) return [{ change: 'added', what: 'plan', name: `${after.benchmark}, profile ${after.profile}`, detail: `${after.cells.length} cells` }];
  const arms = pair(before.arms, after.arms, (a) => a.id);
  const cells = pair(before.cells, after.cells, (c) => c.id);
  const found = [
    ...settingChanges(before, after),
    ...arms.flatMap(([name, a, b]) => (a !== undefined && b !== undefined ? armChange(name, a, b) : [cameOrWent('arm', name, b !== undefined)])),
    ...cells.flatMap(([name, a, b]) => (a !== undefined && b !== undefined ? [] : [cameOrWent('cell', name, b !== undefined)])),
    ...nodeChanges(cells.flatMap(([cell, a, b]) => (a !== undefined && b !== undefined ? [{ cell, before: a.nodes, after: b.nodes }] : []))),
    ...countChanges(before, after),
  ];
  // Equal parts in another order are another plan: whoever reads it sees the cells in that order.
  if (found.length === 0 && JSON.stringify(before) !== JSON.stringify(after)) return [{ change: 'changed', what: 'plan', name: `${after.benchmark}, profile ${after.profile}`, detail: 'the order of arms, cells or nodes' }];
  return found;
}

/** A line for each change: `~ arm mnist/joint/…: budget 120 → 240`. */
export function planDifferenceLines(changes: readonly PlanChange[]): readonly string[] {
  const sign = { added: '+', removed: '-', changed: '~' } as const;
  return changes.map(({ change, what, name, detail }) => `${sign[change]} ${what} ${name}${detail === '' ? '' : `: ${detail}`}`);
}

// ---------------------------------------------------------------------------------------------------------------------

function cameOrWent(what: PlanChange['what'], name: string, came: boolean, detail = ''): PlanChange {
  return { change: came ? 'added' : 'removed', what, name, detail };
}

function armChange(name: string, before: SnapshotArm, after: SnapshotArm): readonly PlanChange[] {
  const [was, is] = [factsOf(before), factsOf(after)];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((fact) => was[fact] !== is[fact]);
  return changed.length === 0 ? [] : [{ change: 'changed', what: 'arm', name, detail: changed.map((f) => `${f} ${was[f] ?? 'absent'} → ${is[f] ?? 'absent'}`).join('; ') }];
}

function factsOf(arm: SnapshotArm): { readonly [fact: string]: string } {
  if ('excluded' in arm) return { excluded: arm.excluded };
  const { role, budget, macs, deviation, phases } = arm;
  return {
    role, budget: String(budget), training: String(macs), 'off budget': String(deviation),
    ...Object.fromEntries(phases.map((p, i) => [`phase ${i + 1}`, `${p.name} (${p.steps} steps, ${p.macs} MAC)`])),
  };
}

/** What the benchmark says for all arms: why everything below it changed. */
function settingChanges({ settings: before }: PlanSnapshot, { settings: after }: PlanSnapshot): readonly PlanChange[] {
  return differences(before, after, '').map(({ path, before: was, after: is }) => {
    const [a, b] = Array.isArray(was) && Array.isArray(is) ? replaced(was, is) : [was, is];
    return { change: 'changed', what: 'plan', name: path, detail: `${textOf(a)} → ${textOf(b)}` };
  });
}

/** What was put in place of what; the whole lists where there only came or went something. */
function replaced(before: readonly Json[], after: readonly Json[]): readonly [readonly Json[], readonly Json[]] {
  const [gone, come] = [before.filter((item) => !after.includes(item)), after.filter((item) => !before.includes(item))];
  return gone.length > 0 && come.length > 0 ? [gone, come] : [before, after];
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'none';
  return typeof value === 'string' ? value : Array.isArray(value) ? (value.length === 0 ? 'none' : value.map(textOf).join(', ')) : JSON.stringify(value);
}

/** Nodes can also be shared otherwise, with the same cells. */
function countChanges(before: PlanSnapshot, after: PlanSnapshot): readonly PlanChange[] {
  const show = (count: PlanSnapshot['nodes'][string] | undefined): string => `${count?.distinct ?? 0} of ${count?.planned ?? 0} asked for`;
  const changed = [...new Set([...Object.keys(before.nodes), ...Object.keys(after.nodes)])].filter((kind) => show(before.nodes[kind]) !== show(after.nodes[kind]));
  return changed.map((kind) => ({ change: 'changed', what: 'plan', name: `${kind} nodes`, detail: `${show(before.nodes[kind])} → ${show(after.nodes[kind])}` }));
}
