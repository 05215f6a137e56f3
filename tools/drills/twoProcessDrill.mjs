// @ts-check
/** Lets two processes work on one store, again and again, and counts what each of them computed. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readRecords } from './compareRuns.mjs';
import { killAll, untilGone } from './processes.mjs';
import { start } from './program.mjs';
import { random } from './random.mjs';
import { readStore } from './storeContent.mjs';

/**
 * @typedef {import('./program.mjs').Started} Started
 * @typedef {{
 *   readonly programs: readonly [import('./program.mjs').Program, import('./program.mjs').Program],
 *   readonly recordsIn: (out: string) => string,
 *   readonly folder: string, readonly rounds: number, readonly killEvery: number, readonly seed: number, readonly delay?: number,
 *   readonly say?: (line: string) => void
 * }} TwoOptions `killEvery`: in each so-many-th round the first process is killed while it computes something
 * @typedef {{
 *   readonly round: number, readonly killed: boolean, readonly computed: readonly [number, number], readonly takenOver: number,
 *   readonly records: readonly string[], readonly problems: readonly string[]
 * }} Round
 * @typedef {{ readonly rounds: readonly Round[], readonly problems: readonly string[] }} TwoReport
 */

/** How often a round is repeated in which the kill came between two nodes. */
const TRIES = 4;

/** @param {TwoOptions} options @returns {Promise<TwoReport>} */
export async function twoProcessDrill(options) {
  const { rounds, killEvery, seed, say = () => {} } = options;
  const draw = random(seed);
  /** @type {Round[]} */
  const made = [];
  for (let round = 1; round <= rounds; round++) {
    const killed = killEvery > 0 && round % killEvery === 0;
    for (let tries = 1; tries <= TRIES; tries++) {
      const one = await playRound(options, round, `round-${round}-${tries}`, killed ? draw() : undefined);
      made.push(one);
      const [a, b] = one.computed;
      say(`round ${round}: ${a} and ${b} nodes${killed ? `, the first was killed, ${one.takenOver} taken over` : ''}`);
      if (!killed || one.takenOver > 0) break;
    }
  }
  const problems = made.flatMap((one) => one.problems.map((text) => `round ${one.round}: ${text}`));
  if (new Set(made.flatMap((one) => one.records)).size > 1) problems.push('Not all records are equal.');
  if (made.some((one) => one.killed) && !made.some((one) => one.takenOver > 0)) problems.push('No lease of a dead process was taken over.');
  if (!made.some(({ computed: [a, b] }) => a > 0 && b > 0)) problems.push('In no round both processes computed something.');
  return { rounds: made, problems };
}

// ---------------------------------------------------------------------------------------------------------------------

/**
 * @param {TwoOptions} options @param {number} round @param {string} name
 * @param {number | undefined} kill which part of the delay the kill waits; undefined where none is made
 * @returns {Promise<Round>}
 */
async function playRound({ programs, recordsIn, folder, delay = 1 }, round, name, kill) {
  const store = join(folder, name, 'store');
  const sides = programs.map((program, i) => {
    const [out, mark] = [join(folder, name, `out-${i}`), randomUUID()];
    mkdirSync(out, { recursive: true });
    return { out, mark, run: start(program({ store, out }), mark) };
  });
  const [first, second] = /** @type {[typeof sides[0], typeof sides[0]]} */ (sides);
  const cut = kill === undefined ? new Set() : await killWhileBusy(first.run, first.mark, kill * delay);

  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const records = [];
  for (const side of sides) {
    const code = await side.run.exited;
    if (code === 0) records.push(readRecords(recordsIn(side.out)).lines.join('\n'));
    else if (kill === undefined || side === second) problems.push(`a process ended with ${code}: ${side.run.errors()}`);
    if (side.run.events.some((e) => e.kind === 'corrupt')) problems.push('a process found something damaged');
    if ((await untilGone(side.mark, 5)) > 0) problems.push(`${await killAll(side.mark)} processes are left behind`);
  }

  const [a, b] = [startsOf(first.run), startsOf(second.run)];
  const { entries, damaged } = readStore(store);
  problems.push(...damaged.map((what) => `damaged: ${what}`));
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [here, there] = [a.get(key) ?? 0, b.get(key) ?? 0];
    // What was cut off is computed again: once, by the other one.
    if (here + there > (cut.has(key) ? 2 : 1) || here > 1 || there > 1) problems.push(`${key.slice(0, 12)} was computed ${here + there} times`);
    if (!entries.has(key)) problems.push(`${key.slice(0, 12)} is not in the store`);
  }
  const takenOver = [...cut].filter((key) => b.has(key)).length;
  return { round, killed: kill !== undefined, computed: [a.size, b.size], takenOver, records, problems };
}

/**
 * Waits for the first node and then some time, and kills when a node is under way. Gives the keys of the nodes that were cut off.
 * @param {Started} run @param {string} mark @param {number} seconds @returns {Promise<ReadonlySet<string>>}
 */
async function killWhileBusy(run, mark, seconds) {
  while (!run.events.some((e) => e.kind === 'node-started') && !run.isOver()) await sleep(20);
  await sleep(seconds * 1000);
  while (unfinished(run).size === 0 && !run.isOver()) await sleep(5);
  await killAll(mark);
  await run.exited;
  return unfinished(run);
}

/** How often a process started each node. @param {Started} run @returns {ReadonlyMap<string, number>} */
function startsOf({ events }) {
  const starts = new Map();
  for (const { kind, node } of events) if (kind === 'node-started' && node !== undefined) starts.set(node.key, (starts.get(node.key) ?? 0) + 1);
  return starts;
}

/** Keys of nodes that were started and have not ended. @param {Started} run @returns {ReadonlySet<string>} */
function unfinished({ events }) {
  const open = new Set();
  for (const { kind, node } of events) {
    if (node === undefined) continue;
    if (kind === 'node-started') open.add(node.key);
    if (kind === 'node-done' || kind === 'node-ended') open.delete(node.key);
  }
  return open;
}
