/** A thread that ends its process when the main thread gives no sign of life while it plans. */
import { writeSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

import { endDescendants } from '../run/processTree.ts';
import { PLANNING_VARIABLE } from './planningSeconds.ts';

/** Bytes for the name of what is being called. */
export const NAME_BYTES = 1024;

/** The process is being ended. */
export const ENDING = 1;

export interface PlanningWatched {
  /** Counts signs of life; the second is `ENDING` once the process is being ended. */
  readonly beats: Int32Array;
  /** What is being called, or was last: UTF-8, filled up with zeros. */
  readonly name: Uint8Array;
  /** Without a sign of life. */
  readonly seconds: number;
}

/** Milliseconds between two looks. Looks are counted, and not time: a machine that slept, and a process that was suspended, was not hanging. */
const PERIOD = 250;

function watch({ beats, name, seconds }: PlanningWatched): void {
  let before = -1;
  let silent = 0;
  setInterval(() => {
    const now = Atomics.load(beats, 0);
    silent = now === before ? silent + 1 : 0;
    before = now;
    if (silent * PERIOD < seconds * 1000) return;
    const who = new TextDecoder().decode(name.slice()).replaceAll('\0', '');
    writeSync(2, `${who} did not come back within ${seconds} s, and cannot be ended: the process ends.\n  do: Look for a loop without an end, or a wait, in it; for one that is only slow, set ${PLANNING_VARIABLE}.\n`);
    Atomics.store(beats, 1, ENDING);
    endDescendants();
    process.kill(process.pid, 'SIGKILL');
  }, PERIOD);
  parentPort?.postMessage('watching');
}

const data = workerData as { readonly planning?: PlanningWatched } | null;
if (!isMainThread && data?.planning !== undefined) watch(data.planning);
