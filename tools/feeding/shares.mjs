// @ts-check

/** What the binding does to bring values in; all else that it does is computing or waiting for it. */
const COPYING = new Set(['createTensor']);

/**
 * A row of the table: the node, its seconds, and the shares of them that were spent in the engine, on copying in, and elsewhere.
 * @param {string} label
 * @param {import('../throughput/ours/profile.mjs').Step} step
 * @returns {readonly [string, string, string, string, string]}
 */
export function shareRow(label, { wall, rows }) {
  const ms = (/** @type {boolean} */ copying) => rows.filter((r) => COPYING.has(r.name) === copying).reduce((sum, r) => sum + r.ms, 0);
  const [engine, copying] = [ms(false), ms(true)];
  const share = (/** @type {number} */ part) => `${((100 * part) / wall).toFixed(1)} %`;
  return [label, (wall / 1000).toFixed(2), share(engine), share(copying), share(wall - engine - copying)];
}
