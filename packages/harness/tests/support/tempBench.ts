import { type Benchmark, type BenchmarkSize, defineBenchmark } from '@exitbench/core';
import { readFingerprint } from '@exitbench/engines';
import { gapHead } from '@exitbench/nn';

import { type EngineFingerprint, type Plan, planBenchmark } from '../../src/index.ts';
import type { PlanOptions } from '../../src/plan/planBenchmark.ts';
import { accuracy } from './plugins/metrics.ts';
import { disjoint, joint, mixed } from './plugins/regimes.ts';
import { tinyData } from './plugins/tinyData.ts';
import { tinyNet } from './plugins/tinyNet.ts';

export { tempFolder } from './tempFolder.ts';

/** The reference engine: it needs no set-up, and tiny networks are fast on it. */
export const ENGINE = readFingerprint('cpu') as unknown as EngineFingerprint;

/** A throw-away benchmark with fakes of all kinds: one arm a regime, one seed. */
export function tempBench(change: Partial<Benchmark> = {}): Benchmark {
  const size: BenchmarkSize = {
    datasets: [tinyData], architectures: [tinyNet], exits: [{ placement: 'dense', head: gapHead }], regimes: [joint, mixed, disjoint],
    metrics: [accuracy], seeds: [0], epochs: 2, data: { train: 40, validation: 20 },
  };
  return defineBenchmark({ id: 'temp', title: 'Throw-away', question: 'Does it work?', ...size, profiles: { all: {} }, ...change });
}

/** Its plan, for the reference engine unless another is named. */
export function tempPlan(change: Partial<Benchmark> = {}, options: Partial<PlanOptions> = {}): Promise<Plan> {
  return planBenchmark(tempBench(change), { profile: 'all', engine: ENGINE, ...options });
}

/** Keys of the nodes of a kind, sorted; of phases, of those with a name. */
export function keysOf(plan: Plan, kind: Plan['nodes'][number]['kind'], name?: string): readonly string[] {
  return plan.nodes.filter((n) => n.kind === kind && (name === undefined || n.name === name)).map((n) => n.key).toSorted();
}
