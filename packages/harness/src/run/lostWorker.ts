import type { Failure, NodeJob } from './job.ts';

/** What a worker exits with that has no connection to its parent any more, although this is alive. */
export const DISCONNECTED = 71;

/** What V8 writes before it aborts a process whose JavaScript heap is full. */
const HEAP_FULL = 'heap out of memory';

/**
 * The failure of a node whose process ended by itself.
 * @param how code or signal
 * @param log the last lines that it wrote
 */
export function lostWorker({ label }: NodeJob, how: string, log: readonly string[]): Failure {
  if (log.some((line) => line.includes(HEAP_FULL))) {
    return {
      code: 'oom', at: label, log, message: 'The JavaScript heap of its process was full.',
      hint: 'Something in it keeps arrays or objects; if it needs that much, set NODE_OPTIONS=--max-old-space-size=<MiB>.',
    };
  }
  return { code: 'worker-lost', at: label, log, message: `The worker process ended with ${how}.`, hint: hintOf(how) };
}

// ---------------------------------------------------------------------------------------------------------------------

function hintOf(how: string): string {
  if (how === 'signal SIGKILL') return 'Nothing here killed it: the system may have run out of memory. Try fewer `--jobs`, or a lower `--memory`.';
  if (how === `code ${DISCONNECTED}`) return 'Its connection to the run was closed: a plugin may have called `process.disconnect`.';
  if (how.startsWith('signal')) return 'The log has what it wrote last; a native library may have crashed.';
  return 'The log has what it wrote last; a plugin may have called `process.exit`.';
}
