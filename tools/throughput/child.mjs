// @ts-check
// A long-lived process that answers requests: a line of JSON in, a line of JSON out. What it says otherwise is kept for the case that it ends.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Characters of a child's error output that are told when it ends. */
const TAIL = 3000;

/**
 * @typedef {{ readonly [field: string]: unknown }} Answer
 * @typedef {object} Child
 * @property {Answer} hello its first line: versions
 * @property {(request: object) => Promise<Answer>} ask one request at a time
 * @property {() => Promise<void>} end
 */

/**
 * Starts a program and waits for its first line. It ends when its input does, and so with this process.
 * @param {string} name for errors
 * @param {readonly string[]} command
 * @param {{ readonly [name: string]: string }} env added to this process's environment
 * @returns {Promise<Child>}
 */
export async function startChild(name, [program = '', ...args], env) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let errors = '';
  let ended = false;
  /** @type {{ resolve: (answer: Answer) => void, reject: (error: Error) => void } | undefined} */
  let waiting;
  const settle = (/** @type {Answer | Error} */ result) => {
    const { resolve, reject } = waiting ?? {};
    waiting = undefined;
    if (result instanceof Error) reject?.(result);
    else resolve?.(result);
  };
  /** @returns {Promise<Answer>} */
  const answer = () => new Promise((resolve, reject) => {
    waiting = { resolve, reject };
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-TAIL)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) {
      errors = `${errors}${line}\n`.slice(-TAIL);
      return;
    }
    const parsed = /** @type {Answer} */ (JSON.parse(line));
    settle(typeof parsed['error'] === 'string' ? new Error(`${name}: ${parsed['error']}`) : parsed);
  });
  const closed = new Promise((resolve) => {
    child.on('error', (error) => {
      errors += error.message;
      resolve(undefined);
    });
    child.on('close', resolve);
  }).then(() => {
    ended = true;
    settle(new Error(`${name} ended by itself:\n${errors.trim()}`));
  });
  // Writing to a program that has ended is told by `close`.
  child.stdin.on('error', () => {});
  const hello = await answer();
  return {
    hello,
    async ask(request) {
      if (ended) throw new Error(`${name} has ended:\n${errors.trim()}`);
      const reply = answer();
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return reply;
    },
    async end() {
      child.stdin.end();
      await closed;
    },
  };
}
