import type { Json } from '@exitbench/core';
import type { ArmRecord, RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type HypothesisView, buildView } from '../../src/index.ts';
import { atBudget, exitAccuracy, levels } from '../example.ts';
import { NOISE, accuraciesOf, metric, suiteOf, three, verdict, withShare } from './suite.ts';

/** Mean 0 over five seeds, in another order for each of 1 to 4: differences of two have some spread. */
const noise = (seed: number, times: number): number => (NOISE[(seed * times) % 5] ?? 0) / 1000;
const placeOf = (label: string): number => 1 + ['joint', 'mixed', 'disjoint'].indexOf(label);

describe('what must be there to be judged', () => {
  const [budget, read] = accuraciesOf({ joint: 0.9, mixed: 0.85, disjoint: 0.8, equilibrium: 0.8, weighted: 0.88 });
  const without = (label: string, from = 0) => [budget, (l: string, s: number): Json | undefined => (l === label && s >= from ? undefined : read(l, s))] as const;
  const peers = [...three, withShare('gradient-equilibrium', 1, 'equilibrium'), withShare('weighted-joint', 1, 'weighted')];

  it('is a result of every regime: one without any drops no claim', () => {
    expect(verdict('H13', suiteOf(peers, [[budget, read]]))).toMatchObject({ outcome: 'refuted', says: 'mixed − weighted at 100 %' });
    expect(verdict('H13', suiteOf(peers, [without('weighted')]))).toMatchObject({ outcome: 'not-testable', why: '`metric-accuracy-at-budget` was not computed for weighted training', leftOut: [] });
    expect(verdict('H5', suiteOf(three, [without('joint')])).why).toBe('`metric-accuracy-at-budget` was not computed for joint training');
    expect(verdict('H5', suiteOf(three, [without('joint', 3)])).why).toBe('fewer than 5 seeds have all values (n = 3)');
  });

  it('counts in the family where enough seeds were planned', () => {
    const overthinking = (more: object) => [metric('metric-overthinking', more), (_: string, seed: number): Json | undefined => (seed > 3 ? undefined : { none: [], overthinking: { splits: ['test'], numbers: { destructive: [0.5] } } })] as const;
    const factor = (of: readonly RunRecord[]): number => {
      const tested = (buildView(of).hypotheses?.judged ?? []).filter((j) => j.p !== null).toSorted((a, b) => (a.p ?? 1) - (b.p ?? 1));
      return (tested[0]?.adjusted ?? NaN) / (tested[0]?.p ?? NaN);
    };
    // H1, H2, H5 and H6 are tested; H14 has four seeds of five, or was planned for four.
    expect(factor(suiteOf(three, [[budget, read]]))).toBeCloseTo(4, 9);
    expect(factor(suiteOf(three, [[budget, read], overthinking({})]))).toBeCloseTo(5, 9);
    expect(factor(suiteOf(three, [[budget, read], overthinking({ only: three.flatMap((a) => [0, 1, 2, 3].map((s) => `${a.id}/${s}`)) })]))).toBeCloseTo(4, 9);
    // A regime without any result was planned for five seeds all the same.
    expect(factor(suiteOf(three, [without('disjoint')]))).toBeCloseTo(4, 9);
  });

  it('has thresholds that validation chose', () => {
    const turned = (l: string, s: number): Json => ({ ...(read(l === 'mixed' ? 'joint' : l === 'joint' ? 'mixed' : l, s) as object), mode: 'paper' });
    const paper = { ...atBudget, id: 'paper', params: { mode: 'paper' } };
    expect(verdict('H1', suiteOf(three, [[paper, turned], [budget, read]])).outcome).toBe('refuted');
    expect(verdict('H1', suiteOf(three, [[paper, turned]])).why).toBe('`metric-accuracy-at-budget` was not computed');
    expect(verdict('H1', suiteOf(three, [[budget, turned]])).why).toBe('no result of `metric-accuracy-at-budget` has what is asked for');
  });

  it('is read from the use of a metric that has it, and is for most cells', () => {
    const rank = (id: string, result: (l: string, s: number) => Json | undefined, more = {}) => [metric('metric-numerical-rank', { id, ...more }), result] as const;
    const falling = (l: string, s: number): Json => ({ none: [], blocks: ['a', 'b', 'c'], rank: [100 + 1000 * noise(s, placeOf(l)), 60, (l === 'joint' ? 20 : 40) + 1000 * noise(s, 1 + placeOf(l))] });
    const few = { only: three.map((a) => `${a.id}/0`) };
    expect(verdict('H8', suiteOf(three, [rank('one', (l, s) => (s === 0 ? falling(l, s) : undefined), few), rank('two', falling)]))).toMatchObject({ outcome: 'supported', n: 5 });
    expect(verdict('H8', suiteOf(three, [rank('one', () => ({ none: [], singular: [1] })), rank('two', falling)]))).toMatchObject({ outcome: 'supported', n: 5 });
    expect(verdict('H8', suiteOf(three, [rank('one', () => ({ none: [], singular: [1] }))])).why).toBe('no result of `metric-numerical-rank` has what is asked for');
  });

  it('is six seeds where all agree exactly', () => {
    const exact = (l: string): Json => levels(Array<number>(5).fill(l === 'mixed' ? 0.75 : 0.5));
    expect(verdict('H1', suiteOf(three, [[budget, exact]]))).toMatchObject({ outcome: 'undecided', p: 0.0625, why: expect.stringMatching(/^all 5 seeds agree exactly: .* 6 seeds are needed$/) as string });
    expect(verdict('H1', suiteOf(three, [[budget, exact]], { seeds: 12 }))).toMatchObject({ outcome: 'supported', p: 2 / 2 ** 12, why: null });
  });
});

