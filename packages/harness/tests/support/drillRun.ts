/**
 * A program: runs a throw-away benchmark on the reference engine, says its events as lines of JSON, and writes its records.
 * Arguments: the store, the folder of the records, and what is chosen as JSON.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { defineBenchmark } from '@exitbench/core';
import { readFingerprint } from '@exitbench/engines';
import { gapHead } from '@exitbench/nn';
import { formatRecords } from '@exitbench/records';
import { decodeBundle, encodeBundle } from '@exitbench/training';

import { type EngineFingerprint, type LeaseTimes, collectRecords, localExecutor, openStore, planBenchmark, readEnvironment, runPlan } from '../../src/index.ts';
import type { Checkpoint } from '../../src/store/checkpoint.ts';
import { inProcessExecutor } from './executors.ts';
import { accuracy } from './plugins/metrics.ts';
import { joint, mixed } from './plugins/regimes.ts';
import { tinyData } from './plugins/tinyData.ts';
import { tinyNet } from './plugins/tinyNet.ts';

interface Choices {
  readonly epochs: number;
  readonly seeds: readonly number[];
  readonly regimes: readonly ('joint' | 'mixed')[];
  /** Runs nodes in this process instead of in workers of its own. */
  readonly inProcess?: boolean;
  /** Empties the optimiser's slots in all checkpoints before it goes on from them: what must not go unseen. */
  readonly forgetful?: boolean;
  readonly leases: LeaseTimes;
}

const [store = '', out = '', json = '{}'] = process.argv.slice(2);
const { epochs, seeds, regimes, inProcess = false, forgetful = false, leases } = JSON.parse(json) as Choices;
const engine = readFingerprint('cpu') as unknown as EngineFingerprint;
const benchmark = defineBenchmark({
  id: 'temp', title: 'Throw-away', question: 'Does it go on?', datasets: [tinyData], architectures: [tinyNet], exits: [{ placement: 'dense', head: gapHead }],
  regimes: regimes.map((name) => ({ joint, mixed })[name]), metrics: [accuracy], seeds, epochs, data: { train: 40, validation: 20 }, profiles: { all: {} },
});
const plan = await planBenchmark(benchmark, { profile: 'all', engine });
if (forgetful) await Promise.all(plan.nodes.map(({ key }) => forgetSlots(openStore(store).checkpoint(key))));
const executor = inProcess ? inProcessExecutor() : localExecutor({ jobs: 2 });
for await (const event of runPlan(plan, { store, executor, leases })) {
  process.stdout.write(`${JSON.stringify({ ...event, outcomes: undefined })}\n`);
  if (event.kind !== 'finished') continue;
  await writeFile(join(out, 'records.jsonl'), formatRecords(collectRecords({ plan, outcomes: event.outcomes, environment: readEnvironment(engine) })));
}
await executor.close();

async function forgetSlots(checkpoint: Checkpoint): Promise<void> {
  const saved = await checkpoint.load();
  if (saved === undefined) return;
  const { values, notes } = decodeBundle(saved.bytes, 'checkpoint');
  for (const [name, { values: numbers }] of Object.entries(values)) if (name.startsWith('slots:')) numbers.fill(0);
  await checkpoint.save([encodeBundle({ values, notes })], saved.spent);
}
