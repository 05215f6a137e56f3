// @ts-check
// Which settings change the bits of results, and whether what changes them keeps results apart. `bits.mjs [ENGINE …]`
import { CASES } from './cases.mjs';
import { runTraining } from './runTraining.mjs';
import { BATCHES, SETTINGS } from './settings.mjs';

/** Steps on each engine: enough for one changed digit to reach every weight; the reference engine is slow. */
const STEPS = { tensorflow: 30, wasm: 30, cpu: 3 };

const given = process.argv.slice(2);
process.exitCode = await main(given.length === 0 ? Object.keys(STEPS) : given);

// ---------------------------------------------------------------------------------------------------------------------

/** @param {readonly string[]} engines @returns {Promise<number>} an exit code */
async function main(engines) {
  let wrong = 0;
  console.log(`Node ${process.version}. SHA-256 of losses and weights after some steps of a small convnet, first 12 digits; logits of the convnet then, and of a small ResNet and a small ViT.\n`);
  console.log('| engine | what is different | steps | losses and weights, or logits | fingerprint | kept apart by |');
  console.log('|---|---|---:|---|---|---|');
  for (const engine of engines) {
    const steps = STEPS[/** @type {keyof typeof STEPS} */ (engine)];
    const base = await runTraining({ engine, steps, batches: BATCHES });
    console.log(`| ${engine} | | ${steps} | \`${base.digest.slice(0, 12)}\` | | |`);
    for (const { title, request = {}, env = {}, held } of SETTINGS[engine] ?? []) {
      const found = await runTraining({ engine, steps, ...request }, env);
      const fields = differences(base.fingerprint, found.fingerprint);
      const changed = found.digest !== base.digest;
      const keeper = !changed ? '' : fields.length > 0 ? 'the fingerprint' : (held ?? '**nothing**');
      if (changed && keeper === '**nothing**') wrong++;
      console.log(`| ${engine} | ${title} | ${steps} | ${changed ? `other: \`${found.digest.slice(0, 12)}\`` : 'the same'} | ${fields.join(', ') || 'the same'} | ${keeper} |`);
    }
    const [whole, ...parts] = BATCHES;
    for (const network of Object.keys(CASES)) {
      for (const batch of parts) {
        const changed = base.evaluations[`${network} ${batch}`] !== base.evaluations[`${network} ${whole}`];
        console.log(`| ${engine} | ${network}: logits of ${whole} samples, ${batch} at a time | | ${changed ? 'other' : 'the same'} | the same | ${changed ? 'the keys of evaluations' : ''} |`);
      }
    }
  }
  if (wrong > 0) console.error('\nA setting changes results, and nothing keeps them apart.');
  return wrong > 0 ? 1 : 0;
}

/** @typedef {import('../../packages/engines/src/index.ts').Fingerprint} Fingerprint */

/**
 * The fields of two fingerprints that differ, as `name value`.
 * @param {Fingerprint} a
 * @param {Fingerprint} b
 */
function differences(a, b) {
  const flat = (/** @type {Fingerprint} */ { settings, adapter, ...rest }) => /** @type {Record<string, unknown>} */ ({ ...rest, ...settings, ...adapter });
  const before = flat(a);
  return Object.entries(flat(b)).filter(([name, value]) => before[name] !== value).map(([name, value]) => `${name} ${String(value)}`);
}
