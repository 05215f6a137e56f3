// @ts-check
// On which core a process runs.
import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';

import { findPrograms } from '../engine/run.mjs';

/**
 * How to start a program on one core: the arguments before it; none where there is no `taskset`.
 * @param {number} core
 * @returns {readonly string[]}
 */
export function pinnedTo(core) {
  const [taskset] = findPrograms(['taskset'], process.env);
  return taskset === undefined ? [] : [taskset, '--cpu-list', String(core)];
}

/** The cores that this process may run on, the last first: the first ones of a machine have more to do besides. */
export function coresHere() {
  try {
    const listed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (listed !== undefined) return parseCores(listed).reverse();
  } catch {
    // Another system than Linux.
  }
  return Array.from({ length: availableParallelism() }, (_, i) => i).reverse();
}

/** `0-2,5` as 0, 1, 2, 5. @param {string} text */
export function parseCores(text) {
  return text.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