describe('regimes', () => {
  const [H13, H16] = [
    [...three, withShare('gradient-equilibrium', 1, 'equilibrium'), withShare('weighted-joint', 1, 'weighted')],
    [...three, withShare('branch-wise', 1, 'branch'), withShare('separate', 1, 'separate')],
  ];

  it('mixed is compared with equalised gradients and weighted losses', () => {
    const of = (equilibrium: number, weighted: number): HypothesisView => verdict('H13', suiteOf(H13, [accuraciesOf({ joint: 0.8, mixed: 0.85, disjoint: 0.7, equilibrium, weighted })]));
    expect(of(0.8, 0.8)).toMatchObject({ outcome: 'supported', claims: [{ says: 'mixed − equilibrium at 100 %' }, { says: 'mixed − weighted at 100 %' }] });
    expect(of(0.9, 0.8)).toMatchObject({ outcome: 'refuted', says: 'mixed − equilibrium at 100 %' });
    expect(of(0.8, 0.9)).toMatchObject({ outcome: 'refuted', says: 'mixed − weighted at 100 %' });
  });

  it('branch-wise is compared by what it overfits, separate exits by the first', () => {
    const of = (gap: number, first: number): HypothesisView => verdict('H16', suiteOf(H16, [[exitAccuracy, (label, seed): Json => ({
      quantity: 'accuracy', exits: ['block0', 'classifier'],
      test: [(label === 'separate' ? first : 0.7) + noise(seed, label === 'separate' ? 1 : 2), 0.8],
      train: [0.7, 0.8 + (label === 'branch' ? gap : 0.1) + noise(seed, label === 'branch' ? 1 : 2)],
    })]]));
    expect(of(0.2, 0.6)).toMatchObject({ outcome: 'supported' });
    expect(of(0.2, 0.6).claims.map((c) => c.difference?.mean)).toEqual([expect.closeTo(0.1, 9), expect.closeTo(0.1, 9)]);
    expect(of(0.05, 0.6)).toMatchObject({ outcome: 'refuted', says: 'branch-wise minus joint in accuracy on training minus test at the last exit' });
    expect(of(0.2, 0.8)).toMatchObject({ outcome: 'refuted', says: 'joint − separate at the first exit' });
  });

  it('are judged by the weaker of two reductions of the losses', () => {
    const reduced = (reduction: 'mean' | 'sum') => three.map((a) => ({ ...a, id: `${a.id}-${reduction}`, recipe: { reduction } as never, regime: { ...a.regime, label: `${a.regime.label} ${reduction}` } }));
    const scores = accuraciesOf({ 'joint mean': 0.8, 'mixed mean': 0.85, 'disjoint mean': 0.7, 'joint sum': 0.8, 'mixed sum': 0.81 });
    const both = verdict('H1', suiteOf([...reduced('mean'), ...reduced('sum')], [scores], { plan: { tune: null } })).p;
    const [mean, sum] = (['mean', 'sum'] as const).map((r) => verdict('H1', suiteOf(reduced(r), [scores])).p);
    expect(sum).toBeGreaterThan(mean ?? 1);
    expect(both).toBe(sum);
  });
});

