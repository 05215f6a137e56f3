import { canonicalJson } from '@exitbench/core';
import type { ArmRecord, ChoiceRecord } from '@exitbench/records';

/** Arms that differ only in their regime: what a table compares. */
export interface Group {
  readonly title: string;
  readonly arms: readonly ArmRecord[];
}

/** Groups in the order of the plan. Titles tell parameters only where groups would have one title. */
export function groupsOf(arms: readonly ArmRecord[]): readonly Group[] {
  const groups = [...groupBy(arms).values()].map((members) => ({ arms: members, title: titleOf(members[0], false) }));
  return groups.map(({ arms: members, title }) => ({
    arms: members,
    title: groups.filter((g) => g.title === title).length > 1 ? titleOf(members[0], true) : title,
  }));
}

// ---------------------------------------------------------------------------------------------------------------------

function groupBy(arms: readonly ArmRecord[]): ReadonlyMap<string, readonly ArmRecord[]> {
  const groups = new Map<string, ArmRecord[]>();
  for (const arm of arms) groups.set(keyOf(arm), [...(groups.get(keyOf(arm)) ?? []), arm]);
  return groups;
}

function keyOf({ dataset, architecture, exits }: ArmRecord): string {
  return canonicalJson([dataset, architecture, exits]);
}

function titleOf(arm: ArmRecord | undefined, full: boolean): string {
  if (arm === undefined) return '';
  const { dataset, architecture, exits } = arm;
  const name = ({ title, params }: ChoiceRecord): string => (full && Object.keys(params).length > 0 ? `${title} ${canonicalJson(params)}` : title);
  const places = typeof exits.placement === 'string' ? exits.placement : exits.placement.join(', ');
  const combiner = exits.combiner === null ? '' : `, ${name(exits.combiner)}`;
  return `${name(dataset)} (${dataset.variant}), ${name(architecture)}, exits: ${places}, ${name(exits.head)}${combiner}`;
}
