import { treeOf } from './processTree.ts';

/** What of a process should be as it was when a node ends: all of it could reach into the next one. */
export interface Belongings {
  readonly tensors: number;
  /** Timers that would keep the process alive. */
  readonly timers: number;
  /** Processes that came of it, itself included. */
  readonly processes: number;
}

/**
 * What this process has now.
 * @param tensors how many the engine holds; 0 without one
 * @param token what all that it starts carries
 */
export function belongings(tensors: number, token: string): Belongings {
  return { tensors, timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length, processes: treeOf(process.pid, token).length };
}

/** What there is now and was not before, for people: `2 tensors, 1 timers`. Null when all is as it was. */
export function leftBehind(before: Belongings, now: Belongings): string | null {
  const more = (['tensors', 'timers', 'processes'] as const).flatMap((what) => (now[what] === before[what] ? [] : [`${now[what] - before[what]} ${what}`]));
  return more.length === 0 ? null : more.join(', ');
}
