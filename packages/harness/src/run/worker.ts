/** The process that runs nodes. It is forked by `workerProcess`; it starts nothing before it is given a node. */
import { createServer } from './perform/serve.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const server = createServer({ measuresMemory: true });
let stop = new AbortController();

function say(message: FromWorker): void {
  process.send?.(message);
}

process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') return stop.abort();
  stop = new AbortController();
  void server.run(message.job, (news) => say({ kind: 'news', news }), stop.signal).then((end) => say({ kind: 'end', end }));
});

// Nobody is left to work for.
process.on('disconnect', () => process.exit(0));
