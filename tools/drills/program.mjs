// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { MARK } from './processes.mjs';

/**
 * A program that runs a benchmark and says its events as lines of JSON.
 * @typedef {{ readonly file: string, readonly args: readonly string[] }} Command
 * @typedef {(at: { readonly store: string, readonly out: string }) => Command} Program
 */

/**
 * An event of a run, as far as drills look at it.
 * @typedef {{
 *   readonly kind: string, readonly node?: { readonly key: string, readonly kind: string, readonly label: string },
 *   readonly step?: number, readonly progress?: { readonly step: number }
 * }} LoggedEvent
 */

/**
 * @typedef {{
 *   readonly events: LoggedEvent[], readonly isOver: () => boolean, readonly exited: Promise<number | string>, readonly errors: () => string
 * }} Started
 */

/**
 * Starts a program whose processes carry a mark.
 * @param {Command} command @param {string} mark @param {(event: LoggedEvent) => void} [listen] @returns {Started}
 */
export function start({ file, args }, mark, listen = () => {}) {
  const child = spawn(file, [...args], { env: { ...process.env, [MARK]: mark }, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {LoggedEvent[]} */
  const events = [];
  let errors = '';
  let isOver = false;
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + String(text)).slice(-4000)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = parsed(line);
    if (event === undefined) return;
    events.push(event);
    listen(event);
  });
  const exited = once(child, 'close').then(([code, signal]) => {
    isOver = true;
    return /** @type {number | string} */ (signal ?? code);
  });
  return { events, exited, isOver: () => isOver, errors: () => errors };
}

// ---------------------------------------------------------------------------------------------------------------------

/** The last line of a killed program may be cut. @param {string} line @returns {LoggedEvent | undefined} */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
