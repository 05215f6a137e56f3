// @ts-check
// Two sides that measure in turn.
import { join } from 'node:path';
import { loadavg } from 'node:os';

import { startChild } from './child.mjs';
import { pinnedTo } from './pinned.mjs';
import { apart, measurementOf, summarise, together } from './ratios.mjs';

/**
 * @typedef {import('./child.mjs').Child} Child
 * @typedef {import('./contenders.mjs').Contender} Contender
 * @typedef {import('./networks.mjs').NetworkCase} NetworkCase
 * @typedef {import('./ratios.mjs').Measurement} Measurement
 * @typedef {import('./ratios.mjs').Outputs} Outputs
 * @typedef {import('./ratios.mjs').Round} Round
 * @typedef {{ name: string, children: readonly Child[] }} Side
 */

/**
 * How far outputs of two programs may be apart: logits by the largest, the loss of a step by itself, the drop of the loss
 * from that step to the next by itself. In float32 what is right differs by rounding only (some 1e-6; the drop is a small
 * difference); bfloat16 has 8 bits.
 */
const TOLERANCE = { fp32: { logits: 1e-4, loss: 1e-4, drop: 0.02 }, bf16: { logits: 0.1, loss: 0.03, drop: 0.2 } };

/** What is measured of a network. */
export const WHATS = /** @type {const} */ (['train', 'infer']);

/**
 * @typedef {object} Row
 * @property {string} match
 * @property {string} network
 * @property {'train' | 'infer'} what
 * @property {number} batch
 * @property {readonly Round[]} rounds
 * @property {import('./ratios.mjs').Summary} summary
 */

/**
 * Starts all processes of one side.
 * @param {Contender} contender
 * @param {readonly number[]} cores the first is used, and one more for each further copy
 * @returns {Promise<Side>}
 */
export async function startSide({ name, command, env, copies }, cores) {
  if (cores.length < copies) throw new Error(`\`${name}\` needs ${copies} cores, and there are ${cores.length}.`);
  const pins = cores.slice(0, copies).map((core) => pinnedTo(core));
  return { name, children: await Promise.all(pins.map((pin) => startChild(name, [...pin, ...command], env))) };
}

/** @param {Side} side */
export async function endSide({ children }) {
  await Promise.all(children.map((child) => child.end()));
}

/**
 * Loads one network on every side and compares each with the reference of its match.
 * @param {NetworkCase} network
 * @param {readonly { name: string, precision: 'fp32' | 'bf16', ours: Side, reference: Side }[]} pairs
 * @param {string} folder where samples and weights are put
 * @returns {Promise<readonly { match: string, apart: ReturnType<typeof apart> }[]>}
 * @throws {Error} when outputs are further apart than rounding explains
 */
export async function loadAndCompare(network, pairs, folder) {
  const request = { network: network.name, folder: join(folder, network.name) };
  await pairs[0]?.ours.children[0]?.ask({ do: 'export', ...request });
  const sides = new Set(pairs.flatMap((pair) => [pair.ours, pair.reference]));
  /** @type {Map<Side, Outputs>} */
  const outputs = new Map();
  for (const side of sides) {
    await askAll(side, { do: 'load', ...request });
    outputs.set(side, /** @type {Outputs} */ (/** @type {unknown} */ (await side.children[0]?.ask({ do: 'check' }))));
  }
  return pairs.map(({ name, precision, ours, reference }) => {
    const found = apart(/** @type {Outputs} */ (outputs.get(ours)), /** @type {Outputs} */ (outputs.get(reference)));
    const allowed = TOLERANCE[precision];
    // Not `>`: what is not a number is too far.
    const within = found.logits <= allowed.logits && found.loss <= allowed.loss && found.drop <= allowed.drop;
    if (!within) {
      throw new Error(`${network.title}: \`${ours.name}\` and \`${reference.name}\` compute different things from the same weights and the same batch: logits are ${found.logits.toExponential(1)} apart (${allowed.logits} are allowed), losses ${found.loss.toExponential(1)} (${allowed.loss}), drops of the loss ${found.drop.toExponential(1)} (${allowed.drop}).`);
    }
    return { match: name, apart: found };
  });
}

/**
 * Every side in turn, again and again, after one turn that does not count.
 * @param {NetworkCase} network
 * @param {'train' | 'infer'} what
 * @param {readonly { name: string, ours: Side, reference: Side }[]} pairs
 * @param {{ rounds: number, seconds: number }} options
 * @returns {Promise<readonly Row[]>}
 */
export async function alternate(network, what, pairs, { rounds, seconds }) {
  /** @type {Map<string, Round[]>} */
  const seen = new Map(pairs.map(({ name }) => [name, []]));
  // Programs that compile while they run get faster at first; what is loaded on demand is loaded.
  for (const side of new Set(pairs.flatMap(({ ours, reference }) => [ours, reference]))) await measureSide(side, what, seconds, network.batch);
  for (let round = 0; round < rounds; round++) {
    for (const { name, ours, reference } of pairs) {
      const measured = { ours: await measureSide(ours, what, seconds, network.batch), reference: await measureSide(reference, what, seconds, network.batch) };
      seen.get(name)?.push({ ...measured, load: loadavg()[0] ?? 0 });
    }
  }
  return pairs.map(({ name }) => {
    const all = seen.get(name) ?? [];
    return { match: name, network: network.name, what, batch: network.batch, rounds: all, summary: summarise(all) };
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {Side} side
 * @param {'train' | 'infer'} what
 * @param {number} seconds
 * @param {number} batch
 * @returns {Promise<Measurement>}
 */
async function measureSide(side, what, seconds, batch) {
  const answers = await askAll(side, { do: 'measure', what, seconds });
  return together(answers.map((answer) => measurementOf(/** @type {Parameters<typeof measurementOf>[0]} */ (/** @type {unknown} */ (answer)), batch)));
}

/** All processes of a side at once. @param {Side} side @param {object} request */
function askAll({ children }, request) {
  return Promise.all(children.map((child) => child.ask(request)));
}
