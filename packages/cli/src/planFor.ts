import { cpus } from 'node:os';
import { join } from 'node:path';

import type { Benchmark } from '@exitbench/core';
import { chooseEngine, readFingerprint } from '@exitbench/engines';
import { type EngineFingerprint, type Plan, type Selection, cacheFolder, codeMemo, planBenchmark, watchPlanning } from '@exitbench/harness';

import type { BenchmarkOptions, SelectionOptions } from './context.ts';
import type { Io } from './io.ts';
import { profileFor } from './profileFor.ts';

export interface Planned {
  readonly plan: Plan;
  readonly engine: EngineFingerprint;
  /** Why this engine. */
  readonly why: string;
  /** How to get the engine that would be better, where none was asked for. */
  readonly faster?: string;
  /** Why another profile than was asked for. */
  readonly note?: string;
}

/** Chooses engine and profile and plans. @throws ExitbenchError for what does not hold together */
export async function planFor(benchmark: Benchmark, options: BenchmarkOptions, io: Io): Promise<Planned> {
  const { engine: id, why, candidates } = chooseEngine({ requested: options.engine, env: io.env });
  const engine: EngineFingerprint = { ...readFingerprint(id, io.env) };
  const { profile, note } = profileFor(benchmark, options.profile, id);
  const plan = await watchPlanning({ plugin: benchmark.id, method: 'planning' }, () => planBenchmark(benchmark, {
    profile, engine, only: selectionOf(options), machine: { cpu: cpus()[0]?.model.trim() ?? 'unknown', node: process.versions.node }, memo: codeMemo(join(cacheFolder(io.env), 'code-digests')),
  }));
  const [best] = candidates;
  const isChosenFreely = options.engine === undefined && !io.env['EXITBENCH_ENGINE'];
  const faster = isChosenFreely && best?.id !== id ? best?.remedy : undefined;
  return { plan, engine, why, ...(faster === undefined ? {} : { faster }), ...(note === undefined ? {} : { note }) };
}

// ---------------------------------------------------------------------------------------------------------------------

function selectionOf({ dataset, architecture, regime, metric, seed, epochs }: SelectionOptions): Selection {
  return {
    ...(dataset === undefined ? {} : { datasets: dataset }),
    ...(architecture === undefined ? {} : { architectures: architecture }),
    ...(regime === undefined ? {} : { regimes: regime }),
    ...(metric === undefined ? {} : { metrics: metric }),
    ...(seed === undefined ? {} : { seeds: seed }),
    ...(epochs === undefined ? {} : { epochs }),
  };
}
