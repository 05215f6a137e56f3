/**
 * A thread that ends its process, and all that this started, when the process has lost its parent, or this stands still.
 * It has a heap and an event loop of its own, so it works while the main thread is in `while (true)`.
 */
import { once } from 'node:events';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

import { endOwnTree, isStopped } from './processTree.ts';

/** Milliseconds between two looks at the parent. */
const PERIOD = 1000;
/** Looks at a parent that stands still, as after Ctrl-Z, after which it is given up: before others may take its lease over. */
const PATIENCE = 5;

interface Watched {
  readonly parent: number;
  readonly token: string;
}

/** Starts the thread, and comes back when it is watching. @param parent process id of the parent */
export async function startWatchdog(parent: number, token: string): Promise<void> {
  const watched: Watched = { parent, token };
  const thread = new Worker(new URL(import.meta.url), { workerData: { watched } });
  thread.unref();
  await once(thread, 'message');
}

// ---------------------------------------------------------------------------------------------------------------------

function watch({ parent, token }: Watched): void {
  let still = 0;
  const look = (): void => {
    still = isStopped(parent) ? still + 1 : 0;
    if (process.ppid !== parent || still > PATIENCE) endOwnTree(token);
  };
  look();
  setInterval(look, PERIOD);
  parentPort?.postMessage('watching');
}

const data = workerData as { readonly watched?: Watched } | null;
if (!isMainThread && data?.watched !== undefined) watch(data.watched);
