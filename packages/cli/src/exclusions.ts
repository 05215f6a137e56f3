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

/** Whether nothing can be run: all that was selected is excluded. */
export function isNothing({ cells }: Pick<Plan, 'cells'>): boolean {
  return cells.every((cell) => cell.excluded !== null);
}

/** What cannot be run, in lines. */
export function exclusionLines(plan: Pick<Plan, 'arms' | 'cells'>): readonly string[] {
  return exclusionsOf(plan).map(({ id, reason }) => `excluded: ${id}: ${reason}`);
}
