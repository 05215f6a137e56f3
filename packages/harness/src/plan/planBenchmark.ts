import { type Benchmark, ExitbenchError, type Json, known } from '@exitbench/core';

import type { CodeMemo } from '../digest/codeMemo.ts';
import { planArms } from './arm.ts';
import { noTwice } from './checks.ts';
import { digestCode } from './code.ts';
import { buildGraph } from './graph.ts';
import { useLabel } from './labels.ts';
import type { EngineFingerprint, Plan, PlannedMetric } from './plan.ts';
import { resolveBenchmark } from './resolveBenchmark.ts';
import type { Plugins, ResolvedBenchmark } from './resolvedBenchmark.ts';
import { type Selection, select } from './select.ts';
import { sourcesOf } from './sources.ts';

export interface PlanOptions {
  readonly profile: string;
  /** The engine that the nodes are for, as read without loading it. */
  readonly engine: EngineFingerprint;
  /** A part of the benchmark; default all of it. */
  readonly only?: Selection;
  /** What volatile results depend on beside the engine: the machine's description. */
  readonly machine?: Json;
  /** Reads the code that nodes run. Default: from the files of plugins, training and engine. */
  readonly readCode?: typeof digestCode;
  /** What is known of code that has not changed. Default: what this process has read. */
  readonly memo?: CodeMemo;
}

/**
 * What a run of a benchmark will do: the product of its axes, the run graph with its keys, and what everything costs.
 * Loads no engine and makes no tensor.
 *
 * @throws ExitbenchError with the configuration path of what does not hold together; `nothing-selected`
 */
export async function planBenchmark(benchmark: Benchmark, options: PlanOptions): Promise<Plan> {
  const { benchmark: whole, plugins } = resolveBenchmark(benchmark, options.profile);
  const resolved = select(whole, plugins, options.only ?? {});
  const arms = planArms(resolved, plugins);
  const code = await (options.readCode ?? digestCode)(plugins, options.engine.engine, options.memo);
  const metrics = resolved.metrics.map((m) => planMetric(m, plugins));
  const graph = buildGraph({
    arms, metrics, plugins, seeds: resolved.seeds, tuning: resolved.tune, machine: options.machine ?? null,
    grounds: { code, engine: { ...options.engine, code: code.engine }, evaluationBatch: resolved.evaluationBatch },
  });
  if (graph.cells.length === 0) throw new ExitbenchError('nothing-selected', 'There is nothing to run.', { at: resolved.id });
  noTwice(graph.cells.map((c) => c.id), 'cell', `${resolved.id}.cells`, 'Two axes give one name: give a plugin, head or combiner another id.');
  return { benchmark: resolved, engine: options.engine, arms, metrics, sources: sourcesOf(resolved, plugins), code: code.lines, ...graph };
}

// ---------------------------------------------------------------------------------------------------------------------

function planMetric(used: ResolvedBenchmark['metrics'][number], plugins: Plugins): PlannedMetric {
  const { params, revision, label: title, unit, direction, shows, volatile = false, needs, serves, schema, scope } = known(plugins.metrics.get(used.id), 'resolved plugins are collected');
  return {
    ...used, label: useLabel(used, params), title, revision, unit, direction, shows: 'kind' in shows ? [shows] : shows, volatile, needs, serves, schema, scope,
  };
}
