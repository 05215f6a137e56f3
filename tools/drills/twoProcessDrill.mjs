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
 * @typedef {{
 *   readonly programs: readonly [import('./program.mjs').Program, import('./program.mjs').Program],
 *   readonly recordsIn: (out: string) => string,
 *   readonly folder: string, readonly rounds: number, readonly killEvery: number, readonly seed: number, readonly delay?: number,
 *   readonly say?: (line: string) => void
 * }} TwoOptions `killEvery`: in each so-many-th round the first process is killed while it computes something
 * @typedef {{ readonly round: number, readonly killed: boolean, readonly computed: readonly [number, number], readonly takenOver: number }} Round
 * @typedef {{ readonly rounds: readonly Round[], readonly problems: readonly string[] }} TwoReport
 */

/** @param {TwoOptions} options @returns {Promise<TwoReport>} */
export async function twoProcessDrill({ programs, recordsIn, folder, rounds, killEvery, seed, delay = 1, say = () => {} }) {
  const draw = random(seed);
  /** @type {string[]} */
  const problems = [];
  /** @type {Round[]} */
  const made = [];
  /** @type {string | undefined} */
  let expected;
  for (let round = 1; round <= rounds; round++) {
    const killed = killEvery > 0 && round % killEvery === 0;
    const store = join(folder, `round-${round}`, 'store');
    const outs = [0, 1].map((i) => join(folder, `round-${round}`, `out-${i}`));
    for (const out of outs) mkdirSync(out, { recursive: true });
    const marks = [randomUUID(), randomUUID()];
    const runs = programs.map((program, i) => start(program({ store, out: /** @type {string} */ (outs[i]) }), /** @type {string} */ (marks[i])));
    const [first, second] = /** @type {[import('./program.mjs').Started, import('./program.mjs').Started]} */ (runs);
    /** @type {ReadonlySet<string>} */
    let cut = new Set();
    if (killed) {
      const wait = draw() * delay * 1000;
      do await sleep(20); while (!first.events.some((e) => e.kind === 'node-started') && !first.isOver());
      await sleep(wait);
      do await sleep(5); while (unfinished(first).size === 0 && !first.isOver());
      await killAll(/** @type {string} */ (marks[0]));
      await first.exited;
      cut = unfinished(first);
    }
    const codes = await Promise.all(runs.map((run) => run.exited));
    const told = (/** @type {string} */ text) => problems.push(`round ${round}: ${text}`);
    codes.forEach((code, i) => {
      if (code !== 0 && !(killed && i === 0)) told(`process ${i + 1} ended with ${code}: ${runs[i]?.errors()}`);
    });
    for (const mark of marks) if ((await untilGone(mark, 5)) > 0) told(`${await killAll(mark)} processes are left behind`);

    const [a, b] = [startsOf(first), startsOf(second)];
    for (const key of new Set([...a.keys(), ...b.keys()])) {
      const times = (a.get(key) ?? 0) + (b.get(key) ?? 0);
      // What was cut off is computed again: once, by the other one.
      if (times > (cut.has(key) ? 2 : 1) || (a.get(key) ?? 0) > 1) told(`${key.slice(0, 12)} was computed ${times} times`);
    }
    const { entries, damaged } = readStore(store);
    for (const name of damaged) told(`damaged: ${name}`);
    for (const key of new Set([...a.keys(), ...b.keys()])) if (!entries.has(key)) told(`${key.slice(0, 12)} is not in the store`);
    for (const run of runs) if (run.events.some((e) => e.kind === 'corrupt')) told('a process found something damaged');
    outs.forEach((out, i) => {
      if (codes[i] !== 0) return;
      const text = readRecords(recordsIn(out)).lines.join('\n');
      expected ??= text;
      if (text !== expected) told(`other records of process ${i + 1}`);
    });
    const takenOver = [...cut].filter((key) => b.has(key)).length;
    made.push({ round, killed, computed: [a.size, b.size], takenOver });
    say(`round ${round}: ${a.size} and ${b.size} nodes${killed ? `, the first was killed: ${cut.size} cut off, ${takenOver} taken over` : ''}`);
  }
  if (made.some((r) => r.killed) && !made.some((r) => r.takenOver > 0)) problems.push('No lease of a dead process was taken over.');
  if (!made.some((r) => r.computed[0] > 0 && r.computed[1] > 0)) problems.push('In no round both processes computed something.');
  return { rounds: made, problems };
}

// ---------------------------------------------------------------------------------------------------------------------

/** How often a process started each node. @param {import('./program.mjs').Started} run @returns {ReadonlyMap<string, number>} */
function startsOf({ events }) {
  const starts = new Map();
  for (const { kind, node } of events) if (kind === 'node-started' && node !== undefined) starts.set(node.key, (starts.get(node.key) ?? 0) + 1);
  return starts;
}

/** Keys of nodes that were started and have not ended. @param {import('./program.mjs').Started} run @returns {ReadonlySet<string>} */
function unfinished({ events }) {
  const open = new Set();
  for (const { kind, node } of events) {
    if (node === undefined) continue;
    if (kind === 'node-started') open.add(node.key);
    if (kind === 'node-done' || kind === 'node-ended') open.delete(node.key);
  }
  return open;
}
