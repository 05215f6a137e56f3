import { type CellView, known, paramsSchema } from '@exitbench/core';
import { networkCell, testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { miniBatches } from '../src/measure.ts';
import { plugin } from '../src/index.ts';
import { blocksOf, lossOf } from '../src/parts.ts';

// One snapshot of each phase: the reference engine takes a while for gradients.
testMetric(plugin, { params: { percent: [100] } });

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

interface Moment {
  readonly phase: number;
  readonly share: number;
  readonly exits: readonly string[];
  readonly shares: { readonly [exit: string]: readonly number[] };
}
interface Result {
  readonly batches: number;
  readonly batch: number;
  readonly blocks: readonly string[];
  readonly at: readonly (Moment & { readonly label: string; readonly dominant: readonly string[]; readonly finalShare: readonly number[]; readonly centroid: number })[];
  readonly start: Moment;
  readonly end: Moment;
}
const compute = async (cell: CellView, params: Partial<{ batches: number; batch: number; percent: readonly number[] }> = {}): Promise<Result> =>
  (await plugin.compute([cell], { batches: 3, batch: 20, percent: [0, 100], ...params })) as unknown as Result;
/** Columns: the shares of one block. */
const columns = ({ exits, shares }: Moment): readonly (readonly number[])[] => (shares[exits[0] ?? ''] ?? []).map((_, l) => exits.map((e) => shares[e]?.[l] ?? NaN));
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('metric-gradient-dominance', () => {
  it('gives each block shares that sum to one, none of them to exits before it, and the last block to the last exit', async () => {
    const cell = await networkCell('classification', 1, 'joint');
    const { blocks, end } = await compute(cell);
    expect(blocks).toEqual(['block0', 'block1', 'block2']);
    expect(end.exits).toEqual(['block0', 'block1', 'classifier']);
    for (const column of columns(end)) expect(sum(column)).toBeCloseTo(1, 12);
    expect(end.shares['block0']?.map((d) => d > 0)).toEqual([true, false, false]);
    expect(end.shares['block1']?.map((d) => d > 0)).toEqual([true, true, false]);
    expect(end.shares['classifier']?.[2]).toBe(1);
    // The check sees a handle that gives each exit the gradient of all.
    const { handle } = cell;
    const leaking = { ...handle, gradients: async (w: Parameters<typeof handle.gradients>[0], s: Parameters<typeof handle.gradients>[1], losses: Parameters<typeof handle.gradients>[2]) => {
      const [all] = (await handle.gradients(w, s, losses)).slice(-1);
      return losses.map(() => known(all, 'there is a loss'));
    } };
    const wrong = await compute({ ...cell, handle: leaking });
    expect(wrong.end.shares['block0']?.map((d) => d > 0)).toEqual([true, true, true]);
    expect(wrong.end.shares['classifier']?.[2]).toBeCloseTo(1 / 3, 12);
  });

  it('takes norms that differences of the loss confirm', async () => {
    const cell = await networkCell('classification', 1, 'joint');
    const { end } = await compute(cell, { batches: 1, batch: 60 });
    const { handle } = cell;
    const weights = await handle.weights();
    const { paths } = known(blocksOf(handle.network)[0], 'there is a block');
    // Along its own direction a loss rises by the norm of its gradient: (L(θ + ε g) − L(θ − ε g)) / 2ε = ‖g‖², central, in float32.
    const norms: number[] = [];
    for (const exit of handle.network.exits) {
      const [g] = await handle.gradients(weights, handle.splits.train, [lossOf(exit)]);
      const moved = (by: number) => Object.fromEntries(Object.entries(weights).map(([path, w]) => [path, { shape: w.shape, values: paths.includes(path) ? w.values.map((v, i) => v + by * (g?.[path]?.values[i] ?? 0)) : w.values }]));
      const lossAt = async (by: number): Promise<number> => known((await handle.losses(moved(by), handle.splits.train, [lossOf(exit)]))[0], 'one loss');
      norms.push(((await lossAt(0.01)) - (await lossAt(-0.01))) / 0.02);
    }
    expect(end.exits.map((e) => end.shares[e]?.[0] ?? NaN).map((d, k) => d / (known(norms[k], 'one each') / sum(norms)))).toEqual([expect.closeTo(1, 1), expect.closeTo(1, 1), expect.closeTo(1, 1)]);
    // Norms of one exit would not do for another.
    expect(Math.max(...norms) / Math.min(...norms)).toBeGreaterThan(1.3);
  });

  it('looks at phases from where the heads are there', async () => {
    const mixed = await compute(await networkCell('classification', 1, 'mixed'), { percent: [0, 25, 100] });
    expect(mixed.at.map((m) => [m.phase, m.share])).toEqual([[1, 0], [1, 0.25], [1, 1]]);
    expect(mixed.at.map((m) => m.label)).toEqual(['all, 0 %', 'all, 25 %', 'all, 100 %']);
    expect(mixed.start.share).toBe(0);
    expect(mixed.end.share).toBe(1);
    expect((await compute(await networkCell('classification', 1, 'joint'), { percent: [0, 25, 100] })).at).toHaveLength(3);
  });

  it('says who dominates and how deep', async () => {
    const cell = await networkCell('classification', 2, 'joint');
    const { at, blocks } = await compute(cell, { percent: [100] });
    const end = known(at[0], 'one snapshot');
    const costs = cell.costs.exits;
    expect(end.dominant[2]).toBe('classifier');
    for (const [l] of blocks.entries()) {
      const column = known(columns(end)[l], 'one a block');
      expect(end.shares[end.dominant[l] ?? '']?.[l]).toBe(Math.max(...column));
    }
    expect(end.finalShare).toEqual(end.shares['classifier']);
    expect(end.centroid).toBeCloseTo(sum(end.exits.map((e, k) => ((costs[k] ?? NaN) / (costs[2] ?? NaN)) * (sum(end.shares[e] ?? []) / 3))), 12);
  });

  it('shows the end where no snapshot is kept', async () => {
    const cell = await networkCell('classification', 1, 'mixed');
    const bare = await compute({ ...cell, phases: cell.phases.map((p) => ({ ...p, snapshots: [] })) });
    expect(bare.at).toHaveLength(1);
    expect(bare.end.shares).toEqual((await compute(cell)).end.shares);
  });

  it('serves values too', async () => {
    const { end } = await compute(await networkCell('regression', 1, 'joint'));
    for (const column of columns(end)) expect(sum(column)).toBeCloseTo(1, 12);
    expect(end.shares['classifier']?.[2]).toBe(1);
  });

  it('needs the handle', async () => {
    const { handle: _, ...bare } = await networkCell('classification', 1, 'joint');
    await expect(async () => compute(bare)).rejects.toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});

describe('blocksOf', () => {
  it('leaves norms and statistics out', async () => {
    const { handle } = await networkCell('classification', 1, 'joint');
    const blocks = blocksOf(handle.network);
    expect(blocks.flatMap((b) => b.paths).filter((p) => p.includes('norm'))).toEqual([]);
    expect(blocks[0]?.paths.some((p) => p.includes('conv'))).toBe(true);
    // The same network has norms that could have been counted.
    expect(handle.network.nodes.flatMap((n) => n.piece.weights).filter((w) => w.path.includes('norm')).length).toBeGreaterThan(0);
  });
});

describe('miniBatches', () => {
  it('draws different samples, the same each time', async () => {
    const { handle } = await networkCell('classification', 1, 'joint');
    const { train } = handle.splits;
    const first = (splits: readonly { readonly read: (i: readonly number[]) => { readonly [port: string]: ArrayLike<number> }; readonly length: number }[]): readonly number[] =>
      splits.flatMap((s) => Array.from({ length: s.length }, (_, i) => s.read([i])['image']?.[0] ?? NaN));
    const batches = miniBatches(train, 3, 20);
    expect(batches.map((b) => b.length)).toEqual([20, 20, 20]);
    expect(new Set(first(batches)).size).toBe(60);
    expect(first(miniBatches(train, 3, 20))).toEqual(first(batches));
    // Where there are too few samples: fewer mini-batches, or one of all.
    expect(miniBatches(train, 10, 25).map((b) => b.length)).toEqual([25, 25]);
    expect(miniBatches(train, 10, 100).map((b) => b.length)).toEqual([60]);
  });
});
