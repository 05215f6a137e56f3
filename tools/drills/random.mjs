// @ts-check
import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that depend on a seed alone. @param {number} seed @returns {() => number} */
export function random(seed) {
  let count = 0;
  return () => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE(0) / 2 ** 32;
}
