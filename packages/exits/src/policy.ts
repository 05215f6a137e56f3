import type { ExitDecision, StoredOutputs, Task } from '@exitbench/core';

/** Where each sample stops, and whose answer it gets. They differ only where a policy falls back on an earlier exit. */
export interface Decisions {
  /** Index of the exit after which the sample's computation ends: its cost. */
  readonly left: Int32Array;
  /** Index of the exit whose output is emitted. */
  readonly answer: Int32Array;
}

/** A rule that decides at which exit a sample leaves. A matter of evaluation: nothing is trained for it. */
export interface Policy {
  readonly id: string;
  readonly title: string;
  /** Kinds of task that it can serve. */
  readonly serves: readonly Task['kind'][];
  /** The sweep, cheapest first: a larger setting never costs less. */
  readonly settings: readonly number[];
  /** Reads the outputs once; the function that it returns decides at any setting. The last exit takes whoever is left. */
  decide(outputs: StoredOutputs): (setting: number) => Decisions;
  /** The same rule for incremental inference, exit by exit. Absent where an answer needs exits beyond the one left at. */
  readonly online?: (setting: number) => ExitDecision;
}

/** n numbers from 0 to 1, both ends included. */
export function unitSteps(n: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => i / (n - 1));
}
