import { type CellView, type WeightValues, known } from '@exitbench/core';
import { networkCell } from '@exitbench/testkit';
import { describe, expect, it } from 'vitest';

import { plugin } from '../src/index.ts';
import { lossOf } from '../src/parts.ts';

interface ByBlock {
  readonly finalShare: readonly number[];
  readonly energy: readonly number[];
  readonly conflict: readonly number[];
  readonly cosine: readonly number[];
}
type Shares = { readonly [exit: string]: readonly number[] };
type Result = { readonly [field in keyof ByBlock]: { readonly start: readonly number[]; readonly end: readonly number[] } } & {
  readonly at: readonly (ByBlock & { readonly shares: Shares })[];
  readonly start: { readonly share: number; readonly shares: Shares };
  readonly end: { readonly share: number; readonly shares: Shares };
};
/** One mini-batch of all 60 samples, where training starts and at its end. */
const compute = async (cell: CellView): Promise<Result> => (await plugin.compute([cell], { batches: 1, batch: 60, percent: [0, 100] })) as unknown as Result;

/** What counts of each block: kernels and biases, without the norm's weights. */
const BLOCKS = [['block0/conv/kernel'], ['block1/conv/kernel'], ['block2/linear/kernel', 'block2/linear/bias']] as const;

/** Everything about one block from the three exits' gradients written one after the other. */
function byHand(gradients: readonly WeightValues[], paths: readonly string[]): { readonly [field in keyof ByBlock]: number } {
  const sizes = paths.map((p) => gradients.find((g) => g[p] !== undefined)?.[p]?.values.length ?? 0);
  const vectors = gradients.map((g) => paths.flatMap((p, k) => [...(g[p]?.values ?? new Float32Array(sizes[k] as number))]));
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);
  const reach = vectors.filter((v) => dot(v, v) > 0);
  const pairs = reach.flatMap((a, i) => reach.slice(i + 1).map((b) => dot(a, b)));
  const last = known(vectors.at(-1), 'the last exit');
  const sum = last.map((_, i) => vectors.reduce((s, v) => s + (v[i] as number), 0));
  return {
    finalShare: dot(last, last) / vectors.reduce((s, v) => s + dot(v, v), 0),
    energy: dot(sum, sum) / 9 / sum.length,
    conflict: pairs.length === 0 ? 0 : pairs.filter((p) => p < 0).length / pairs.length,
    cosine: dot(last, sum) / Math.sqrt(dot(last, last) * dot(sum, sum)),
  };
}

const FIELDS = ['finalShare', 'energy', 'conflict', 'cosine'] as const;

describe('metric-gradient-dominance', () => {
  it('has the shares, energy, conflict and cosine that the gradients have by hand, each at its moment', async () => {
    const cell = await networkCell('classification', 1, 'joint');
    const { handle } = cell;
    const found = await compute(cell);
    for (const [moment, share] of [['start', 0], ['end', 1]] as const) {
      const gradients = await handle.gradients(await handle.weights({ phase: 0, share }), handle.splits.train, handle.network.exits.map(lossOf));
      const expected = BLOCKS.map((paths) => byHand(gradients, paths));
      // Samples come in another order: sums of float32 differ in their last digits. Energies are small, so that their ratio counts.
      for (const field of ['finalShare', 'conflict', 'cosine'] as const) expect(found[field][moment]).toEqual(expected.map((e) => expect.closeTo(e[field], 5)));
      expect(found.energy[moment].map((e, b) => e / (expected[b]?.energy ?? NaN))).toEqual(BLOCKS.map(() => expect.closeTo(1, 4)));
    }
  });

  it('shows the first moment as the start and the last as the end', async () => {
    const { at, start, end, ...found } = await compute(await networkCell('classification', 1, 'joint'));
    const [first, last] = [known(at[0], 'two'), known(at[1], 'two')];
    expect([start.share, end.share]).toEqual([0, 1]);
    expect([start.shares, end.shares]).toEqual([first.shares, last.shares]);
    for (const field of FIELDS) expect(found[field]).toEqual({ start: first[field], end: last[field] });
    // Exchanged they would be others.
    for (const field of FIELDS) expect(first[field]).not.toEqual(last[field]);
  });
});