describe('blocks', () => {
  it('of the deeper half are those that rank is compared in', () => {
    const of = (upper: number, lower: number): HypothesisView => verdict('H8', suiteOf(three, [[metric('metric-numerical-rank'), (label, seed): Json => {
      const more = (at: number, k: number): number => (label === 'joint' ? at : 0) + 1000 * noise(seed, placeOf(label) + k);
      return { none: [], blocks: ['a', 'b', 'c', 'd'], rank: [100 + more(upper, 0), 90 + more(upper, 0), 40 + more(lower, 1), 20 + more(lower, 1)] };
    }]]));
    expect(of(0, 20)).toMatchObject({ outcome: 'supported' });
    expect(of(20, 0)).toMatchObject({ outcome: 'undecided', says: 'joint − disjoint in rank of the deeper half' });
    expect(of(20, 5).claims.at(-1)?.difference?.mean).toBeCloseTo(5, 9);
  });

  const dominance = (result: (label: string, seed: number) => Json): HypothesisView => verdict('H9', suiteOf(three, [[metric('metric-gradient-dominance', { unit: 'share' }), result]]));

  it('have an equal share among the exits that reach them, over all snapshots', () => {
    const snapshot = (last: number): Json => ({ finalShare: [last, last, 1], shares: { e0: [(1 - last) / 2, 0, 0], e1: [(1 - last) / 2, 1 - last, 0], last: [last, last, 1] } });
    const found = dominance((label, seed) => ({ none: [], blocks: ['a', 'b', 'c'], finalShare: { start: [label === 'mixed' ? 0.8 : 0.4 + noise(seed, 1), 0, 1], end: [0, 0, 1] }, at: [snapshot(0.4 + noise(seed, 2)), snapshot(0.2 + noise(seed, 2))] }));
    // Three exits reach the first block, two the second: 1/3 − .4 and 1/2 − .4, then 1/3 − .2 and 1/2 − .2.
    expect(found.claims[0]?.difference?.mean).toBeCloseTo((1 / 3 - 0.4 + 1 / 2 - 0.4 + 1 / 3 - 0.2 + 1 / 2 - 0.2) / 4, 9);
  });

  it('are asked for the last exit’s share where training with exits starts', () => {
    const of = (start: number, end: number): HypothesisView => dominance((label, seed) => {
      const last = (share: number): readonly number[] => [share + noise(seed, placeOf(label)), share, 1];
      return { none: [], blocks: ['a', 'b', 'c'], finalShare: { start: last(label === 'mixed' ? start : 0.3), end: last(label === 'mixed' ? end : 0.3) }, at: [{ finalShare: last(0.2), shares: { early: [0.8, 0.8, 0], last: last(0.2) } }] } as unknown as Json;
    });
    expect(of(0.6, 0.1)).toMatchObject({ outcome: 'supported' });
    expect(of(0.1, 0.6)).toMatchObject({ outcome: 'refuted', says: 'mixed − joint in the last exit’s share at the start' });
  });
});

describe('barriers', () => {
  const other = (label: 'joint' | 'disjoint'): ArmRecord => {
    const [own] = three.filter((a) => a.regime.label === label);
    if (own === undefined) throw new Error(label);
    return { ...own, id: `${own.id}, order 1`, role: 'control', regime: { ...own.regime, label: `${label}, order 1`, order: 1 } };
  };
  const arms = [...three, other('disjoint'), other('joint')];
  const pairs = (seed: number): Json => ({ none: [], pairs: [
    { a: 'disjoint', b: 'joint', kind: 'regimes', barrier: 0.5 + 10 * noise(seed, 1) }, { a: 'disjoint', b: 'mixed', kind: 'regimes', barrier: 0.01 },
    { a: 'joint', b: 'mixed', kind: 'regimes', barrier: 0.4 + 10 * noise(seed, 2) },
    { a: 'disjoint', b: 'disjoint, order 1', kind: 'order', barrier: 0.2 }, { a: 'joint', b: 'joint, order 1', kind: 'order', barrier: 0.9 },
  ] });
  const connectivity = metric('metric-mode-connectivity');

  it('of two orders are those of their own regime', () => {
    const found = verdict('H7', suiteOf(arms, [], { together: [[connectivity, pairs]] }));
    expect(found.outcome).toBe('supported');
    expect(found.claims[2]?.difference?.mean).toBeCloseTo(0.3, 9);
  });

  it('are not judged where a solution diverged, the control in another order too', () => {
    const of = (...diverged: readonly string[]): HypothesisView => verdict('H7', suiteOf(arms, [], { seeds: 6, together: [[connectivity, pairs]], diverged }));
    expect(of().outcome).toBe('supported');
    expect(of('d/a/dense/mixed/5')).toMatchObject({ outcome: 'undecided', why: 'training diverged on seed 5', n: 5 });
    expect(of('d/a/dense/disjoint, order 1/5')).toMatchObject({ outcome: 'undecided', why: 'training diverged on seed 5' });
    // No claim is about another order of joint training.
    expect(of('d/a/dense/joint, order 1/5').outcome).toBe('supported');
  });

  it('are read from the use of the metric that has pairs', () => {
    const landscape = { ...connectivity, id: 'plane alone' };
    expect(verdict('H7', suiteOf(arms, [], { together: [[landscape, (): Json => ({ none: [] })], [connectivity, pairs]] })).outcome).toBe('supported');
    const narrow = { ...connectivity, id: 'one seed', only: arms.map((a) => `${a.id}/0`) };
    expect(verdict('H7', suiteOf(arms, [], { together: [[narrow, pairs], [connectivity, pairs]] })).n).toBe(5);
  });
});

