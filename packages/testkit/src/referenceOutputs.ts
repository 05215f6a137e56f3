import type { Network, Split, WeightValues } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { predict } from '@exitbench/training';

/**
 * What every exit answers at these weights, on the reference engine: to be compared with what another program, which
 * knows the architecture too, has answered once.
 *
 * @param split few samples, such as `arraySplit` makes: the reference engine is slow
 * @returns by name of the exit, [samples, width] flat
 */
export async function referenceOutputs(network: Network, weights: WeightValues, split: Split): Promise<{ readonly [exit: string]: Float32Array }> {
  await startEngine('cpu');
  return (await predict({ network, weights, split, batch: split.length })).heads;
}
