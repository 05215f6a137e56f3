import type { Labels, Split } from '@exitbench/core';
import { type Predictions, predict } from '@exitbench/training';

import { partOfNetwork } from '../../plan/partOfNetwork.ts';
import type { NodeTask } from '../../plan/task.ts';
import type { Context } from './context.ts';
import { loadNetwork } from './loadNetwork.ts';
import { weightsOf } from './performPhase.ts';
import { type Performed, asJson } from './results.ts';
import { stopwatch } from './stopwatch.ts';

/**
 * Evaluates every exit, and its combiner, on validation and test: once, for all metrics. Of a trial, what has run so far, on validation
 * alone; on another data set, its test part alone.
 */
export async function performPredict(task: Extract<NodeTask, { kind: 'predict' }>, context: Context): Promise<Performed> {
  const whole = await loadNetwork(task.network);
  const network = task.pieces === null ? whole : partOfNetwork(whole, task.pieces);
  const weights = await weightsOf(task.previous, context.store);
  const useful = stopwatch();
  const splits = await useful.of(() => context.splits(task.on ?? task.network.dataset));
  await context.startEngine();
  const parts: Evaluated[] = [];
  for (const name of partsOf(task)) {
    parts.push({ name, split: splits[name], of: await useful.of(() => predict({ network, weights, split: splits[name], batch: task.evaluationBatch })) });
  }
  const [first] = parts as [Evaluated];
  return {
    result: asJson({
      width: network.task.kind === 'classification' ? network.task.classes : 1,
      samples: { validation: lengthOf('validation', parts), test: lengthOf('test', parts) },
      labels: first.split.labels instanceof Int32Array ? 'int32' : 'float32',
      heads: Object.keys(first.of.heads),
      combined: Object.keys(first.of.combined),
    }),
    payloads: Object.fromEntries(parts.flatMap(({ name, split, of: { heads, combined } }) => [
      [`${name}-labels`, bytesOf(split.labels)] as const,
      ...Object.entries(heads).map(([exit, values]) => [headPayload(name, exit), bytesOf(values)] as const),
      ...Object.entries(combined).map(([exit, values]) => [combinedPayload(name, exit), bytesOf(values)] as const),
    ])),
    useful: useful.seconds(),
    before: null,
  };
}

export function headPayload(split: string, exit: string): string {
  return `${split}/${exit}`;
}

export function combinedPayload(split: string, exit: string): string {
  return `${split}/${exit}/combined`;
}

// ---------------------------------------------------------------------------------------------------------------------

interface Evaluated {
  readonly name: 'validation' | 'test';
  readonly split: Split;
  readonly of: Predictions;
}

function partsOf({ pieces, on }: Extract<NodeTask, { kind: 'predict' }>): readonly Evaluated['name'][] {
  if (on !== null) return ['test'];
  return pieces === null ? ['validation', 'test'] : ['validation'];
}

function lengthOf(name: Evaluated['name'], parts: readonly Evaluated[]): number {
  return parts.find((p) => p.name === name)?.split.length ?? 0;
}

/** Little-endian: every platform that Node runs our engines on is. */
function bytesOf(values: Labels): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
