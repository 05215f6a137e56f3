/** A program: plans a ResNet-34, and prints its cost and which packages of TensorFlow.js were loaded; then again after an engine was started. */
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { plugin as resnet } from '@exitbench/architecture-resnet';
import { defineBenchmark, use } from '@exitbench/core';
import { planBenchmark } from '@exitbench/harness';
import { plugin as exitAccuracy } from '@exitbench/metric-exit-accuracy';
import { pooledHead } from '@exitbench/nn';
import { plugin as joint } from '@exitbench/regime-joint';
import { plugin as mixed } from '@exitbench/regime-mixed';

import { images100 } from './images100.ts';

const benchmark = defineBenchmark({
  id: 'resnet34', title: 'ResNet-34', question: 'What is loaded?', datasets: [images100], architectures: [use(resnet, { depth: 34 })],
  exits: [{ placement: ['block4', 'block6', 'block8', 'block10', 'block12', 'block14'], head: pooledHead }], regimes: [joint, mixed], metrics: [exitAccuracy],
  seeds: [0], epochs: 1, data: { train: 45_000, validation: 5_000 }, profiles: { all: {} },
});
const plan = await planBenchmark(benchmark, { profile: 'all', engine: { engine: 'wasm' } });
const arms = plan.arms.map((arm) => (arm.excluded === null ? { base: arm.costs.base, blocks: arm.network.nodes.filter((n) => n.part === 'block').length, phases: arm.phases.length } : arm.excluded));
const loaded = packages();
const { startEngine } = (await import(enginesOfHarness())) as { readonly startEngine: (engine: 'cpu') => Promise<unknown> };
await startEngine('cpu');
process.stdout.write(JSON.stringify({ arms, loaded, started: packages() }));

/** Benchmarks know no engine; the harness does. */
function enginesOfHarness(): string {
  return pathToFileURL(createRequire(fileURLToPath(import.meta.resolve('@exitbench/harness'))).resolve('@exitbench/engines')).href;
}

function packages(): readonly string[] {
  const files = Object.keys(createRequire(import.meta.url).cache);
  return [...new Set(files.flatMap((file) => /node_modules\/@tensorflow\/(tfjs[^/]*)\//.exec(file)?.[1] ?? []))];
}
