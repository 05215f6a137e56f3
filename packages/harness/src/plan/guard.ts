import { Script, createContext } from 'node:vm';

import { ExitbenchError } from '@exitbench/core';

import { forbidExit } from './exitGuard.ts';
import { PLANNING_VARIABLE, planningSeconds } from './planningSeconds.ts';
import { tellWatch } from './planningWatch.ts';

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
  tellWatch({ plugin, method });
  try {
    return script.runInContext(slot, { timeout: Math.ceil(seconds * 1000) }) as T;
  } catch (cause) {
    if (isOurs(cause)) throw cause;
    if (isTimeout(cause)) {
      throw new ExitbenchError('plugin-failed', `\`${plugin}\` did not come back from \`${method}\` within ${seconds} s.`, {
        at: plugin, hint: `Look for a loop without an end in its \`${method}\`; for a plugin that is only slow, set ${PLANNING_VARIABLE}.`,
      });
    }
    const message = describe(cause);
    throw new ExitbenchError('plugin-failed', `\`${plugin}\` threw in \`${method}\`: ${message ?? 'something that cannot be looked at'}`, {
      at: plugin, ...(message === undefined ? {} : { cause }),
    });
  } finally {
    tellWatch({ plugin, method });
    lift();
  }
}

// ---------------------------------------------------------------------------------------------------------------------

/** What was thrown may be anything, also a proxy that throws when it is looked at. */
function look<T, U>(view: () => T, otherwise: U): T | U {
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

function describe(error: unknown): string | undefined {
  return look(() => String(error instanceof Error ? error.message : error), undefined);
}
