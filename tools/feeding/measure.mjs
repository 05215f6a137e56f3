// @ts-check
// `measure.mjs BENCHMARK PROFILE CELL`, with Node's options for sources.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';

import { load } from '../parity/load.mjs';
import { engines } from '../throughput/ours/modules.mjs';
import { watchKernels } from '../throughput/ours/profile.mjs';
import { shareRow } from './shares.mjs';

const { planBenchmark } = /** @type {typeof import('../../packages/harness/src/index.ts')} */ (await load('packages/harness/src/index.ts'));
const { createServer } = /** @type {typeof import('../../packages/harness/src/run/perform/serve.ts')} */ (await load('packages/harness/src/run/perform/serve.ts'));
const { installRecorder } = /** @type {typeof import('../../packages/engines/src/tensorflow/recorder.ts')} */ (await load('packages/engines/src/tensorflow/recorder.ts'));
const benchmarks = /** @type {typeof import('../../benchmarks/src/index.ts')} */ (await load('benchmarks/src/index.ts'));

/** Seconds and bytes that nothing here comes to. */
const LIMITS = { seconds: 3600, memory: 2 ** 34 };

const [name = '', profile = '', part = ''] = process.argv.slice(2);
const store = mkdtempSync(join(tmpdir(), 'exitbench-feeding-'));
try {
  const { engine: id } = engines.chooseEngine({ requested: undefined, env: process.env });
  const benchmark = Object.values(benchmarks).find((b) => b.id === name);
  if (benchmark === undefined) throw new Error(`There is no benchmark \`${name}\`. Known: ${Object.keys(benchmarks).join(', ')}.`);
  const plan = await planBenchmark(benchmark, { profile, engine: { ...engines.readFingerprint(id) } });
  const cell = plan.cells.find((c) => c.id.includes(part));
  if (cell === undefined) throw new Error(`No cell has \`${part}\` in its name. The first is \`${String(plan.cells[0]?.id)}\`.`);
  const needed = new Set(cell.nodes);
  await engines.startEngine(id);
  const watch = watchKernels();
  // It has the binding's functions from before they were watched.
  if (id === 'tensorflow') installRecorder();
  const server = createServer({ measuresMemory: false });
  const rows = [];
  for (const { key, kind, label, inputs, task, macs } of plan.nodes.filter((n) => needed.has(n.key) && n.kind !== 'analyse')) {
    watch.take(0);
    const began = performance.now();
    const end = await server.run({ key, kind, label, inputs, task, macs, store, engine: plan.engine, limits: LIMITS }, () => {}, new AbortController().signal);
    const wall = performance.now() - began;
    if (end.kind !== 'done') throw new Error(`${label}: ${end.failure.message}`);
    if (kind === 'phase' || kind === 'predict') rows.push(shareRow(label, watch.take(wall)));
  }
  console.log(`\n${cell.id} of ${name}, profile ${profile}, on ${id}\n`);
  console.log(markdownTable([['node', 'seconds', 'engine', 'copying in', 'rest'], ...rows], { align: ['l', 'r', 'r', 'r', 'r'] }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(store, { recursive: true, force: true });
}
