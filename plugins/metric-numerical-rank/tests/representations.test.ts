import { type ModelHandle, subset } from '@exitbench/core';
import { representations } from '@exitbench/nn';
import { networkCell } from '@exitbench/testkit';
import { expect, it } from 'vitest';

/** Blocks of 64, 16 and 5 values, 40 samples: the groups that are forwarded together, and whether any exit runs in vain. */
async function groupsWith(atOnce: number): Promise<{ readonly groups: readonly (readonly string[])[]; readonly exits: number; readonly values: readonly Float32Array[] }> {
  const { handle } = await networkCell('classification', 1);
  const groups: (readonly string[])[] = [];
  let exits = 0;
  const watched: ModelHandle = {
    ...handle,
    async forward(weights, source, options = {}) {
      groups.push(options.taps ?? []);
      const forwarded = await handle.forward(weights, source, options);
      exits += Object.keys(forwarded.exits).length;
      return forwarded;
    },
  };
  const values: Float32Array[] = [];
  for await (const found of representations(watched, await handle.weights(), handle.splits.test, atOnce)) values.push(found.values);
  return { groups, exits, values };
}

it('forwards blocks together while they fit, and at least one at a time', async () => {
  expect((await groupsWith(40 * 85)).groups).toEqual([['block0', 'block1', 'block2']]);
  expect((await groupsWith(40 * 80)).groups).toEqual([['block0', 'block1'], ['block2']]);
  expect((await groupsWith(40 * 21)).groups).toEqual([['block0'], ['block1', 'block2']]);
  expect((await groupsWith(1)).groups).toEqual([['block0'], ['block1'], ['block2']]);
});

it('runs no exit', async () => {
  expect((await groupsWith(1)).exits).toBe(0);
});

it('gives the same in whatever groups', async () => {
  expect((await groupsWith(1)).values).toEqual((await groupsWith(40 * 85)).values);
});

it('gives the rows of the source, in its order', async () => {
  const { handle } = await networkCell('classification', 1);
  const weights = await handle.weights();
  const first = async (positions: Int32Array): Promise<readonly number[]> => {
    for await (const { values } of representations(handle, weights, subset(handle.splits.test, positions))) return [...values];
    return [];
  };
  expect(await first(Int32Array.of(7, 3))).toEqual([...await first(Int32Array.of(7)), ...await first(Int32Array.of(3))].map((v) => expect.closeTo(v, 5)));
});
