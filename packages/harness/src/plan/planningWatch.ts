import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { workerModule } from '../run/forkOptions.ts';
import { type Called, forbidExit } from './exitGuard.ts';
import { planningSeconds } from './planningSeconds.ts';
import { ENDING, NAME_BYTES, type PlanningWatched } from './planningWatchdog.ts';

/** Milliseconds between two signs of life. */
const PERIOD = 500;
/** Seconds that a call has more before the thread ends the process: calls that can be ended have been by then. */
const GRACE = 5;

/** Those that ask a process to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Told of what the thread is to know; undefined while there is none. */
let tell: ((called: Called) => void) | undefined;

/** That foreign code is called, or came back: a sign of life, and who is to be named when there is none any more. */
export function tellWatch(called: Called): void {
  tell?.(called);
}

/**
 * Does what calls foreign code, while a thread watches this one. Code that blocks the thread where V8 cannot end it, as a wait for
 * another process or an endless chain of promises, has the whole process ended (SIGKILL), after a line that names it. Code that would
 * end the process throws.
 * @param first who is to be named before any plugin is called
 */
export async function watchPlanning<T>(first: Called, act: () => Promise<T>): Promise<T> {
  if (tell !== undefined) return act();
  let called = first;
  const beats = new Int32Array(new SharedArrayBuffer(8));
  const name = new Uint8Array(new SharedArrayBuffer(NAME_BYTES));
  tell = (next) => {
    called = next;
    // The thread is ending the process, and what this one waited for has been ended: nothing more is said or done here.
    if (Atomics.load(beats, 1) === ENDING) Atomics.wait(beats, 1, ENDING);
    name.fill(0);
    new TextEncoder().encodeInto(`\`${next.method}\` of \`${next.plugin}\``, name);
    Atomics.add(beats, 0, 1);
  };
  tell(first);
  const seconds = planningSeconds();
  const planning: PlanningWatched = { beats, name, seconds: seconds + GRACE };
  const { options: { execArgv = [] } } = workerModule();
  const thread = new Worker(new URL(import.meta.url.endsWith('.ts') ? './planningWatchdog.ts' : './planningWatchdog.js', import.meta.url), {
    workerData: { planning }, execArgv: [...execArgv],
  });
  await once(thread, 'message');
  thread.unref();
  const timer = setInterval(() => void Atomics.add(beats, 0, 1), PERIOD);
  timer.unref();
  const lift = forbidExit(() => called);
  // Who listens for signals may end the process on one. A listener of ours beside none would keep the process from its end.
  const heard = SIGNALS.filter((signal) => process.listenerCount(signal) > 0);
  for (const signal of heard) process.prependListener(signal, lift);
  try {
    return await act();
  } finally {
    for (const signal of heard) process.off(signal, lift);
    lift();
    clearInterval(timer);
    tell = undefined;
    await thread.terminate();
  }
}
