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

/** Kills a worker and all that it started, and comes back when they are gone. */
export async function endTree(leader: number, token: string): Promise<void> {
  killGroup(leader);
  for (let round = 0; round < ROUNDS; round++) {
    const left = treeOf(leader, token);
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
    await setTimeout(PAUSE);
  }
}

/** Kills all that this process started, then this process. Works in a thread while another one is in a loop. */
export function endOwnTree(token: string): never {
  for (let round = 0; round < ROUNDS; round++) {
    const others = treeOf(process.pid, token).filter((pid) => pid !== process.pid);
    if (others.length === 0) break;
    for (const pid of others) kill(pid);
  }
  killGroup(process.pid);
  process.kill(process.pid, 'SIGKILL');
  throw new Error('A killed process goes on.');
}

/** Resident bytes of a process; undefined when it is gone, or where there is no /proc. */
export function residentBytes(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

// ---------------------------------------------------------------------------------------------------------------------

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** When it started, in clock ticks. */
  readonly start: number;
}

function processes(): readonly Process[] {
  return folders().flatMap((name) => {
    // `pid (command) state ppid pgrp session …`, see proc(5); the command may hold anything.
    const stat = read(`/proc/${name}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 20 || fields[0] === 'Z' || fields[0] === 'X') return [];
    const [parent, group, session, start] = [fields[1], fields[2], fields[3], fields[19]].map(Number);
    return [{ pid: Number(name), parent, group, session, start } as Process];
  });
}

function folders(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // not Linux
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

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already, or it became another user's: there is nothing that we could do.
  }
}
