import { type ModelHandle, type WeightSpec, type WeightValues, known, randomStream, resolveParams, resolveSeed, uniqueWeights } from '@exitbench/core';
import { cellData, openCell } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { filterNormalised } from '../src/direction.ts';
import { plugin } from '../src/index.ts';

interface Result {
  readonly norm: number;
  readonly sharpness: { readonly [radius: string]: readonly number[] };
  readonly plane: { readonly x: readonly number[]; readonly z: { readonly [output: string]: readonly (readonly number[])[] } };
}

const EXITS = ['block0', 'block1', 'classifier'];
const cellOf = async () => openCell(await cellData('classification', 1, 0));
const specsOf = ({ network }: ModelHandle, statistic: boolean): readonly WeightSpec[] => uniqueWeights(network.nodes.map((n) => n.piece)).filter((w) => (w.statistic === true) === statistic);
const compute = async (handle: ModelHandle, params: { readonly [name: string]: unknown }): Promise<Result> =>
  (await plugin.compute([{ ...(await cellOf()), handle }], resolveParams(plugin.params, { steps: 3, lines: 2, surfaces: 'all', ...params }, 'test'))) as unknown as Result;

/** The Euclidean norm of all weights that are trained. */
const normOf = (specs: readonly WeightSpec[], values: { readonly [path: string]: { readonly values: Float32Array } | undefined }): number =>
  Math.sqrt(specs.reduce((sum, { path }) => sum + known(values[path], 'has a value').values.reduce((s, v) => s + v * v, 0), 0));

/** Losses by hand: the mean of the exits' first, at the weights moved along a named direction that is made as long as they are. */
async function byHand(handle: ModelHandle) {
  const values = await handle.weights();
  const specs = specsOf(handle, false);
  const norm = normOf(specs, values);
  const direction = (name: string): { readonly [path: string]: Float64Array } => {
    const filtered = filterNormalised(specs, values, 'zero', (path) => randomStream(resolveSeed(0), 'analysis', `loss-landscape/${name}/${path}`));
    const length = Math.sqrt(Object.values(filtered).reduce((sum, list) => sum + list.reduce((s, v) => s + v * v, 0), 0));
    return Object.fromEntries(Object.entries(filtered).map(([path, list]) => [path, list.map((v) => (v / length) * norm)]));
  };
  const at = async (amount: number, name: string): Promise<readonly number[]> => {
    const along = direction(name);
    const moved = Object.fromEntries(Object.entries(values).map(([path, { shape, values: theta }]) => [path, { shape, values: theta.map((v, i) => v + amount * (along[path]?.[i] ?? 0)) }]));
    const losses: number[] = [];
    for (const exit of EXITS) losses.push(known((await handle.losses(moved, handle.splits.train, [{ kind: 'task', at: [exit], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 }]))[0], 'one'));
    return [losses.reduce((a, b) => a + b, 0) / 3, ...losses];
  };
  return { norm, at };
}

const OUTPUTS = ['training loss', ...EXITS];

describe('off the centre', () => {
  it('losses are those of the weights moved by hand: along x the first direction, along y the second', async () => {
    const { handle } = await cellOf();
    const { plane, norm } = await compute(handle, { lines: 1 });
    const hand = await byHand(handle);
    expect(norm).toBeCloseTo(hand.norm, 10);
    const [right, left, up] = [await hand.at(0.5, 'first'), await hand.at(-0.5, 'first'), await hand.at(0.5, 'second')];
    OUTPUTS.forEach((name, k) => {
      const z = known(plane.z[name], 'all are kept');
      // Four significant digits; rows are of y.
      const close = (height: number | undefined, by: number | undefined): void => expect((height ?? NaN) / (by ?? NaN)).toBeCloseTo(1, 3);
      close(z[1]?.[2], right[k]);
      close(z[1]?.[0], left[k]);
      close(z[2]?.[1], up[k]);
      // With axes exchanged they would be far off.
      expect(Math.abs((right[k] ?? NaN) / (up[k] ?? NaN) - 1)).toBeGreaterThan(0.01);
    });
  });

  it('sharpness is the mean rise over lines of their own, at each radius in norms of the weights', async () => {
    const { handle } = await cellOf();
    const { sharpness } = await compute(handle, {});
    const hand = await byHand(handle);
    const centre = await hand.at(0, 'line 0');
    for (const radius of [0.05, 0.1, 0.25]) {
      const [first, second] = [await hand.at(radius, 'line 0'), await hand.at(radius, 'line 1')];
      const rises = centre.map((c, k) => ((first[k] ?? NaN) + (second[k] ?? NaN)) / 2 - c);
      expect(sharpness[`at ${radius} ‖θ‖`]).toEqual(rises.map((r) => expect.closeTo(r, 5)));
      // Two lines are two: one of them twice would be off by half of this, and that is five times what is let pass.
      expect(Math.abs((first[0] ?? NaN) - (second[0] ?? NaN))).toBeGreaterThan(5e-5);
    }
  });
});

it('running statistics stay where they are, whatever moves besides', async () => {
  const { handle } = await cellOf();
  const own = await handle.weights();
  const seen: WeightValues[] = [];
  const watched: ModelHandle = { ...handle, losses: async (weights, source, terms) => {
    seen.push(weights);
    return handle.losses(weights, source, terms);
  } };
  const { norm } = await compute(watched, { oneDim: 'library', lines: 1 });
  const [statistics, trained] = [specsOf(handle, true), specsOf(handle, false)];
  expect(norm).toBeCloseTo(normOf(trained, own), 10);
  expect(normOf([...trained, ...statistics], own)).toBeGreaterThan(norm + 0.01);
  expect(statistics.length).toBeGreaterThan(0);
  for (const weights of seen) for (const { path } of statistics) expect(weights[path]?.values).toEqual(own[path]?.values);
  // Scales and biases of the same layers do move.
  const scales = trained.filter((w) => w.role === 'norm');
  expect(scales.some(({ path, shape }) => shape.length === 1 && seen.some((weights) => weights[path]?.values.some((v, i) => v !== own[path]?.values[i])))).toBe(true);
});
