import { known, paramsSchema, resolveParams } from '@exitbench/core';
import { cellData, openCell, testMetric } from '@exitbench/testkit';
import { expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

testMetric(plugin, { params: { steps: 3, lines: 1, images: 60 } });

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

type Result = {
  readonly outputs: readonly string[]; readonly loss: readonly number[]; readonly flat: readonly number[]; readonly norm: number;
  readonly sharpness: { readonly [radius: string]: readonly number[] };
  readonly plane: { readonly x: readonly number[]; readonly y: readonly number[]; readonly z: { readonly [output: string]: readonly (readonly number[])[] } };
};

async function compute(params: { readonly [name: string]: unknown }): Promise<Result> {
  const cell = openCell(await cellData('classification', 1, 0));
  return (await plugin.compute([cell], resolveParams(plugin.params, { steps: 3, lines: 1, ...params }, 'test'))) as unknown as Result;
}

it('has the trained weights in the middle, where each exit has its own loss and training the mean of them', async () => {
  const { handle, exits } = openCell(await cellData('classification', 1, 0));
  const own: number[] = [];
  for (const { name } of exits) {
    const [loss] = await handle.losses(await handle.weights(), handle.splits.train, [{ kind: 'task', at: [name], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 }]);
    own.push(known(loss, 'one'));
  }
  const { loss, outputs, plane } = await compute({ surfaces: 'all' });
  expect(outputs).toEqual(['training loss', 'block0', 'block1', 'classifier']);
  [(own[0] ?? 0) / 3 + (own[1] ?? 0) / 3 + (own[2] ?? 0) / 3, ...own].forEach((l, k) => expect(loss[k]).toBeCloseTo(l, 6));
  // Four significant digits.
  outputs.forEach((name, k) => expect(plane.z[name]?.[1]?.[1]).toBe(Number(known(loss[k], 'one each').toPrecision(4))));
  expect([plane.x, plane.y]).toEqual([[-0.5, 0, 0.5], [-0.5, 0, 0.5]]);
});

it('keeps the surfaces of the training loss and the last exit', async () => {
  expect(Object.keys((await compute({})).plane.z)).toEqual(['training loss', 'classifier']);
});

it('moves heads alone: the last exit, whose classifier is the backbone’s, stays as it is', async () => {
  const { plane, sharpness } = await compute({ part: 'heads' });
  expect(new Set(known(plane.z['classifier'], 'kept').flat()).size).toBe(1);
  expect(new Set(known(plane.z['training loss'], 'kept').flat()).size).toBe(9);
  expect(sharpness['at 0.1 ‖θ‖']?.at(-1)).toBe(0);
});

it('moves the backbone alone: lengths are in units of its norm', async () => {
  const [backbone, heads, all] = [await compute({ part: 'backbone' }), await compute({ part: 'heads' }), await compute({})];
  // Parts do not overlap: squares add up.
  expect(backbone.norm * backbone.norm + heads.norm * heads.norm).toBeCloseTo(all.norm * all.norm, 4);
});

it('says of weights that diverged that they did', async () => {
  const cell = openCell(await cellData('classification', 1, 0));
  for (const bad of [NaN, Infinity]) {
    const handle = { ...cell.handle, weights: async () => Object.fromEntries(Object.entries(await cell.handle.weights()).map(([path, { shape, values }], i) => [path, { shape, values: i === 0 ? values.map(() => bad) : values }])) };
    const found = plugin.compute([{ ...cell, handle }], resolveParams(plugin.params, { steps: 3, lines: 1 }, 'test'));
    await expect(found).rejects.toMatchObject({ code: 'diverged', hint: expect.stringContaining('diverged') });
  }
});

it('says how far each axis reaches, and of what', async () => {
  expect(await compute({})).toMatchObject({ plane: { axes: { x: 'first random direction, in ‖θ‖', y: 'second random direction, in ‖θ‖' } } });
});

it('zooms: twice as near is half as far', async () => {
  expect((await compute({ zoom: 2 })).plane.x).toEqual([-0.25, 0, 0.25]);
});
