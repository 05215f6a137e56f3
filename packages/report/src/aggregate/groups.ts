import { canonicalJson } from '@exitbench/core';
import type { ArmRecord, ChoiceRecord } from '@exitbench/records';

import { variantWords } from './datasetLabel.ts';

/** Arms that differ only in their regime: what a table compares. */
export interface Group {
  readonly title: string;
  readonly arms: readonly ArmRecord[];
}

/** Groups in the order of the plan. Titles tell T where there are several, and parameters only where groups would have one title. */
export function groupsOf(arms: readonly ArmRecord[]): readonly Group[] {
  const severalT = new Set(arms.map((a) => a.epochs)).size > 1;
  const titled = (members: readonly ArmRecord[], full: boolean): string => `${titleOf(members[0], full)}${severalT ? `, T = ${members[0]?.epochs ?? ''}` : ''}`;
  const groups = [...groupBy(arms).values()].map((members) => ({ arms: members, title: titled(members, false) }));
  return groups.map(({ arms: members, title }) => ({
    arms: members,
    title: groups.filter((g) => g.title === title).length > 1 ? titled(members, true) : title,
  }));
}

// ---------------------------------------------------------------------------------------------------------------------

function groupBy(arms: readonly ArmRecord[]): ReadonlyMap<string, readonly ArmRecord[]> {
  const groups = new Map<string, ArmRecord[]>();
  for (const arm of arms) groups.set(keyOf(arm), [...(groups.get(keyOf(arm)) ?? []), arm]);
  return groups;
}

function keyOf({ dataset, architecture, exits, epochs }: ArmRecord): string {
  return canonicalJson([dataset, architecture, exits, epochs]);
}

function titleOf(arm: ArmRecord | undefined, full: boolean): string {
  if (arm === undefined) return '';
  const { dataset, architecture, exits } = arm;
  const name = ({ title, params }: ChoiceRecord): string => (full && Object.keys(params).length > 0 ? `${title} ${canonicalJson(params)}` : title);
  const places = typeof exits.placement === 'string' ? exits.placement : exits.placement.join(', ');
  const combiner = exits.combiner === null ? '' : `, ${name(exits.combiner)}`;
  return `${name(dataset)} (${variantWords(dataset.variant)}), ${name(architecture)}, exits: ${places}, ${name(exits.head)}${combiner}`;
}
