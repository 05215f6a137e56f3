/** A program: plans, then runs with everything in the store, and prints which packages of TensorFlow.js were loaded; then again after an engine was started. */
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readFingerprint, startEngine } from '@exitbench/engines';
import { defineBenchmark } from '@exitbench/core';
import { gapHead } from '@exitbench/nn';

import { type EngineFingerprint, forgetStored, localExecutor, planBenchmark, runPlan } from '../../src/index.ts';
import { fakeExecutor, runToEnd } from './executors.ts';
import { accuracy } from './plugins/metrics.ts';
import { disjoint, joint } from './plugins/regimes.ts';
import { tinyData } from './plugins/tinyData.ts';
import { tinyNet } from './plugins/tinyNet.ts';

const benchmark = defineBenchmark({
  id: 'temp', title: 'Throw-away', question: 'What is loaded?', datasets: [tinyData], architectures: [tinyNet], exits: [{ placement: 'dense', head: gapHead }],
  regimes: [joint, disjoint], metrics: [accuracy], seeds: [0], epochs: 2, data: { train: 40, validation: 20 }, profiles: { all: {} },
});
const plan = await planBenchmark(benchmark, { profile: 'all', engine: readFingerprint('cpu') as unknown as EngineFingerprint });
const planned = packages();

const store = await mkdtemp(join(tmpdir(), 'exitbench-'));
process.once('exit', () => rmSync(store, { recursive: true, force: true }));
await runToEnd(plan, { store, executor: fakeExecutor() });
const executor = localExecutor({ jobs: 2 });
const { events } = await runToEnd(plan, { store, executor });
const cached = { loaded: packages(), workers: children(), ran: events.filter((e) => e.kind === 'node-started').length, nodes: plan.nodes.length };

const stop = new AbortController();
let workers = 0;
await forgetStored(store, plan.nodes.map((n) => n.key));
for await (const { kind } of runPlan(plan, { store, executor, signal: stop.signal })) {
  if (kind !== 'node-done') continue;
  workers = Math.max(workers, children());
  stop.abort();
}
await executor.close();
await startEngine('cpu');
process.stdout.write(JSON.stringify({ planned, cached, started: { loaded: packages(), workers } }));

function packages(): readonly string[] {
  const files = Object.keys(createRequire(import.meta.url).cache);
  return [...new Set(files.flatMap((file) => /node_modules\/@tensorflow\/(tfjs[^/]*)\//.exec(file)?.[1] ?? []))];
}

/** How many processes this one has started that still run. Workers outlive the nodes that they are started for. */
function children(): number {
  return process.platform === 'linux' ? readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter((pid) => pid !== '' && isWorker(pid)).length : 0;
}

function isWorker(pid: string): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/run/worker.');
}
