import { describe, expect, it } from 'vitest';

import { defineCombiner, inferenceCosts, parameterCount, pieceCost, uniqueWeights } from '../../src/index.ts';
import { answering, block, network, weight } from '../support/network.ts';

describe('pieceCost', () => {
  it('sums operations in a convention', () => {
    const piece = block('b', 0, { costs: [{ op: 'a', mac: 2, fvcore: 3 }, { op: 'b', mac: 0, fvcore: 10 }] });
    expect([pieceCost(piece), pieceCost(piece, 'fvcore')]).toEqual([2, 13]);
  });
});

describe('inferenceCosts', () => {
  // Blocks 10, 20, 40, heads 1 and 2, classifier 5.
  it('of each exit include the heads that ran before it; the base includes no head', () => {
    expect(inferenceCosts(network())).toEqual({ base: 75, exits: [11, 33, 78] });
  });

  it('without heads are those of the backbone', () => {
    expect(inferenceCosts(network('none'))).toEqual({ base: 75, exits: [75] });
  });

  it('follow the convention: each of the six operations counts one more', () => {
    expect(inferenceCosts(network(), 'fvcore')).toEqual({ base: 79, exits: [13, 37, 84] });
  });

  it('include the combiner of the exit', () => {
    const combiner = defineCombiner({ id: 't', module: 't', title: 't', description: 'd', params: {}, build: ({ id }) => answering(id, 100) });
    expect(inferenceCosts(network(['b0'], { combiner }))).toEqual({ base: 75, exits: [111, 176] });
  });
});

describe('uniqueWeights and parameterCount', () => {
  const pieces = [block('a', 1, { weights: [weight('a/w'), weight('shared')] }), block('b', 1, { weights: [weight('shared'), weight('b/mean', { shape: [5], statistic: true }), weight('b/mix', { shape: [] })] })];

  it('take a shared weight once, where it appears first', () => {
    expect(uniqueWeights(pieces).map((w) => w.path)).toEqual(['a/w', 'shared', 'b/mean', 'b/mix']);
  });

  it('count what is trained: 6 + 6 + 1, without the statistic of 5', () => {
    expect(parameterCount(pieces)).toBe(13);
  });
});
