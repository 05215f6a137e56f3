/** A program: plans, and prints which packages of TensorFlow.js were loaded; then again after an engine was started. */
import { createRequire } from 'node:module';

import { readFingerprint, startEngine } from '@exitbench/engines';
import { defineBenchmark } from '@exitbench/core';
import { gapHead } from '@exitbench/nn';

import { type EngineFingerprint, planBenchmark } from '../../src/index.ts';
import { accuracy } from './plugins/metrics.ts';
import { disjoint, joint } from './plugins/regimes.ts';
import { tinyData } from './plugins/tinyData.ts';
import { tinyNet } from './plugins/tinyNet.ts';

const benchmark = defineBenchmark({
  id: 'temp', title: 'Throw-away', question: 'What is loaded?', datasets: [tinyData], architectures: [tinyNet], exits: [{ placement: 'dense', head: gapHead }],
  regimes: [joint, disjoint], metrics: [accuracy], seeds: [0], epochs: 2, data: { train: 40, validation: 20 }, profiles: { all: {} },
});
await planBenchmark(benchmark, { profile: 'all', engine: readFingerprint('cpu') as unknown as EngineFingerprint });
const loaded = packages();
await startEngine('cpu');
process.stdout.write(JSON.stringify({ loaded, started: packages() }));

function packages(): readonly string[] {
  const files = Object.keys(createRequire(import.meta.url).cache);
  return [...new Set(files.flatMap((file) => /node_modules\/@tensorflow\/(tfjs[^/]*)\//.exec(file)?.[1] ?? []))];
}
