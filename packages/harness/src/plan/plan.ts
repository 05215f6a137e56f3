import type { Json, Metric, MetricNeeds, NodeKey, ResolvedSeed, Shows } from '@exitbench/core';

import type { Arm, ExcludedArm } from './arm.ts';
import type { NodeIdentity, NodeKind, ResolvedNode } from './resolvedNode.ts';
import type { ResolvedBenchmark, ResolvedMetric } from './resolvedBenchmark.ts';
import type { NodeTask } from './task.ts';

/** One step of the run graph. */
export interface PlannedNode extends NodeIdentity {
  readonly kind: NodeKind;
  /** `backbone`, `metric-exit-accuracy`: what it is called in records. */
  readonly name: string;
  /** What it is called while it runs: with the cell that asked for it first. */
  readonly label: string;
  readonly after: readonly NodeKey[];
  /** Planned multiply-accumulates; 0 for what is not counted. */
  readonly macs: number;
  /** Batches that it trains or evaluates; 0 for what is not counted. */
  readonly steps: number;
  /** Whether nothing else may run meanwhile. */
  readonly alone: boolean;
  readonly inputs: ResolvedNode;
  readonly task: NodeTask;
}

/** An arm with a seed. */
export interface PlannedCell {
  readonly id: string;
  readonly arm: string;
  readonly seed: ResolvedSeed;
  /** Why it cannot be run; null where it can. */
  readonly excluded: string | null;
  /** Keys of the phases, in order. */
  readonly phases: readonly NodeKey[];
  /** Keys of all nodes that it needs, each after those that it reads. */
  readonly nodes: readonly NodeKey[];
}

/** A metric's result for some cells: where it will be. */
export interface PlannedValue {
  readonly metric: string;
  readonly cells: readonly string[];
  readonly key: NodeKey;
}

/** A cell that can be run and that a metric has no result for. */
export interface WithoutValue {
  readonly metric: string;
  readonly cell: string;
  /** The sentence that says why. */
  readonly reason: string;
}

export interface PlannedMetric extends ResolvedMetric {
  /** Unique in the plan: the plugin's id, with the parameters that are not at their default. */
  readonly label: string;
  readonly revision: number;
  readonly title: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower' | 'none';
  readonly shows: readonly Shows[];
  readonly volatile: boolean;
  readonly needs: MetricNeeds;
  /** Kinds of task; undefined for all. */
  readonly serves: Metric['serves'];
  readonly scope: Metric['scope'];
  readonly schema: { readonly [keyword: string]: Json };
}

/** What a run will do, before it does anything: no engine is loaded and no tensor made to get here. */
export interface Plan {
  readonly benchmark: ResolvedBenchmark;
  /** The engine's fingerprint. */
  readonly engine: EngineFingerprint;
  readonly arms: readonly (Arm | ExcludedArm)[];
  readonly cells: readonly PlannedCell[];
  readonly metrics: readonly PlannedMetric[];
  readonly values: readonly PlannedValue[];
  /** Results that there will not be. */
  readonly without: readonly WithoutValue[];
  /** Distinct nodes, each after those that it reads. */
  readonly nodes: readonly PlannedNode[];
  /** How many nodes cells ask for, and how many there are: nodes with equal keys run once. */
  readonly counts: { readonly [kind in NodeKind]: { readonly planned: number; readonly distinct: number } };
  /** Where the plugins come from. In no key and no committed plan: a better citation changes no number. */
  readonly sources: readonly PluginSource[];
  /** What each code digest is of, by digest. */
  readonly code: { readonly [digest: string]: readonly string[] };
}

/** Whose work a plugin is. */
export interface PluginSource {
  readonly kind: 'dataset' | 'architecture' | 'regime' | 'metric';
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  /** Of the data; null for what is not data. */
  readonly licence: string | null;
  /** What a metric computes. */
  readonly description?: string;
}

/** Everything about an engine that results depend on. */
export interface EngineFingerprint {
  /** Its id. */
  readonly engine: string;
  readonly [field: string]: Json;
}
