/** The process that runs nodes. It is forked by `workerProcess`; it starts nothing before it is given a node. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { NodeEnd } from './job.ts';
import { belongings, leftBehind } from './leftBehind.ts';
import { DISCONNECTED } from './lostWorker.ts';
import { TOKEN, endDescendants, endOthers, endOwnTree } from './processTree.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { startWatchdog } from './watchdog.ts';

/** What is being closed, as a file, is there for a moment more: so many looks, and milliseconds between two. */
const LOOKS = 20;
const PAUSE = 3;

const token = process.env[TOKEN] ?? '';
const parent = Number(process.argv[2]);
/** Of the node that is running. */
let stop: AbortController | undefined;

// Terminals and task runners signal whole trees; whether we stop is our parent's to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// Nobody is left to work for, or a plugin has cut the line.
process.on('disconnect', () => {
  if (process.ppid !== parent) endOwnTree(token);
  endOthers(token);
  process.exit(DISCONNECTED);
});
// Once it is gone, nothing leads to children of it that have left its group and its environment.
process.on('exit', endDescendants);
// They are made when they are used first, and would look like something that a node left behind.
void [process.stdout, process.stderr];
process.on('uncaughtException', (error, origin) => {
  console.error(error);
  const what = origin === 'unhandledRejection' ? 'rejected a promise that nobody waited for' : 'threw in a callback that nobody waited for';
  if (stop === undefined) endOwnTree(token); // between two nodes it is nobody's failure
  end({ kind: 'failed', failure: { code: 'unexpected', message: `Something ${what}: ${String(error)}.`, log: [] } }, null, true);
});

/** It runs nothing before it is watched. */
const ready = Promise.all([import('./perform/serve.ts'), startWatchdog(parent, token)]).then(([{ createServer }]) => (
  { server: createServer({ measuresMemory: true }), before: belongings(0, token) }
));

process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') return stop?.abort();
  const controller = (stop = new AbortController());
  say({ kind: 'begun' });
  void ready.then(async ({ server, before }) => {
    const result = await server.run(message.job, (news) => say({ kind: 'news', news }), controller.signal);
    const look = async (): Promise<string | null> => leftBehind(before, belongings(await server.tensors(), token));
    let left = await look();
    for (let looks = 1; left !== null && looks < LOOKS; looks++) left = await sleep(PAUSE).then(look);
    stop = undefined;
    end(result, left, false);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

function end(result: NodeEnd, left: string | null, stray: boolean): void {
  say({ kind: 'end', end: result, left, stray });
}

function say(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
