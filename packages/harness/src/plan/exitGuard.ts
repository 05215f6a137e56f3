import { ExitbenchError } from '@exitbench/core';

/** A call of foreign code: whose, and which. */
export interface Called {
  readonly plugin: string;
  readonly method: string;
}

/** Exit code of a process that ends while foreign code is being called: input that cannot be used (EX_USAGE of sysexits.h). */
const BAD_INPUT = 64;

/** The end of a process comes through one of these. */
const WAYS = ['exit', 'reallyExit', 'abort'] as const;
type Ways = { -readonly [way in (typeof WAYS)[number] | 'kill']: (...args: never[]) => unknown };

/**
 * Keeps foreign code from ending this process: what would do so throws an error that names it, until the guard is lifted. A process
 * that ends all the same, as one in which nothing is left to wait for, says by whom and ends with 64.
 * @returns what lifts the guard
 */
export function forbidExit(called: () => Called): () => void {
  const ways = process as unknown as Ways;
  const { exit, reallyExit, abort, kill } = ways;
  for (const way of WAYS) {
    ways[way] = () => {
      throw endedProcess(called(), way);
    };
  }
  ways.kill = (pid: number, ...rest: unknown[]) => {
    // 0 and below are groups, of which it may be one; signal 0 asks only.
    if ((pid === process.pid || pid <= 0) && rest[0] !== 0) throw endedProcess(called(), 'kill');
    return (kill as (...args: unknown[]) => unknown).call(process, pid, ...rest);
  };
  const told = (): void => {
    const { plugin, method } = called();
    process.exitCode = BAD_INPUT;
    process.stderr.write(`The process ended in \`${method}\` of \`${plugin}\`, which did not come back.\n`);
  };
  process.once('exit', told);
  return () => {
    Object.assign(ways, { exit, reallyExit, abort, kill });
    process.off('exit', told);
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function endedProcess({ plugin, method }: Called, way: string): ExitbenchError {
  return new ExitbenchError('plugin-failed', `\`${plugin}\` called \`process.${way}\` in \`${method}\`.`, {
    at: plugin, hint: 'A plugin does not end the process: it throws an error that says what is wrong.',
  });
}
