import { treeOf } from './processTree.ts';

/** What of a process should be as it was when a node ends: all of it could reach into the next one. */
export interface Belongings {
  readonly tensors: number;
  /** What would keep the process alive, as timers and connections: how many of each kind. */
  readonly resources: { readonly [kind: string]: number };
  /** Processes that came of it, itself included. */
  readonly processes: number;
}

/**
 * What this process has now.
 * @param tensors how many the engine holds; 0 without one
 * @param token what all that it starts carries
 */
export function belongings(tensors: number, token: string): Belongings {
  const resources: { [kind: string]: number } = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { tensors, resources, processes: treeOf(process.pid, token).length };
}

/** What there is now and was not before, for people: `2 tensors, 1 timers`. Null when all is as it was. */
export function leftBehind(before: Belongings, now: Belongings): string | null {
  const more = [
    ...change('tensors', now.tensors - before.tensors),
    ...Object.entries(now.resources).flatMap(([kind, count]) => change(kind === 'Timeout' ? 'timers' : kind, Math.max(0, count - (before.resources[kind] ?? 0)))),
    ...change('processes', now.processes - before.processes),
  ];
  return more.length === 0 ? null : more.join(', ');
}

// ---------------------------------------------------------------------------------------------------------------------

function change(what: string, count: number): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}
