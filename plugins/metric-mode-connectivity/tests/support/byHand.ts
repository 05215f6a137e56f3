import { type ModelHandle, type WeightValues, known } from '@exitbench/core';
import { cellData } from '@exitbench/testkit';

import { atLast } from './trained.ts';

/** Weights that no training has moved, another draw for each seed. */
export async function drawn(seed: number): Promise<WeightValues> {
  return (await cellData('classification', seed, 0)).weights.end;
}

/** The weights that begin with one of `places` taken to `share` of the way, all others where they are. */
export function movedTo(from: WeightValues, to: WeightValues, share: number, ...places: readonly string[]): WeightValues {
  return Object.fromEntries(Object.entries(from).map(([path, { shape, values }]) => {
    const moves = places.some((place) => path.startsWith(`${place}/`)) && !path.includes('/head/');
    return [path, { shape, values: moves ? values.map((v, i) => (1 - share) * v + share * (known(to[path], 'the same network').values[i] as number)) : values }];
  }));
}

/** The last exit's loss on all training samples, with statistics of the same. */
export async function lossByHand(handle: ModelHandle, weights: WeightValues): Promise<number> {
  const { train } = handle.splits;
  return known((await handle.losses(await handle.reestimate(weights, train), train, [atLast]))[0], 'a loss');
}

/** The share of samples for which the class with the largest of the last exit's logits is not the label. */
export async function errorByHand(handle: ModelHandle, weights: WeightValues, part: 'train' | 'test'): Promise<number> {
  const split = handle.splits[part];
  const { exits } = await handle.forward(await handle.reestimate(weights, handle.splits.train), split);
  const logits = known(exits['classifier'], 'the last exit');
  const wrong = Array.from(split.labels, (label, s) => {
    const row = [...logits.subarray(3 * s, 3 * s + 3)];
    return row.indexOf(Math.max(...row)) !== label;
  });
  return wrong.filter(Boolean).length / split.length;
}
