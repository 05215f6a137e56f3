import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Environment variable that a worker and all that it starts carry, so that what left its process group is found too. */
export const TOKEN = 'EXITBENCH_WORKER';

/** How often, and after how many milliseconds, one looks again for what a process started while it was being ended. */
const ROUNDS = 100;
const PAUSE = 20;

/**
 * The living processes of a worker: itself, its process group and session, those that carry its token, and children of
 * all these. Read from /proc; elsewhere nothing is known, and the list is empty.
 */
export function treeOf(leader: number, token: string): readonly number[] {
  const table = processes();
  const start = table.find((p) => p.pid === leader)?.start ?? 0;
  const found = new Set(table.filter((p) => [p.pid, p.group, p.session].includes(leader) || (p.start >= start && carries(p.pid, token))).map((p) => p.pid));
  for (let before = -1; found.size > before;) {
    before = found.size;
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** A process, whatever becomes of its number later. */
export interface Seen {
  readonly pid: number;
  /** When it started, in clock ticks. */
  readonly start: number;
}

/**
 * Kills a worker and all that it started, and comes back when they are gone.
 * @param seen what came of it earlier, and may have left its group, its environment and its parents behind since
 */
export async function endTree(leader: number, token: string, seen: readonly Seen[] = []): Promise<void> {
  // Once it is dead, nothing leads from it to children that have left its group and its environment: they are looked for while it stands still.
  kill(leader, 'SIGSTOP');
  for (let round = 0; round < ROUNDS; round++) {
    const left = new Set([...treeOf(leader, token), ...stillThere(seen)]);
    if (round === 0) killGroup(leader);
    if (left.size === 0) return;
    for (const pid of left) kill(pid);
    await setTimeout(PAUSE);
  }
}

/** The children of a process, theirs, and so on. */
export function descendantsOf(pid: number): readonly Seen[] {
  return childrenOf(pid).flatMap((child) => {
    const start = startOf(child);
    return [...(start === undefined ? [] : [{ pid: child, start }]), ...descendantsOf(child)];
  });
}

/** Kills the descendants of this process. Not its group, which may be its starter's. Works while another thread is in a loop. */
export function endDescendants(): void {
  for (let round = 0; round < ROUNDS; round++) {
    const left = descendantsOf(process.pid).filter(({ pid, start }) => startOf(pid) === start);
    if (left.length === 0) return;
    for (const { pid } of left) kill(pid);
  }
}

/** Kills all that this process started. */
export function endOthers(token: string): void {
  for (let round = 0; round < ROUNDS; round++) {
    const others = treeOf(process.pid, token).filter((pid) => pid !== process.pid);
    if (others.length === 0) return;
    for (const pid of others) kill(pid);
  }
}

/** Kills all that this process started, then this process. Works in a thread while another one is in a loop. */
export function endOwnTree(token: string): never {
  endOthers(token);
  killGroup(process.pid);
  process.kill(process.pid, 'SIGKILL');
  throw new Error('A killed process goes on.');
}

/** Whether a process stands still: it was told SIGSTOP, or its terminal suspended it. */
export function isStopped(pid: number): boolean {
  const state = fieldsOf(pid)?.[0];
  return state === 'T' || state === 't';
}

/** Resident bytes of a process; undefined when it is gone, or where there is no /proc. */
export function residentBytes(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

// ---------------------------------------------------------------------------------------------------------------------

interface Process extends Seen {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

function processes(): readonly Process[] {
  return numbers('/proc').flatMap((name) => {
    const fields = fieldsOf(name);
    if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return [];
    const [parent, group, session, start] = [fields[1], fields[2], fields[3], fields[19]].map(Number);
    return [{ pid: Number(name), parent, group, session, start } as Process];
  });
}

/** `state ppid pgrp session …` of `pid (command) state ppid …`, see proc(5); the command may hold anything. */
function fieldsOf(pid: number | string): readonly string[] | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.length < 20 ? undefined : fields;
}

/** When a living process started; undefined when it is gone. */
function startOf(pid: number): number | undefined {
  const fields = fieldsOf(pid);
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : Number(fields[19]);
}

function stillThere(seen: readonly Seen[]): readonly number[] {
  return seen.filter(({ pid, start }) => startOf(pid) === start).flatMap(({ pid }) => [pid, ...descendantsOf(pid).map((d) => d.pid)]);
}

/** Children are the threads' that started them. */
function childrenOf(pid: number): readonly number[] {
  return numbers(`/proc/${pid}/task`).flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(' ').filter((child) => child !== '').map(Number));
}

/** Files whose names are numbers; none where there is no folder, as on other systems than Linux. */
function numbers(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function carries(pid: number, token: string): boolean {
  return read(`/proc/${pid}/environ`).split('\0').includes(`${TOKEN}=${token}`);
}

/** Nothing when the process is gone, or another user's. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function killGroup(leader: number): void {
  kill(-leader);
}

function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, or it became another user's: there is nothing that we could do.
  }
}
