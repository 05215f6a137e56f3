import type { Plan } from '@exitbench/harness';

/** What cannot be run, and the sentence that says why. */
export interface Exclusion {
  readonly id: string;
  readonly reason: string;
}

/** Arms and cells that cannot be run. What an arm says holds for its cells, and is said once. */
export function exclusionsOf({ arms, cells }: Pick<Plan, 'arms' | 'cells'>): readonly Exclusion[] {
  const excluded = arms.flatMap(({ id, excluded: reason }) => (reason === null ? [] : [{ id, reason }]));
  const said = new Set(excluded.map(({ id }) => id));
  return [...excluded, ...cells.flatMap(({ id, arm, excluded: reason }) => (reason === null || said.has(arm) ? [] : [{ id, reason }]))];
}

/** The same in lines. */
export function exclusionLines(plan: Pick<Plan, 'arms' | 'cells'>): readonly string[] {
  return exclusionsOf(plan).map(({ id, reason }) => `excluded: ${id}: ${reason}`);
}
