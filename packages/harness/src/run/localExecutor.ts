import { availableParallelism } from 'node:os';

import type { Executor } from './executor.ts';
import type { NodeEnd } from './job.ts';
import { type WorkerProcess, startWorker } from './workerProcess.ts';

export interface LocalOptions {
  /** Processes at once. Default: the cores that this process may use. */
  readonly jobs?: number;
  /** Environment of the workers. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Seconds that a node has to stop after it was asked to. Default: 120. */
  readonly grace?: number;
  /** Told when a node left tensors, timers or processes behind, for which its process is replaced. Default: a warning of the process. */
  readonly warn?: (message: string) => void;
}

/** Seconds for a checkpoint of a large network, and for what the thread is in when it is asked: a second Ctrl-C does not wait. */
const GRACE = 120;

/**
 * Runs nodes in forked processes on this machine. Processes are used again; one in which a node failed, came to a limit or
 * left something behind is replaced.
 */
export function localExecutor(
  { jobs = availableParallelism(), env = process.env, grace = GRACE, warn = (message) => process.emitWarning(message) }: LocalOptions = {},
): Executor {
  const idle: WorkerProcess[] = [];
  const busy = new Set<WorkerProcess>();
  let isStopped = false;
  /** Those that are there: also the ones that are being ended. */
  const alive = new Set<WorkerProcess>();

  function take(fresh: boolean): WorkerProcess {
    for (let worker = fresh ? undefined : idle.pop(); worker !== undefined; worker = idle.pop()) if (worker.isUsable()) return worker;
    const worker = startWorker(env);
    alive.add(worker);
    void worker.gone.then(() => alive.delete(worker));
    return worker;
  }

  return {
    slots: jobs,
    async run(job, tell, cancel) {
      for (let fresh = false; ; fresh = true) {
        if (isStopped) return STOPPED;
        const worker = take(fresh);
        busy.add(worker);
        try {
          const end = await worker.run(job, tell, (what) => warn(`${job.label} left ${what} behind; its process is replaced.`), cancel);
          if (end !== 'again') return end;
        } finally {
          busy.delete(worker);
          if (worker.isUsable()) idle.push(worker);
          else void worker.kill();
        }
      }
    },
    stop() {
      isStopped = true;
      for (const worker of busy) worker.stop(grace);
    },
    async close() {
      await Promise.all([...alive].map((worker) => worker.kill()));
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** The end of a node that comes after the stop. */
const STOPPED: NodeEnd = { kind: 'failed', failure: { code: 'interrupted', message: 'It was to start after the run had been stopped.', hint: 'Run the same command again.', log: [] } };
