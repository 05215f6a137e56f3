import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';

import { workerModule } from './forkOptions.ts';
import type { Failure, NodeEnd, NodeJob, NodeNews } from './job.ts';
import { type Watch, watchLimits } from './limits.ts';
import { logTail } from './logTail.ts';
import { lostWorker } from './lostWorker.ts';
import { type Seen, TOKEN, endTree } from './processTree.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** A process that runs one node at a time. */
export interface WorkerProcess {
  /** Whether it can be given a node. One that died, in which a node failed, or that is not as it was before is not used again. */
  isUsable(): boolean;
  /**
   * Runs a node within its limits. When it fails, the process and all that it started are gone before this comes back.
   * @param warn told when the node left something behind
   * @returns `again` when it is to be tried in a fresh process: this one had run other nodes and ended by what one of them may have left,
   *   or it was ended because this process stood still
   */
  run(job: NodeJob, tell: (news: NodeNews) => void, warn: (what: string) => void, cancel?: AbortSignal): Promise<NodeEnd | 'again'>;
  /** Asks its node to stop, and ends it when it has not done so after these seconds. */
  stop(grace: number): void;
  /** Ends it and all that it started, and comes back when they are gone. */
  kill(): Promise<void>;
  /** Comes when it is gone, with all that it started. */
  readonly gone: Promise<unknown>;
}

/** Milliseconds for the last output of a process that is gone: whoever else holds the other end of the pipe may keep it open. */
const DRAIN = 1000;

export function startWorker(env: NodeJS.ProcessEnv): WorkerProcess {
  const token = randomUUID();
  const { file, options } = workerModule();
  const child = fork(file, [String(process.pid)], { ...options, env: { ...env, [TOKEN]: token } });
  const log = logTail();
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => log.add(text));
  /** All that ever came of it. */
  const seen = new Map<number, Seen>();
  const exited = exitOf(child);
  const gone = exited.then((how) => cleanUp(child, token, () => [...seen.values()]).then(() => how));
  let usable = true;
  let isFresh = true;
  let killed: Promise<void> | undefined;
  let listen: (message: FromWorker) => void = () => {};
  let end: (failure: Failure) => void = () => {};
  let grace: NodeJS.Timeout | undefined;
  child.on('message', (message: FromWorker) => listen(message));

  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;

  async function kill(): Promise<void> {
    usable = false;
    end(interrupted('It was ended while it ran.'));
    if (isAlive() && child.pid !== undefined) {
      await endTree(child.pid, token, [...seen.values()]);
      child.kill('SIGKILL'); // where there are no groups
    }
    await gone;
  }

  return {
    gone,
    isUsable: () => usable && isAlive() && child.connected,
    kill: () => (killed ??= kill()),
    async run(job, tell, warn, cancel) {
      log.clear();
      const isUsed = !isFresh;
      let hasBegun = isFresh;
      isFresh = false;
      let stray = false;
      let said: NodeEnd | undefined;
      const abort = (): void => end(interrupted('It was cancelled.'));
      let watch: Watch | undefined;
      const first = await new Promise<NodeEnd | 'exited'>((resolve) => {
        end = (failure) => resolve({ kind: 'failed', failure });
        listen = (message) => {
          if (message.kind === 'begun') hasBegun = true;
          if (message.kind === 'news') tell(message.news);
          if (message.kind !== 'end' || said !== undefined) return; // a node whose callback threw may still come to its end
          said = message.end;
          stray = message.stray;
          if (message.left !== null) {
            usable = false;
            if (said.kind === 'done') warn(message.left);
          }
          resolve(said);
        };
        void exited.then(() => resolve('exited'));
        if (child.pid !== undefined) watch = watchLimits(child.pid, job, end, (found) => {
          for (const one of found) seen.set(one.pid, one);
        });
        cancel?.addEventListener('abort', abort, { once: true });
        if (cancel?.aborted === true) return abort();
        const message: ToWorker = { kind: 'run', job };
        child.send(message, () => {}); // one that cannot be told has ended, which is seen
      });
      const stoodStill = watch?.stoodStill() ?? false;
      watch?.end();
      clearTimeout(grace);
      cancel?.removeEventListener('abort', abort);
      end = () => {};
      if (first !== 'exited' && first.kind === 'done') return first;
      tell = () => {};
      await (killed ??= kill());
      const printed = log.lines();
      // Its last words may have come after the news of its death.
      const last = first === 'exited' ? said : first;
      if (last?.kind === 'done') return last;
      const isLimit = last?.failure.code === 'timeout' || last?.failure.code === 'oom';
      // What ended it may be what an earlier node left, or nobody's.
      if (stoodStill && (last === undefined || isLimit)) return 'again';
      if (isUsed && (last === undefined || stray || (isLimit && !hasBegun))) return 'again';
      return { kind: 'failed', failure: last === undefined ? lostWorker(job, await gone, printed) : complete(last.failure, job, printed) };
    },
    stop(seconds) {
      const message: ToWorker = { kind: 'stop' };
      if (child.connected) child.send(message, () => {}); // one that is ending needs no stop
      clearTimeout(grace);
      grace = setTimeout(() => end(interrupted(`It did not stop within ${seconds} s, and was ended.`)), seconds * 1000);
      grace.unref();
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** How a process ended: its code or signal, or why it did not start. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => (child.pid === undefined ? resolve(error.message) : undefined));
    child.once('exit', (code, signal) => resolve(signal === null ? `code ${String(code)}` : `signal ${signal}`));
  });
}

/** Ends what a process that has exited left running, and reads what it wrote last. */
async function cleanUp(child: ChildProcess, token: string, seen: () => readonly Seen[]): Promise<void> {
  if (child.pid === undefined) return;
  const streams = [child.stdout, child.stderr].filter((s) => s !== null);
  const closed = Promise.all(streams.filter((s) => !s.closed).map((s) => new Promise((resolve) => s.once('close', resolve))));
  await endTree(child.pid, token, seen());
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([closed, new Promise((resolve) => (timer = setTimeout(resolve, DRAIN)))]);
  clearTimeout(timer);
  for (const stream of streams) stream.destroy();
}

function interrupted(message: string): Failure {
  return { code: 'interrupted', message, hint: 'Run the same command again.', log: [] };
}

/** With what its process printed before. That a phase diverges is a result: it says what it always says. */
function complete(failure: Failure, { label }: NodeJob, printed: readonly string[]): Failure {
  return failure.code === 'diverged' ? failure : { at: label, ...failure, log: [...printed, ...failure.log] };
}
