import { availableParallelism } from 'node:os';

import type { Executor } from './executor.ts';
import type { NodeJob } from './job.ts';
import { type WorkerProcess, startWorker } from './workerProcess.ts';

export interface LocalOptions {
  /** Processes at once. Default: the cores that this process may use. */
  readonly jobs?: number;
  /** Environment of the workers. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Seconds that a node has to stop after it was asked to. */
  readonly grace?: number;
}

/** Runs nodes in forked processes on this machine. Processes are used again; one in which a node failed is replaced. */
export function localExecutor({ jobs = availableParallelism(), env = process.env, grace = 20 }: LocalOptions = {}): Executor {
  const idle: WorkerProcess[] = [];
  const busy = new Map<WorkerProcess, NodeJob>();

  function take(): WorkerProcess {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) if (worker.isUsable()) return worker;
    return startWorker(env);
  }

  return {
    slots: jobs,
    async run(job, tell) {
      const worker = take();
      busy.set(worker, job);
      try {
        return await worker.run(job, tell);
      } finally {
        busy.delete(worker);
        if (worker.isUsable()) idle.push(worker);
        else await worker.kill();
      }
    },
    stop() {
      for (const worker of busy.keys()) {
        worker.stop();
        // A worker that is still at the same node then is in no state to keep anything.
        const job = busy.get(worker);
        setTimeout(() => void (busy.get(worker) === job ? worker.kill() : undefined), grace * 1000).unref();
      }
    },
    async close() {
      await Promise.all([...idle.splice(0), ...busy.keys()].map((worker) => worker.kill()));
    },
  };
}
