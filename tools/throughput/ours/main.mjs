// @ts-check
// Our side: `main.mjs ENGINE` answers requests of `../child.mjs`, a line of JSON each.
import { createInterface } from 'node:readline';
import { Bench } from 'tinybench';

import { networkNamed } from '../networks.mjs';
import { core, engines } from './modules.mjs';
import { networkOf } from './network.mjs';
import { meanOfFaster, replayNothing, watchKernels } from './profile.mjs';
import { exportCase, readCase } from './samples.mjs';
import { startWorker } from './worker.mjs';

/** Steps of a measurement at least, and before the first one. */
const FEWEST = 3;

/** @typedef {{ do: 'export' | 'load', network: string, folder: string } | { do: 'check' } | { do: 'measure' | 'profile', what: 'train' | 'infer', seconds: number }} Request */
/** @typedef {{ network: import('./network.mjs').Network, batch: number, folder: string, worker: import('./worker.mjs').Worker }} Loaded */

/** @type {Loaded | undefined} */
let loaded;

try {
  const { engine } = engines.chooseEngine({ requested: process.argv[2] });
  const { version } = await engines.startEngine(engine);
  say({ ready: true, version, fingerprint: engines.readFingerprint(engine), node: process.version });
  for await (const line of createInterface({ input: process.stdin })) say(await answer(/** @type {Request} */ (JSON.parse(line))));
} catch (error) {
  say({ error: core.describeError(error) });
  process.exitCode = 1;
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {object} reply */
function say(reply) {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

/** @param {Request} request @returns {Promise<object>} */
async function answer(request) {
  switch (request.do) {
    case 'export': {
      const one = networkNamed(request.network);
      exportCase(one, await networkOf(one), request.folder);
      return {};
    }
    case 'load': {
      loaded?.worker.dispose();
      const { batch, ...rest } = networkNamed(request.network);
      const network = await networkOf({ ...rest, batch });
      loaded = { network, batch, folder: request.folder, worker: startWorker({ network, ...readCase(network, request.folder), batch, shuffled: true }) };
      return {};
    }
    case 'check':
      return check(core.known(loaded, 'a case is loaded before it is checked'));
    case 'measure':
      return measure(core.known(loaded, 'a case is loaded before it is measured').worker[request.what], request.seconds);
    case 'profile':
      return profile(core.known(loaded, 'a case is loaded before it is profiled'), request);
    default:
      throw new Error(`nothing is known of ${JSON.stringify(request)}`);
  }
}

/**
 * Logits with the running statistics, then the loss of one step and of the next, on the first samples.
 * @param {Loaded} given
 */
async function check({ network, batch, folder }) {
  const worker = startWorker({ network, ...readCase(network, folder), batch, shuffled: false });
  try {
    const logits = (await worker.infer()).map((exit) => Array.from(exit));
    const exits = network.exits.length;
    return { logits, losses: [(await worker.train()) / exits, (await worker.train()) / exits] };
  } finally {
    worker.dispose();
  }
}

/**
 * @param {() => Promise<unknown>} step
 * @param {number} seconds
 */
async function measure(step, seconds) {
  // Others have had the caches meanwhile.
  await step();
  let steps = 0;
  const bench = new Bench({ time: 1000 * seconds, iterations: FEWEST, warmup: false, throws: true });
  bench.add('step', async () => {
    await step();
    steps++;
  });
  const processor = process.cpuUsage();
  const began = performance.now();
  const [task] = await bench.run();
  const wall = performance.now() - began;
  const { user, system } = process.cpuUsage(processor);
  const result = core.known(task, 'one was added').result;
  if (result.state !== 'completed') throw new Error(`tinybench did not complete: ${result.state}`);
  return { median: result.latency.p50, min: result.latency.min, cpu: (user + system) / 1000, wall, steps };
}

/**
 * The mean of the faster half of the steps: others interrupt the slower ones.
 * @param {Loaded} given
 * @param {{ what: 'train' | 'infer', seconds: number }} request
 */
async function profile({ network, batch, folder }, { what, seconds }) {
  replayNothing();
  const worker = startWorker({ network, ...readCase(network, folder), batch, shuffled: true });
  const step = worker[what];
  await measure(step, seconds / 2);
  const watch = watchKernels();
  try {
    const profiles = [];
    const began = performance.now();
    while (profiles.length < FEWEST || performance.now() - began < 1000 * seconds) {
      const before = performance.now();
      await step();
      profiles.push(watch.take(performance.now() - before));
    }
    return meanOfFaster(profiles);
  } finally {
    watch.restore();
    worker.dispose();
  }
}
