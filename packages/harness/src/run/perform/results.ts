import type { Json } from '@exitbench/core';
import type { History, RateChoice } from '@exitbench/training';

import type { Spent, Work } from '../../store/entry.ts';

/** What running a node gives: a small part and large ones. */
export interface Performed {
  readonly result: Json;
  readonly payloads: { readonly [name: string]: Uint8Array };
  /** Seconds that went into steps, data, evaluation or a metric in this process. */
  readonly useful: number;
  /** What a process before this one had spent on it; null where it began here. */
  readonly before: Spent | null;
  /** What is stored as its work where that is not what was measured: a copy took what its original did. */
  readonly work?: Work;
}

/** Stored of a data set: what it was made of. */
export interface PrepareResult {
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
}

/** Stored of a phase, with the payloads `weights` and one for each snapshot. */
export interface PhaseStored {
  readonly steps: number;
  readonly macs: number;
  readonly history: History | null;
  readonly snapshots: readonly { readonly share: number; readonly payload: string }[];
}

/** Stored of a prediction, with a payload `<split>/<exit>` for each exit, `<split>/<exit>/combined` and `<split>-labels`. */
export interface PredictStored {
  readonly width: number;
  readonly samples: { readonly validation: number; readonly test: number };
  readonly labels: 'int32' | 'float32';
  /** Exits that have outputs, and those of which a combiner has. */
  readonly heads: readonly string[];
  readonly combined: readonly string[];
}

/** Stored of a selection. */
export type SelectStored = RateChoice;

/** Stored of an analysis. */
export interface AnalyseStored {
  readonly value: Json;
}

/** Interfaces have no index signature; the store checks that the content is JSON. */
export function asJson(value: PrepareResult | PhaseStored | PredictStored | SelectStored | AnalyseStored): Json {
  return value as unknown as Json;
}
