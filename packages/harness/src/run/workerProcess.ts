import { type ChildProcess, fork } from 'node:child_process';

import { workerModule } from './forkOptions.ts';
import type { NodeEnd, NodeJob, NodeNews } from './job.ts';
import { logTail } from './logTail.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** A process that runs one node at a time. */
export interface WorkerProcess {
  /** Whether it can be given a node. A process that died, or in which a node failed, is not used again. */
  isUsable(): boolean;
  run(job: NodeJob, tell: (news: NodeNews) => void): Promise<NodeEnd>;
  /** Asks its node to stop. */
  stop(): void;
  /** Ends it, and what it started. */
  kill(): Promise<void>;
}

export function startWorker(env: NodeJS.ProcessEnv): WorkerProcess {
  const { file, options } = workerModule();
  const child = fork(file, [], { ...options, env });
  const log = logTail();
  child.stdout?.on('data', (data: Buffer) => log.add(data.toString('utf8')));
  child.stderr?.on('data', (data: Buffer) => log.add(data.toString('utf8')));
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // `close` comes after the last output.
    child.once('close', (code, signal) => resolve(signal === null ? `code ${String(code)}` : `signal ${signal}`));
  });
  let usable = true;
  let listen: (message: FromWorker) => void = () => {};
  child.on('message', (message: FromWorker) => listen(message));

  return {
    isUsable: () => usable && child.exitCode === null && child.signalCode === null && child.connected,
    async run(job, tell) {
      log.clear();
      const ended = new Promise<NodeEnd>((resolve) => {
        listen = (message) => (message.kind === 'news' ? tell(message.news) : resolve(message.end));
        const message: ToWorker = { kind: 'run', job };
        child.send(message, (error) => {
          if (error !== null) resolve(lost(error.message, log.lines()));
        });
      });
      const end = await Promise.race([ended, exited.then((how) => lost(how, log.lines()))]);
      if (end.kind === 'done') return end;
      usable = false;
      return { kind: 'failed', failure: { ...end.failure, log: end.failure.log.length > 0 ? end.failure.log : log.lines() } };
    },
    stop() {
      const message: ToWorker = { kind: 'stop' };
      if (child.connected) child.send(message, () => {}); // one that is ending needs no stop
    },
    async kill() {
      killGroup(child);
      await exited;
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function lost(how: string, log: readonly string[]): NodeEnd {
  return { kind: 'failed', failure: { code: 'worker-lost', message: `The worker process ended with ${how}.`, log } };
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
