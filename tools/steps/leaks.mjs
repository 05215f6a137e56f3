// @ts-check
// Whether training steps leave anything behind: tensors, and memory of the process. `leaks.mjs [ENGINE …]`
import { UNCOUNTED, judge } from './flatness.mjs';
import { runTraining } from './runTraining.mjs';

/** 2,000 that count, behind those in which the size still falls: some 15 MiB go after 100 to 600 steps. */
const STEPS = 3000;
const EVERY = 50;
/** Values of a tensor that every step of the negative control keeps: 64 KiB. */
const KEPT = 16_384;

const given = process.argv.slice(2);
process.exitCode = await main(given.length === 0 ? ['tensorflow', 'wasm'] : given);

// ---------------------------------------------------------------------------------------------------------------------

/** @param {readonly string[]} engines @returns {Promise<number>} an exit code */
async function main(engines) {
  let wrong = 0;
  console.log(`${STEPS} training steps of a small network in a process each; looked at after every ${EVERY}, the first ${STEPS * UNCOUNTED} not counted\n`);
  console.log('| engine | steps that | tensors | resident, MiB | found |');
  console.log('|---|---|---:|---:|---|');
  for (const engine of engines) {
    for (const kept of [0, KEPT]) {
      const what = kept === 0 ? 'are ours' : 'also keep a tensor';
      try {
        const seen = await runTraining({ engine, steps: STEPS, every: EVERY, kept });
        const { tensors, lowest, highest, median, faults } = judge(seen);
        console.log(`| ${engine} | ${what} | ${tensors} | ${median.toFixed(0)} (${lowest.toFixed(0)} to ${highest.toFixed(0)}) | ${faults.length === 0 ? 'flat' : faults.join('; ')} |`);
        if (kept === 0 && faults.length > 0) console.error(`resident sizes of ${engine}, MiB: ${seen.resident.map(Math.round).join(' ')}`);
        // The control has to be found out by both measures.
        if (kept === 0 ? faults.length > 0 : faults.length !== 2) wrong++;
      } catch (error) {
        console.log(`| ${engine} | ${what} | | | ${/** @type {Error} */ (error).message} |`);
        wrong++;
      }
    }
  }
  if (wrong > 0) console.error('\nSteps leave something behind, or one that does was not found out, or could not be tried.');
  return wrong > 0 ? 1 : 0;
}
