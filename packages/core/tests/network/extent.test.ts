import { describe, expect, it } from 'vitest';

import { type Extent, type Network, type TermReads, extent, stepCost } from '../../src/index.ts';
import { BACKBONE, answering, block, headKind, network, port, weight } from '../support/network.ts';

// Blocks b0, b1, b2 cost 10, 20, 40, heads 1 and 2, the classifier c 5. Each piece has the weight `<id>/w`.
const NET = network();
const ALL = ['b0', 'b0/head', 'b1', 'b1/head', 'b2', 'c'];
const AT_ALL: readonly TermReads[] = [{ moves: 'b0/head', constants: [] }, { moves: 'b1/head', constants: [] }, { moves: 'c', constants: [] }];
const AT_LAST: readonly TermReads[] = [{ moves: 'c', constants: [] }];

function costOf(net: Network, reach: Extent): number {
  return stepCost(net, reach);
}

describe('extent and stepCost', () => {
  it('of the backbone alone: no head runs, three times 75', () => {
    const ids = ['b0', 'b1', 'b2', 'c'];
    const reach = extent(NET, ids, AT_LAST);
    expect(reach).toEqual({ run: ids, prefix: [], tape: ids, trained: ids, weights: ['b0/w', 'b1/w', 'b2/w', 'c/w'], live: [true] });
    expect(costOf(NET, reach)).toBe(225);
  });

  it('of the heads alone: nothing beyond the last attached head runs, 10 + 20 + 3 · (1 + 2)', () => {
    const reach = extent(NET, ['b0/head', 'b1/head'], AT_ALL);
    expect(reach).toEqual({
      run: ['b0', 'b0/head', 'b1', 'b1/head'], prefix: ['b0', 'b1'], tape: ['b0/head', 'b1/head'], trained: ['b0/head', 'b1/head'],
      weights: ['b0/head/w', 'b1/head/w'], live: [true, true, false],
    });
    expect(costOf(NET, reach)).toBe(39);
  });

  it('of everything: three times 78', () => {
    const reach = extent(NET, ALL, AT_ALL);
    expect(reach).toMatchObject({ run: ALL, prefix: [], tape: ALL, trained: ALL, live: [true, true, true] });
    expect(costOf(NET, reach)).toBe(234);
  });

  it('of everything with a loss at the first exit only: deeper pieces do not run', () => {
    const reach = extent(NET, ALL, AT_ALL.slice(0, 1));
    expect(reach).toMatchObject({ run: ['b0', 'b0/head'], trained: ['b0', 'b0/head'], weights: ['b0/w', 'b0/head/w'] });
    expect(costOf(NET, reach)).toBe(33);
  });

  it('of a first block under frozen ones: gradients pass through them, 3 · 10 + 2 · (20 + 40 + 5)', () => {
    const reach = extent(NET, ['b0'], AT_LAST);
    const ids = ['b0', 'b1', 'b2', 'c'];
    expect(reach).toEqual({ run: ids, prefix: [], tape: ids, trained: ['b0'], weights: ['b0/w'], live: [true] });
    expect(costOf(NET, reach)).toBe(160);
  });

  it('of a middle block: 10 once, 3 · 20, 2 · (40 + 5)', () => {
    const reach = extent(NET, ['b1'], AT_LAST);
    expect(reach).toMatchObject({ prefix: ['b0'], tape: ['b1', 'b2', 'c'], trained: ['b1'] });
    expect(costOf(NET, reach)).toBe(160);
  });

  it('of nothing: no term is live and nothing runs', () => {
    const reach = extent(NET, [], AT_ALL);
    expect(reach).toEqual({ run: [], prefix: [], tape: [], trained: [], weights: [], live: [false, false, false] });
    expect(costOf(NET, reach)).toBe(0);
  });

  it('of pieces that no loss reads: nothing runs', () => {
    expect(extent(NET, ['b2', 'c'], AT_ALL.slice(0, 2))).toMatchObject({ run: [], weights: [], live: [false, false] });
  });

  it('lists in the order of inference, whatever the order of the selection', () => {
    expect(extent(NET, ALL.toReversed(), AT_ALL.toReversed())).toMatchObject({ run: ALL, tape: ALL, trained: ALL });
  });

  it('counts in the convention asked for: each of the four operations costs one more', () => {
    expect(stepCost(NET, extent(NET, ['b0', 'b1', 'b2', 'c'], AT_LAST), 'fvcore')).toBe(3 * 79);
  });

  it('has a piece id that does not exist as a bug of its caller', () => {
    expect(() => extent(NET, ['b9'], AT_LAST)).toThrow('There is no piece b9');
  });
});

