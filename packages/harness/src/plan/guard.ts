import { ExitbenchError } from '@exitbench/core';

/**
 * Calls a plugin. What it throws by itself becomes an error that names it; errors that already say what is wrong pass.
 * @throws ExitbenchError `plugin-failed`
 */
export function callPlugin<T>(plugin: string, method: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof ExitbenchError) throw cause;
    throw new ExitbenchError('plugin-failed', `\`${plugin}\` threw in \`${method}\`: ${cause instanceof Error ? cause.message : String(cause)}`, { at: plugin, cause });
  }
}
