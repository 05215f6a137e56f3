import { type CellView, known, paramsSchema } from '@exitbench/core';
import { networkCell, testMetric } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';

testMetric(plugin);

it('takes the parameters of its snapshot', async () => {
  await expect(`${JSON.stringify(paramsSchema(plugin.params), null, 2)}\n`).toMatchFileSnapshot('schema.snap.json');
});

const DEFAULTS = { samples: 2000, features: 2000, threshold: 1e-3 };

interface Result {
  readonly samples: number;
  readonly limit: number | null;
  readonly blocks: readonly string[];
  readonly rank: readonly number[];
  readonly participationRatio: readonly number[];
  readonly sizes: { readonly cap: readonly number[]; readonly features: readonly number[]; readonly of: readonly number[] };
}
const compute = async (cell: CellView, params: Partial<typeof DEFAULTS> = {}): Promise<Result> =>
  (await plugin.compute([cell], { ...DEFAULTS, ...params })) as unknown as Result;

describe('metric-numerical-rank of a small network', () => {
  it('has an entry a block, with its caps', async () => {
    const { samples, blocks, rank, sizes } = await compute(await networkCell('classification', 1));
    expect([samples, blocks]).toEqual([40, ['block0', 'block1', 'block2']]);
    expect(sizes).toEqual({ cap: [39, 16, 5], features: [64, 16, 5], of: [64, 16, 5] });
    rank.forEach((r, i) => {
      expect(r).toBeGreaterThan(1);
      expect(r).toBeLessThanOrEqual(known(sizes.cap[i], 'a cap each'));
    });
  });

  it('is about the representations that the handle gives: (tr S)² / ‖S‖² of each block, without eigenvalues', async () => {
    const cell = await networkCell('regression', 2);
    const { participationRatio } = await compute(cell);
    const { taps } = await cell.handle.forward(await cell.handle.weights(), cell.handle.splits.test, { taps: ['block0', 'block1', 'block2'] });
    const expected = Object.values(taps).map((values) => byTraces(values, 40));
    // float32 eigenvalues of at most 39: 1e-5.
    expect(participationRatio).toEqual(expected.map((ratio) => expect.closeTo(ratio, 4)));
    expect(new Set(expected).size).toBe(3);
  });

  it('looks at as many features as it is told, the same for another seed and regime', async () => {
    const { sizes } = await compute(await networkCell('classification', 1), { features: 10 });
    expect(sizes).toEqual({ cap: [10, 10, 5], features: [10, 10, 5], of: [64, 16, 5] });
    const other = await compute(await networkCell('classification', 2, 'joint'), { features: 10 });
    expect(other.sizes).toEqual(sizes);
    expect(other.rank.length).toBe(3);
  });

  it('follows the weights: another seed, another spectrum', async () => {
    const [a, b] = [await compute(await networkCell('classification', 1)), await compute(await networkCell('classification', 2))];
    expect(a.participationRatio).not.toEqual(b.participationRatio);
  });

  it('says that this engine stops at 512', async () => {
    expect((await compute(await networkCell('classification', 1))).limit).toBe(512);
  });

  it('needs a handle', async () => {
    const { handle: _, ...cell } = await networkCell('classification', 1);
    await expect(compute(cell)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** (tr S)² / ‖S‖² of the covariance S of n rows, in double precision: the squares of a symmetric matrix's entries sum to those of its eigenvalues. */
function byTraces(values: Float32Array, n: number): number {
  const m = values.length / n;
  const columns = Array.from({ length: m }, (_, j) => {
    const column = Array.from({ length: n }, (__, i) => known(values[i * m + j], 'in range'));
    const mean = column.reduce((a, b) => a + b, 0) / n;
    return column.map((v) => v - mean);
  });
  const entry = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * known(b[i], 'in range'), 0);
  const trace = columns.reduce((sum, c) => sum + entry(c, c), 0);
  return (trace * trace) / columns.flatMap((a) => columns.map((b) => entry(a, b))).reduce((sum, s) => sum + s * s, 0);
}