describe('detached inputs', () => {
  // The second head reads the first one's logits, and no gradient flows back.
  const cascade = headKind(({ id, earlier }) => answering(id, 4, { inputs: [port('features'), ...earlier.map((h) => port(`${h.id}.logits`, [2], { detached: true }))] }));
  const attached = headKind(({ id, earlier }) => answering(id, 4, { inputs: [port('features'), ...earlier.map((h) => port(`${h.id}.logits`, [2]))] }));
  const second: readonly TermReads[] = [{ moves: 'b1/head', constants: [] }];

  it('let nothing upstream be moved; attached ones do', () => {
    expect(extent(network('dense', { head: cascade }), ['b0/head'], second)).toMatchObject({ live: [false], run: [] });
    expect(extent(network('dense', { head: attached }), ['b0/head'], second)).toMatchObject({ live: [true], weights: ['b0/head/w'] });
  });

  it('run what they read, outside the tape', () => {
    const net = network('dense', { head: cascade });
    const reach = extent(net, ['b1/head'], second);
    expect(reach).toMatchObject({ run: ['b0', 'b0/head', 'b1', 'b1/head'], prefix: ['b0', 'b0/head', 'b1'], tape: ['b1/head'] });
    expect(costOf(net, reach)).toBe(10 + 4 + 20 + 3 * 4);
  });

  it('leave a selected piece that only they read without a gradient: it runs once, and its weights are left alone', () => {
    const net = network('dense', { head: cascade });
    const reach = extent(net, ['b0/head', 'b1/head'], second);
    expect(reach).toMatchObject({ prefix: ['b0', 'b1'], tape: ['b1/head'], trained: ['b0/head', 'b1/head'], weights: ['b1/head/w'] });
    expect(costOf(net, reach)).toBe(10 + 4 + 20 + 3 * 4);
  });

  it('end the tape inside the backbone: 10 + 20 + 40 + 3 · 5', () => {
    const cut = { ...BACKBONE, blocks: [block('b0', 10), block('b1', 20), block('b2', 40, { inputs: [port('features', [4], { detached: true })] })] };
    const net = network('none', {}, cut);
    const reach = extent(net, ['b0', 'c'], AT_LAST);
    expect(reach).toMatchObject({ run: ['b0', 'b1', 'b2', 'c'], prefix: [], tape: ['c'], weights: ['c/w'] });
    expect(costOf(net, reach)).toBe(85);
  });
});

describe('shared weights', () => {
  const shared = (id: string, mac: number) => block(id, mac, { weights: [weight('shared')] });
  const net = network('dense', {}, { ...BACKBONE, blocks: [shared('b0', 10), block('b1', 20), shared('b2', 40)] });

  it('train every piece that has them, and are listed once: 3 · 10 + 2 · 20 + 3 · 40 + 2 · 5', () => {
    const reach = extent(net, ['b0'], AT_LAST);
    expect(reach).toMatchObject({ trained: ['b0', 'b2'], tape: ['b0', 'b1', 'b2', 'c'], weights: ['shared'] });
    expect(costOf(net, reach)).toBe(200);
  });

  it('make a term live that reads only the other piece', () => {
    expect(extent(net, ['b2'], AT_ALL.slice(0, 1))).toMatchObject({ live: [true], run: ['b0', 'b0/head'], weights: ['shared'] });
    expect(extent(NET, ['b2'], AT_ALL.slice(0, 1))).toMatchObject({ live: [false] });
  });

  it('train only what was selected of a piece with several', () => {
    const both = network('none', {}, { ...BACKBONE, blocks: [shared('b0', 10), block('b1', 20), block('b2', 40, { weights: [weight('shared'), weight('b2/own')] })] });
    expect(extent(both, ['b0'], AT_LAST).weights).toEqual(['shared']);
    expect(extent(both, ['b2'], AT_LAST).weights).toEqual(['shared', 'b2/own']);
  });
});

describe('statistics', () => {
  it('are not trained: a piece with nothing else cannot be', () => {
    const net = network('none', {}, { ...BACKBONE, blocks: [block('b0', 10, { weights: [weight('b0/mean', { statistic: true })] }), block('b1', 20)] });
    expect(extent(net, ['b0'], AT_LAST)).toMatchObject({ live: [false], trained: [] });
    expect(extent(net, ['b0', 'b1'], AT_LAST)).toMatchObject({ prefix: ['b0'], trained: ['b1'], weights: ['b1/w'] });
  });
});

describe('teachers', () => {
  const distil: readonly TermReads[] = [{ moves: 'b0/head', constants: ['c'] }];

  it('run as constants beside heads that train: 10 + 3 · 1 + 20 + 40 + 5', () => {
    const reach = extent(NET, ['b0/head', 'b1/head'], distil);
    expect(reach).toEqual({
      run: ['b0', 'b0/head', 'b1', 'b2', 'c'], prefix: ['b0', 'b1', 'b2', 'c'], tape: ['b0/head'], trained: ['b0/head'], weights: ['b0/head/w'], live: [true],
    });
    expect(costOf(NET, reach)).toBe(78);
  });

  it('are not moved by what they teach, even when selected: 3 · (10 + 1) + 20 + 40 + 5', () => {
    const reach = extent(NET, ALL, distil);
    expect(reach).toMatchObject({ tape: ['b0', 'b0/head'], weights: ['b0/w', 'b0/head/w'], run: ['b0', 'b0/head', 'b1', 'b2', 'c'] });
    expect(costOf(NET, reach)).toBe(98);
  });

  it('do not make a term live', () => {
    expect(extent(NET, ['c'], distil)).toMatchObject({ live: [false], run: [] });
  });
});
