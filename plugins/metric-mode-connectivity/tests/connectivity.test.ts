import { type ModelHandle, type Split, type WeightValues, known } from '@exitbench/core';
import { beforeAll, describe, expect, it } from 'vitest';

import { atLast, cellWith, compute, handleOf, trained } from './support/trained.ts';

let [one, two]: readonly WeightValues[] = [];
let handle: ModelHandle;
const [first, second] = [() => known(one, 'trained'), () => known(two, 'trained')];

beforeAll(async () => {
  handle = await handleOf(1);
  [one, two] = [await trained(1), await trained(2)];
}, 300_000);

describe('a path (I14)', () => {
  it('of a solution to itself has no barrier', async () => {
    const { pairs, loss } = await compute([await cellWith('a', first()), await cellWith('b', first())]);
    expect(pairs).toEqual([{ name: 'a – b', a: 'a', b: 'b', kind: 'regimes', barrier: 0, errorBarrier: 0, distance: 0 }]);
    expect(new Set(loss['a – b']).size).toBe(1);
  });

  it('is the same from either end, and whatever the order of the cells', async () => {
    const forth = await compute([await cellWith('a', first()), await cellWith('b', second())], { layers: true });
    const back = await compute([await cellWith('b', first()), await cellWith('a', second())], { layers: true });
    const [f, b] = [known(forth.pairs[0], 'a pair'), known(back.pairs[0], 'a pair')];
    expect(f.barrier).toBeGreaterThan(0.01);
    expect(b.barrier).toBeCloseTo(f.barrier, 12);
    expect(b.errorBarrier).toBeCloseTo(f.errorBarrier, 12);
    expect(b.distance).toBeCloseTo(f.distance, 12);
    expect(back.loss['a – b']?.toReversed()).toEqual(forth.loss['a – b']);
    known(forth.layers.barrier['a – b'], 'layers').forEach((barrier, i) => expect(back.layers.barrier['a – b']?.[i]).toBeCloseTo(barrier, 12));
  });

  it('ends in the endpoints’ own losses and errors', async () => {
    const { cells, loss, error } = await compute([await cellWith('a', first()), await cellWith('b', second())]);
    for (const [i, end] of [0, -1].entries()) {
      const cell = known(cells[i], 'two cells');
      const [own] = await handle.losses(i === 0 ? first() : second(), handle.splits.train, [atLast]);
      expect(cell.ownLoss).toBeCloseTo(known(own, 'a loss'), 6);
      // Their statistics are exact, so taking them anew changes rounding only.
      expect(loss['a – b']?.at(end)).toBeCloseTo(cell.ownLoss, 4);
      expect(error['a – b']?.at(end)).toBe(cell.ownError);
    }
  });

  it('does not end there when re-estimation keeps old running averages: that is caught', async () => {
    /** A moving average, as in training: 0.9 old + 0.1 new, once. */
    const reestimate = async (values: WeightValues, source: Split): Promise<WeightValues> => {
      const exact = await handle.reestimate(values, source);
      const isStatistic = (path: string): boolean => path.endsWith('/mean') || path.endsWith('/variance');
      return Object.fromEntries(Object.entries(exact).map(([path, { shape, values: v }]) =>
        [path, { shape, values: isStatistic(path) ? v.map((x, i) => 0.9 * (values[path]?.values[i] as number) + 0.1 * x) : v }]));
    };
    const { cells } = await compute([await cellWith('a', first(), {}, { reestimate }), await cellWith('b', second(), {}, { reestimate })]);
    cells.forEach(({ loss, ownLoss }) => expect(Math.abs(loss - ownLoss)).toBeGreaterThan(0.05));
  });

  it('has a barrier between a solution and the same with hidden units in another order, whose losses are equal', async () => {
    const { pairs, cells } = await compute([await cellWith('a', first()), await cellWith('b', rotated(first()))]);
    const [a, b] = cells;
    expect(b?.loss).toBeCloseTo(known(a, 'two cells').loss, 5);
    expect(pairs[0]?.barrier).toBeGreaterThan(0.05);
  });

  it('without paths has the barriers of single blocks alone, the same ones', async () => {
    const cells = [await cellWith('a', first()), await cellWith('b', second())];
    const [whole, single] = [await compute(cells, { layers: true }), await compute(cells, { layers: true, paths: false })];
    expect([single.alphas, single.pairs, single.loss, single.error]).toEqual([[], [], {}, {}]);
    expect(single.layers).toEqual(whole.layers);
  });

  it('leaves the cells’ weights as they are', async () => {
    const before = structuredClone([first(), second()]);
    await compute([await cellWith('a', first()), await cellWith('b', second())], { layers: true });
    expect([first(), second()]).toEqual(before);
  });
});

describe('cells', () => {
  const names = (pairs: readonly { readonly name: string; readonly kind: string }[]): readonly string[] => pairs.map((p) => `${p.kind}: ${p.name}`);

  it('are paired when ranked, and with their own controls in another order', async () => {
    const cells = [
      await cellWith('mixed', first()), await cellWith('disjoint', second()),
      await cellWith('disjoint, order 1', first(), { regime: 'regime-disjoint', role: 'control', order: 1 }),
      // Not the same but for the order: another share, and a control of nothing.
      await cellWith('mixed .9, order 1', first(), { regime: 'regime-mixed', role: 'control', order: 1, params: { share: 0.9 } }),
      await cellWith('joint-long', first(), { role: 'control' }),
    ];
    const { pairs } = await compute(cells, { steps: 2 });
    expect(names(pairs)).toEqual(['regimes: disjoint – mixed', 'order: disjoint – disjoint, order 1']);
    expect((await compute(cells.toReversed(), { steps: 2 })).pairs).toEqual(pairs);
  });

  it('span a plane when three are ranked: the first by name is its origin', async () => {
    const third = await trained(3, 5);
    const cells = [await cellWith('mixed', second()), await cellWith('joint', third), await cellWith('disjoint', first())];
    const { plane } = await compute(cells, { steps: 2, plane: 3 });
    expect(plane.points.map((p) => p.label)).toEqual(['disjoint', 'joint', 'mixed']);
    expect(plane.points[0]).toEqual({ x: 0, y: 0, label: 'disjoint' });
    expect(plane.z.map((row) => row.length)).toEqual([3, 3, 3]);
    expect((await compute(cells.slice(1), { steps: 2, plane: 3 })).plane.points).toEqual([]);
  });
});

/** The five units of the last block move up by two, and so does what the classifier reads of them: the same function. */
function rotated(weights: WeightValues): WeightValues {
  const rotate = (path: string, [units, each]: readonly [number, number]): readonly [string, WeightValues[string]] => {
    const { shape, values } = known(weights[path], `${path} is a weight of the tiny network`);
    // `each` values belong to a unit, one after the other, and `units` units follow each other.
    const from = (i: number): number => i - (Math.floor(i / each) % units) * each + ((Math.floor(i / each) + 2) % units) * each;
    return [path, { shape, values: values.map((_, i) => values[from(i)] as number) }];
  };
  const outputs = ['linear/kernel', 'linear/bias', 'norm/scale', 'norm/offset', 'norm/mean', 'norm/variance'].map((name) => rotate(`block2/${name}`, [5, 1]));
  return { ...weights, ...Object.fromEntries([...outputs, rotate('classifier/kernel', [5, 3])]) };
}
