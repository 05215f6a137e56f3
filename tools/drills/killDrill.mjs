// @ts-check
/** Kills a run several times at random moments, lets it come to its end, and compares with one that nobody disturbed. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { compareRuns } from './compareRuns.mjs';
import { killAll, untilGone } from './processes.mjs';
import { start } from './program.mjs';
import { random } from './random.mjs';
import { resumeCheck } from './resumeCheck.mjs';

/**
 * @typedef {{
 *   readonly program: import('./program.mjs').Program,
 *   readonly recordsIn: (out: string) => string,
 *   readonly folder: string, readonly kills: number, readonly inPhase: number, readonly seed: number,
 *   readonly delay?: number, readonly say?: (line: string) => void
 * }} KillOptions `inPhase`: so many kills at least come while a phase is past its first checkpoint; `delay`: the most seconds that
 *   a kill waits after that
 * @typedef {{ readonly kill: number, readonly seconds: number, readonly phases: readonly string[] }} Kill
 * @typedef {{
 *   readonly kills: readonly Kill[], readonly resumed: readonly import('./resumeCheck.mjs').Resumed[], readonly entries: number,
 *   readonly problems: readonly string[]
 * }} KillReport
 */

/** @param {KillOptions} options @returns {Promise<KillReport>} */
export async function killDrill({ program, recordsIn, folder, kills, inPhase, seed, delay = 3, say = () => {} }) {
  const draw = random(seed);
  const check = resumeCheck();
  /** @type {string[]} */
  const problems = [];
  /** @type {Kill[]} */
  const made = [];
  const disturbed = placeIn(folder, 'disturbed');

  for (let kill = 1; kill <= kills; kill++) {
    const mark = randomUUID();
    const begun = performance.now();
    check.nextRun();
    const run = start(program(disturbed), mark, check.note);
    await moment(run, kill <= inPhase ? check.inPhase : undefined, draw, delay);
    if (run.isOver()) {
      problems.push(`The run ended before kill ${kill} (${await run.exited}): the benchmark is too short. ${run.errors()}`);
      break;
    }
    const phases = check.inPhase();
    const left = await killAll(mark);
    await run.exited;
    if (left > 0) problems.push(`${left} processes outlived kill ${kill}.`);
    made.push({ kill, seconds: (performance.now() - begun) / 1000, phases });
    say(`kill ${kill} after ${((performance.now() - begun) / 1000).toFixed(1)} s: ${phases.length === 0 ? 'no phase past a checkpoint' : phases.join(', ')}`);
  }
  if (made.filter((k) => k.phases.length > 0).length < inPhase) problems.push(`Fewer than ${inPhase} kills came while a phase was past its first checkpoint.`);

  check.nextRun();
  await toEnd(program(disturbed), 'the run after the kills', check.note, problems);
  const undisturbed = placeIn(folder, 'undisturbed');
  say('now undisturbed, in a store of its own');
  await toEnd(program(undisturbed), 'the undisturbed run', () => {}, problems);
  if (problems.length > 0) return { kills: made, resumed: check.resumed, entries: 0, problems: [...problems, ...check.wrong] };
  const { entries, differences } = compareRuns(
    { store: disturbed.store, records: recordsIn(disturbed.out) }, { store: undisturbed.store, records: recordsIn(undisturbed.out) },
  );
  return { kills: made, resumed: check.resumed, entries, problems: [...check.wrong, ...differences] };
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {string} folder @param {string} name */
function placeIn(folder, name) {
  const [store, out] = [join(folder, name, 'store'), join(folder, name, 'out')];
  mkdirSync(out, { recursive: true });
  return { store, out };
}

/**
 * Waits for a random moment: while something runs, or, where that is asked for, while a phase is past a checkpoint.
 * @param {import('./program.mjs').Started} run @param {(() => readonly string[]) | undefined} inPhase
 * @param {() => number} draw @param {number} delay
 */
async function moment(run, inPhase, draw, delay) {
  const isThere = () => (inPhase === undefined ? run.events.some((e) => e.kind === 'node-started') : inPhase().length > 0);
  const wait = draw() * delay * 1000;
  do {
    while (!isThere() && !run.isOver()) await sleep(20);
    await sleep(wait);
  } while (!isThere() && !run.isOver()); // the phase may have ended in between
}

/** @param {import('./program.mjs').Command} command @param {string} what @param {(event: import('./program.mjs').LoggedEvent) => void} listen @param {string[]} problems */
async function toEnd(command, what, listen, problems) {
  const mark = randomUUID();
  const run = start(command, mark, listen);
  const code = await run.exited;
  if (code !== 0) problems.push(`${what} ended with ${code}: ${run.errors()}`);
  const left = await untilGone(mark, 5);
  if (left > 0) problems.push(`${left} processes are left behind by ${what}.`);
  await killAll(mark);
}