describe('shares of the backbone', () => {
  const arms = [...three.slice(0, 1), ...[0.25, 0.5, 1].map((share) => withShare('mixed', share, `mixed ${share}`))];
  const of = (joint: number, options: Parameters<typeof suiteOf>[2] = {}): HypothesisView => verdict('H15', suiteOf(arms, [[exitAccuracy, (label, seed): Json => ({
    quantity: 'accuracy', exits: ['block0', 'classifier'], test: [0.5, ({ joint, 'mixed 0.25': 0.82, 'mixed 0.5': 0.85 }[label] ?? 0.81) + noise(seed, 1 + arms.findIndex((a) => a.regime.label === label))],
  })]], options));

  it('are refuted by the better of two ends', () => {
    const found = of(0.9);
    expect(found).toMatchObject({ outcome: 'refuted', claims: { length: 2 } });
    expect(found.p).toBeCloseTo(2 * Math.max(...found.claims.map((c) => c.p ?? 1)), 12);
  });

  it('are not judged where one of them diverged', () => {
    expect(of(0.8, { seeds: 6 }).outcome).toBe('supported');
    // Neither the best nor an end: the best might have been another.
    expect(of(0.8, { seeds: 6, diverged: ['d/a/dense/mixed 0.25/5'] })).toMatchObject({ outcome: 'undecided', why: 'share 0.25 diverged on seed 5' });
  });
});

describe('one order of regimes', () => {
  const scores = accuraciesOf({ joint: 0.8, mixed: 0.85, disjoint: 0.7 });
  const [budget, read] = scores;

  it('needs five seeds under both policies', () => {
    const named = (policy: string, until = 5) => [{ ...budget, id: policy }, (label: string, seed: number): Json | undefined => (seed < until ? { ...(read(label, seed) as object), policy } : undefined)] as const;
    expect(verdict('H11', suiteOf(three, [named('entropy'), named('patience', 2)]))).toMatchObject({ outcome: 'not-testable', why: 'fewer than 5 seeds have all values (n = 2)' });
  });

  const heads = (['pooled', 'deep'] as const).flatMap((head) => three.map((a) => ({ ...a, id: `${head}/${a.id}`, exits: { ...a.exits, head: { ...a.exits.head, id: head, title: head } } })));
  /** With deep heads regimes have each other's scores. */
  const turned = (turn: { readonly [label: string]: string }) => [budget, (label: string, seed: number, arm: ArmRecord): Json => read(arm.id.startsWith('deep') ? (turn[label] ?? label) : label, seed)] as const;
  const of = (arms: readonly ArmRecord[], turn: { readonly [label: string]: string } = {}): HypothesisView => verdict('H12', suiteOf(arms, [turned(turn)], { seeds: 12 }));

  it('with every head is supported by the same, and refuted by the reverse', () => {
    expect(of(heads)).toMatchObject({ outcome: 'supported', difference: { mean: 1 }, n: 12 });
    expect(of(heads, { mixed: 'disjoint', disjoint: 'mixed' })).toMatchObject({ outcome: 'refuted', difference: { mean: -1 } });
    expect(of(three).why).toBe('there is one head only');
  });

  it('takes no arm that is off its budget, and no control', () => {
    const swapped = { joint: 'mixed', mixed: 'joint' };
    // Of three couples one is turned.
    expect(of(heads, swapped).difference?.mean).toBeCloseTo(1 / 3, 9);
    const without = (more: Partial<ArmRecord>) => heads.map((a) => (a.id.startsWith('deep') && a.regime.label === 'mixed' ? { ...a, ...more } : a));
    expect(of(without({ budget: 900 }), swapped).difference?.mean).toBe(1);
    expect(of(without({ role: 'control' }), swapped).difference?.mean).toBe(1);
  });
});
