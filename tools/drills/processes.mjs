// @ts-check
/** Processes that carry a mark in their environment, however deep they were started: children inherit it. */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export const MARK = 'EXITBENCH_DRILL';

/** Ids of the living processes with a mark. Linux only. @param {string} mark @returns {readonly number[]} */
export function alive(mark) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && has(name, `${MARK}=${mark}`)).map(Number);
}

/** Ends all processes with a mark at once, and gives the number of those that are alive 5 s later. @param {string} mark */
export async function killAll(mark) {
  for (let tries = 0; tries < 50; tries++) {
    const pids = alive(mark);
    if (pids.length === 0) return 0;
    for (const pid of pids) kill(pid);
    await sleep(100);
  }
  return alive(mark).length;
}

/** Waits until no process with a mark is left, for so many seconds at most. Gives the number of those that are. @param {string} mark @param {number} seconds */
export async function untilGone(mark, seconds) {
  for (const end = performance.now() + seconds * 1000; alive(mark).length > 0 && performance.now() < end;) await sleep(100);
  return alive(mark).length;
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** A dead process that nobody has collected yet has an empty environment. @param {string} pid @param {string} variable */
function has(pid, variable) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(variable);
  } catch {
    return false; // gone meanwhile, or another user's
  }
}
