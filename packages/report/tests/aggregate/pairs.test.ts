import { describe, expect, it } from 'vitest';

import { pairBySeed } from '../../src/aggregate/pairs.ts';

describe('pairBySeed', () => {
  it('pairs by the name of the seed, not by place', () => {
    const { pairs } = pairBySeed(new Map([['0', 0.8], ['1', 0.9]]), new Map([['1', 0.7], ['0', 0.6]]));
    expect(pairs).toEqual([{ seed: '0', a: 0.8, b: 0.6 }, { seed: '1', a: 0.9, b: 0.7 }]);
  });

  it('tells a seed from the same root with another order', () => {
    const { pairs, unpaired } = pairBySeed(new Map([['0', 0.8]]), new Map([['0 (order 1)', 0.7]]));
    expect(pairs).toEqual([]);
    expect(unpaired).toEqual([{ seed: '0', only: 'a' }, { seed: '0 (order 1)', only: 'b' }]);
  });

  it('names every seed that gives no difference, with its reason', () => {
    const a = new Map<string, number | 'diverged'>([['0', 0.8], ['1', 'diverged'], ['2', 'diverged'], ['3', 0.8], ['4', 0.8], ['5', 'diverged']]);
    const b = new Map<string, number | 'diverged'>([['0', 0.7], ['1', 0.7], ['2', 'diverged'], ['3', 'diverged'], ['6', 0.7]]);
    const found = pairBySeed(a, b);
    expect(found.pairs.map((p) => p.seed)).toEqual(['0']);
    expect(found.unpaired).toEqual([{ seed: '4', only: 'a' }, { seed: '6', only: 'b' }]);
    expect(found.diverged).toEqual([{ seed: '1', which: 'a' }, { seed: '2', which: 'both' }, { seed: '3', which: 'b' }, { seed: '5', which: 'a' }]);
  });

  it('has nothing to say of empty arms', () => {
    expect(pairBySeed(new Map(), new Map())).toEqual({ pairs: [], unpaired: [], diverged: [] });
  });
});
