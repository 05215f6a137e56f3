// @ts-check
// Run in a process of its own: `train.mjs REQUEST` trains the small convnet and prints one line of JSON.
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import * as tf from '@tensorflow/tfjs-core';

import { core, engines } from '../throughput/ours/modules.mjs';
import { replayNothing } from '../throughput/ours/profile.mjs';
import { startCase } from './case.mjs';
import { CASES } from './cases.mjs';

/**
 * @typedef {object} Request
 * @property {string} engine
 * @property {number} steps
 * @property {number} every after how many steps tensors and memory are looked at
 * @property {boolean} replay
 * @property {number} kept values of a tensor that each step forgets to dispose; 0: none
 * @property {readonly number[]} batches of an evaluation after the steps
 * @property {'engine' | 'environment'} threads who says how many: the engine, which always says one, or the environment
 */

/**
 * @typedef {object} Trained
 * @property {import('../../packages/engines/src/index.ts').Fingerprint} fingerprint
 * @property {readonly number[]} tensors
 * @property {readonly number[]} resident MiB
 * @property {string} digest of all weights after the steps, and of the loss of each
 * @property {Readonly<Record<string, string>>} evaluations digest of the logits of the first samples by network and the batch they were evaluated in; those of the convnet after the steps, of the others before any
 */

const request = /** @type {Request} */ (JSON.parse(process.argv[2] ?? '{}'));
// Whoever asked holds the other end of the input: when that is gone, nobody waits for the answer.
process.stdin.once('end', () => process.exit(1)).resume();
process.stdin.unref();
try {
  process.stdout.write(`${JSON.stringify(await train(request))}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: core.describeError(error) })}\n`);
  process.exitCode = 1;
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {Request} given @returns {Promise<Trained>} */
async function train({ engine, steps, every, replay, kept, batches, threads }) {
  const { engine: id } = engines.chooseEngine({ requested: engine });
  // A copy of the environment takes what the engine sets; the library reads what this process was started with.
  if (threads === 'environment') process.env = { ...process.env };
  await engines.startEngine(id);
  if (!replay) replayNothing();
  const collect = garbageCollector();
  const worker = await startCase(CASES.convnet);
  const tensors = [];
  const resident = [];
  const losses = [];
  for (let step = 1; step <= steps; step++) {
    losses.push(await worker.train());
    // The result of an operation: the native library holds it, and nobody collects it. Values that no operation has read are JavaScript's, and are collected.
    if (kept > 0) tf.keep(tf.tidy(() => tf.neg(tf.ones([kept]))));
    if (step % every !== 0) continue;
    // The first frees arrays in the background, the second what they held.
    collect();
    await setImmediate();
    collect();
    tensors.push(tf.memory().numTensors);
    resident.push(process.memoryUsage.rss() / 2 ** 20);
  }
  /** @type {Record<string, string>} */
  const evaluations = {};
  for (const batch of batches) evaluations[`convnet ${batch}`] = digestOf(await worker.evaluate(batch));
  const digest = digestOf(await worker.weights(), Float32Array.from(losses));
  worker.dispose();
  for (const name of /** @type {const} */ (['resnet', 'vit'])) {
    const other = await startCase(CASES[name]);
    for (const batch of batches) evaluations[`${name} ${batch}`] = digestOf(await other.evaluate(batch));
    other.dispose();
  }
  return { fingerprint: engines.readFingerprint(id), tensors, resident, digest, evaluations };
}

/** @param {readonly (Float32Array | readonly Float32Array[])[]} arrays */
function digestOf(...arrays) {
  const hash = createHash('sha256');
  for (const array of arrays.flat()) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}

/** Without it the resident size is that of the last collection, whenever it was. */
function garbageCollector() {
  setFlagsFromString('--expose-gc');
  return /** @type {() => void} */ (runInNewContext('gc'));
}
