import { Script, createContext } from 'node:vm';

import { ExitbenchError } from '@exitbench/core';

import { forbidExit } from './exitGuard.ts';

/** Seconds that one call of a plugin may take while planning: descriptions are computed in milliseconds. */
const SECONDS = 30;
/** Environment variable that replaces them. */
const VARIABLE = 'EXITBENCH_PLANNING_SECONDS';

const slot: { call?: () => unknown } = {};
createContext(slot);
const script = new Script('call()');

/**
 * Calls a plugin. What it throws by itself becomes an error that names it, and so does a call that does not come back:
 * V8's own watchdog thread ends even `while (true)`. One that would end the process throws. Errors that already say what is wrong pass.
 * @param seconds time that the call may take; default 30, or what EXITBENCH_PLANNING_SECONDS says
 * @throws ExitbenchError `plugin-failed`
 */
export function callPlugin<T>(plugin: string, method: string, call: () => T, seconds = planningSeconds()): T {
  slot.call = call;
  const lift = forbidExit(() => ({ plugin, method }));
  try {
    return script.runInContext(slot, { timeout: Math.ceil(seconds * 1000) }) as T;
  } catch (cause) {
    if (isOurs(cause)) throw cause;
    if (isTimeout(cause)) {
      throw new ExitbenchError('plugin-failed', `\`${plugin}\` did not come back from \`${method}\` within ${seconds} s.`, {
        at: plugin, hint: `Look for a loop without an end in its \`${method}\`; for a plugin that is only slow, set ${VARIABLE}.`,
      });
    }
    throw new ExitbenchError('plugin-failed', `\`${plugin}\` threw in \`${method}\`: ${describe(cause)}`, { at: plugin, cause });
  } finally {
    lift();
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function planningSeconds(): number {
  const given = Number(process.env[VARIABLE]);
  return given > 0 && Number.isFinite(given) ? given : SECONDS;
}

/** What was thrown may be anything, also a proxy that throws when it is looked at. */
function look<T>(view: () => T, otherwise: T): T {
  try {
    return view();
  } catch {
    return otherwise;
  }
}

function isOurs(error: unknown): boolean {
  return look(() => error instanceof ExitbenchError, false);
}

/** The error is of the script's own realm, so it is no `Error` of ours. */
function isTimeout(error: unknown): boolean {
  return look(() => typeof error === 'object' && error !== null && (error as { readonly code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT', false);
}

function describe(error: unknown): string {
  return look(() => (error instanceof Error ? error.message : String(error)), 'something that cannot be looked at');
}
