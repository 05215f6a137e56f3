import { describe, expect, it } from 'vitest';

import { type ResolvedTerm, defineCombiner, extent, summandsOf, termReads } from '../src/index.ts';
import { answering, network } from './support/network.ts';

const NET = network();

function task(at: readonly string[], more: Partial<ResolvedTerm> = {}): ResolvedTerm {
  return { kind: 'task', at, of: 'head', weight: 1, reduction: 'mean', smoothing: 0, ...more } as ResolvedTerm;
}

function distil(from: 'last' | 'next' | 'later', at = ['b0', 'b1'], more: Partial<ResolvedTerm> = {}): ResolvedTerm {
  return { kind: 'distil', at, of: 'head', weight: 1, reduction: 'mean', from, temperature: 1, ...more } as ResolvedTerm;
}

describe('summandsOf a task term', () => {
  it('is one for each exit, each with its share of the mean', () => {
    expect(summandsOf(NET, [task(['b0', 'b1', 'c'])])).toEqual([
      { term: 0, moves: 'b0/head', exit: 'b0', share: 1 / 3 }, { term: 0, moves: 'b1/head', exit: 'b1', share: 1 / 3 }, { term: 0, moves: 'c', exit: 'c', share: 1 / 3 },
    ]);
  });

  it('has shares of 1 in a sum', () => {
    expect(summandsOf(NET, [task(['b0', 'c'], { reduction: 'sum' })]).map((s) => s.share)).toEqual([1, 1]);
  });

  it('counts constants in a mean: heads train under the mean over three exits, although the last cannot move', () => {
    const losses = [task(['b0', 'b1', 'c'])];
    const reach = extent(NET, ['b0/head', 'b1/head'], termReads(NET, { losses }));
    expect(reach.live).toEqual([true, true, false]);
    expect(summandsOf(NET, losses).map((s) => s.share)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it('numbers terms', () => {
    expect(summandsOf(NET, [task(['c']), task(['b0'])]).map((s) => [s.term, s.exit])).toEqual([[0, 'c'], [1, 'b0']]);
  });
});

describe('summandsOf a distillation', () => {
  const pairs = (term: ResolvedTerm): readonly unknown[] => summandsOf(NET, [term]).map((s) => [s.moves, s.teacher, s.share]);

  it('from the last: one pair for each pupil', () => {
    expect(pairs(distil('last'))).toEqual([['b0/head', 'c', 1 / 2], ['b1/head', 'c', 1 / 2]]);
  });

  it('from the next: the exit after each pupil, also when it is not a pupil itself', () => {
    expect(pairs(distil('next'))).toEqual([['b0/head', 'b1/head', 1 / 2], ['b1/head', 'c', 1 / 2]]);
    expect(pairs(distil('next', ['b0']))).toEqual([['b0/head', 'b1/head', 1]]);
  });

  it('from all later: three pairs', () => {
    expect(pairs(distil('later'))).toEqual([['b0/head', 'b1/head', 1 / 3], ['b0/head', 'c', 1 / 3], ['b1/head', 'c', 1 / 3]]);
  });

  it('is the same from last, next and later when there are two exits', () => {
    const two = network(['b1']);
    const of = (from: 'last' | 'next' | 'later'): unknown => summandsOf(two, [distil(from, ['b1'])]);
    expect(of('last')).toEqual([{ term: 0, moves: 'b1/head', exit: 'b1', teacher: 'c', share: 1 }]);
    expect([of('next'), of('later')]).toEqual([of('last'), of('last')]);
  });
});

describe('summandsOf combined outputs', () => {
  const combiner = defineCombiner({ id: 't', module: 't', title: 't', description: 'd', params: {}, build: ({ id }) => answering(id) });
  const net = network('dense', { combiner });

  it('moves combiners where there are any, and the head where there is none', () => {
    expect(summandsOf(net, [task(['b0', 'c'], { of: 'combined' })]).map((s) => s.moves)).toEqual(['b0/combiner', 'c']);
    expect(summandsOf(NET, [task(['b0'], { of: 'combined' })]).map((s) => s.moves)).toEqual(['b0/head']);
  });

  it('teaches with combined outputs too', () => {
    expect(summandsOf(net, [distil('next', ['b0'], { of: 'combined' })])[0]).toMatchObject({ moves: 'b0/combiner', teacher: 'b1/combiner' });
  });
});

describe('termReads', () => {
  it('has teachers as constants', () => {
    expect(termReads(NET, { losses: [task(['c']), distil('next', ['b0'])] })).toEqual([
      { moves: 'c', constants: [] }, { moves: 'b0/head', constants: ['b1/head'] },
    ]);
  });
});
