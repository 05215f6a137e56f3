// @ts-check
import { elapsed, run } from './steps.mjs';

/**
 * One step of a script that stops at the first that fails: its title, what it says, how long it took.
 * @param {string} title
 * @param {string} cwd
 * @param {readonly string[]} command the program and its arguments
 * @param {{ env?: Record<string, string>, fails?: boolean }} [options] `fails`: it should end with an error, and does not go on where it ends well
 */
export async function step(title, cwd, [command = '', ...args], { env = {}, fails = false } = {}) {
  const began = performance.now();
  console.log(`\n── ${title}`);
  const code = await run(command, args, { cwd, env });
  if ((code !== 0) !== fails) throw new Error(`${title}: ended with exit code ${code} in ${cwd}; --keep keeps the folder.`);
  console.log(`── ${title}: ${fails ? 'refused' : 'ok'}, ${elapsed(began)}`);
}
