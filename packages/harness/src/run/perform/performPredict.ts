import type { Labels, Split } from '@exitbench/core';
import { type Predictions, predict } from '@exitbench/training';

import type { NodeTask } from '../../plan/task.ts';
import type { Context } from './context.ts';
import { loadNetwork } from './loadNetwork.ts';
import { weightsOf } from './performPhase.ts';
import { type Performed, asJson } from './results.ts';

/** Evaluates every exit, and its combiner, on validation and test: once, for all metrics. */
export async function performPredict(task: Extract<NodeTask, { kind: 'predict' }>, context: Context): Promise<Performed> {
  const network = await loadNetwork(task.network);
  const weights = await weightsOf(task.previous, context.store);
  const { validation, test } = await context.splits(task.network.dataset);
  await context.startEngine();
  const evaluate = (split: Split): Promise<Predictions> => predict({ network, weights, split, batch: task.evaluationBatch });
  const parts = [['validation', validation, await evaluate(validation)], ['test', test, await evaluate(test)]] as const;
  const [, , first] = parts[0];
  return {
    result: asJson({
      width: network.task.kind === 'classification' ? network.task.classes : 1,
      samples: { validation: validation.length, test: test.length },
      labels: validation.labels instanceof Int32Array ? 'int32' : 'float32',
      heads: Object.keys(first.heads),
      combined: Object.keys(first.combined),
    }),
    payloads: Object.fromEntries(parts.flatMap(([name, split, { heads, combined }]) => [
      [`${name}-labels`, bytesOf(split.labels)] as const,
      ...Object.entries(heads).map(([exit, values]) => [headPayload(name, exit), bytesOf(values)] as const),
      ...Object.entries(combined).map(([exit, values]) => [combinedPayload(name, exit), bytesOf(values)] as const),
    ])),
  };
}

export function headPayload(split: string, exit: string): string {
  return `${split}/${exit}`;
}

export function combinedPayload(split: string, exit: string): string {
  return `${split}/${exit}/combined`;
}

// ---------------------------------------------------------------------------------------------------------------------

/** Little-endian: every platform that Node runs our engines on is. */
function bytesOf(values: Labels): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
