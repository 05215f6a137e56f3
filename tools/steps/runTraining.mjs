// @ts-check
// Trains the small network in a process of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { SOURCE_OPTIONS } from '../parity/load.mjs';
import { ROOT } from '../src/steps.mjs';

/**
 * @param {Partial<import('./train.mjs').Request> & { engine: string, steps: number }} request
 * @param {{ readonly [name: string]: string }} [env] added to this process's environment
 * @returns {Promise<import('./train.mjs').Trained>}
 */
export function runTraining(request, env = {}) {
  const given = { every: request.steps, replay: true, kept: 0, batches: [], threads: 'engine', ...request };
  const child = spawn(process.execPath, [...SOURCE_OPTIONS, join(import.meta.dirname, 'train.mjs'), JSON.stringify(given)], {
    cwd: ROOT, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ data) => {
    text += data;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      try {
        const reply = JSON.parse(text);
        if (reply.error === undefined) resolve(reply);
        else reject(new Error(reply.error));
      } catch {
        reject(new Error(`the process that trains ended with ${code ?? signal} and said: ${text}`));
      }
    });
  });
}
