import type { ArmRecord } from '@exitbench/records';

import { armLabel } from '../tables/armTable.ts';
import { groupsOf } from './groups.ts';

/** What an arm is called wherever it stands alone: as in tables, and of which group where there are several. */
export interface ArmName {
  readonly label: string;
  /** Title of the group; null where there is one. */
  readonly where: string | null;
}

/** Names by the arms' ids. */
export function armNames(arms: readonly ArmRecord[]): ReadonlyMap<string, ArmName> {
  const groups = groupsOf(arms);
  return new Map(groups.flatMap((group) => group.arms.map((arm) => [arm.id, { label: armLabel(arm), where: groups.length > 1 ? group.title : null }] as const)));
}

/** A name in one piece. */
export function nameText({ label, where }: ArmName): string {
  return where === null ? label : `${label}, ${where}`;
}
