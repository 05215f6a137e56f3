import type { Json } from '@exitbench/core';
import type { RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type HypothesisView, buildView, hypothesesDigest, renderMarkdown } from '../../src/index.ts';
import { HYPOTHESES } from '../../src/hypotheses/hypotheses.ts';
import { type header, exitAccuracy, records } from '../example.ts';
import { NOISE, accuraciesOf, metric, suiteOf, three, verdict, withShare } from './suite.ts';

describe('accuracy at a cost', () => {
  it('supports what the seeds show', () => {
    const found = verdict('H1', suiteOf(three, [accuraciesOf({ joint: 0.8, mixed: 0.83, disjoint: 0.7 })]));
    expect(found).toMatchObject({ outcome: 'supported', n: 5, says: 'mixed − joint at 100 %', scale: 'points', why: null });
    // sd .001581: t = .03 / (.001581 / √5) = 42.4, half width 2.7764 · .001581 / √5 = .001963.
    expect(found.difference?.mean).toBeCloseTo(0.03, 12);
    expect(found.difference?.interval?.half).toBeCloseTo(0.001963, 6);
    expect(found.p).toBeLessThan(1e-5);
  });

  it('refutes what they show to be false, and says nothing of what they do not tell', () => {
    const of = (gain: number): HypothesisView => verdict('H2', suiteOf(three, [accuraciesOf({ joint: 0.8, mixed: 0.8 + gain, disjoint: 0.8 })]));
    expect(of(-0.03).outcome).toBe('refuted');
    expect(of(0.03).outcome).toBe('supported');
    expect(of(0.0005).outcome).toBe('undecided');
  });

  it('is of small data, and of none that is pre-trained', () => {
    const large = three.map((a) => ({ ...a, dataset: { ...a.dataset, sizes: { ...a.dataset.sizes, train: 1_200_000 } } }));
    const of = (mixed: number): readonly RunRecord[] => suiteOf(large, [accuraciesOf({ joint: 0.8, mixed, disjoint: 0.795 })]);
    expect(verdict('H2', of(0.79))).toMatchObject({ outcome: 'not-testable', why: 'it is about at most 100,000 training images, weights from scratch' });
    expect(verdict('H4', of(0.79)).why).toBe('it is about CIFAR-100, ImageNet, TinyImageNet or BERT');
    // Half a point below: less, and within a point. Three points below: less, and not within.
    expect(verdict('H3', of(0.79)).outcome).toBe('supported');
    expect(verdict('H3', of(0.765)).outcome).toBe('refuted');
    expect(verdict('H3', of(0.8)).outcome).toBe('refuted');
  });

  it('of large data is of a million samples or more, or of pre-trained weights on any data', () => {
    const sized = (train: number, members = three) => members.map((a) => ({ ...a, dataset: { ...a.dataset, sizes: { ...a.dataset.sizes, train } } }));
    const imported = three.map((a) => ({ ...a, phases: [...a.phases, { name: 'import', steps: 0, macs: 0, resolved: { kind: 'import', sha256: '9'.repeat(64), map: {} } as never }] }));
    const of = (id: string, arms: typeof three): string => verdict(id, suiteOf(arms, [accuraciesOf({ joint: 0.8, mixed: 0.79, disjoint: 0.795 })])).outcome;
    expect([of('H3', sized(999_999)), of('H3', sized(1_000_000)), of('H3', sized(5000, imported))]).toEqual(['not-testable', 'supported', 'supported']);
    expect([of('H2', sized(100_000)), of('H2', sized(100_001)), of('H2', sized(100_000, imported))]).toEqual(['refuted', 'not-testable', 'not-testable']);
  });

  it('has its sign by data set and architecture', () => {
    const of = (joint: number, dataset: string, architecture = 'architecture-a'): HypothesisView => verdict('H4', suiteOf(
      three.map((a) => ({ ...a, dataset: { ...a.dataset, id: dataset }, architecture: { ...a.architecture, id: architecture } })), [accuraciesOf({ joint, mixed: 0.85, disjoint: 0.8 })],
    ));
    expect(of(0.82, 'dataset-cifar-100')).toMatchObject({ outcome: 'supported', says: 'joint − disjoint at 100 %', claims: { length: 1 } });
    expect(of(0.78, 'dataset-cifar-100').outcome).toBe('refuted');
    for (const [dataset, architecture] of [['dataset-imagenet'], ['dataset-tiny-imagenet'], ['dataset-d', 'architecture-bert']] as const) {
      expect(of(0.78, dataset, architecture)).toMatchObject({ outcome: 'supported', says: 'disjoint − joint at 100 %', claims: { length: 1 } });
      expect(of(0.82, dataset, architecture).outcome).toBe('refuted');
    }
    expect(of(0.82, 'dataset-d').outcome).toBe('not-testable');
  });

  it('asks for every claim of several', () => {
    const of = (joint: number): HypothesisView => verdict('H5', suiteOf(three, [accuraciesOf({ joint, mixed: 0.85, disjoint: 0.8 })]));
    expect(of(0.83)).toMatchObject({ outcome: 'supported', claims: { length: 4 } });
    expect(of(0.77)).toMatchObject({ outcome: 'refuted', says: 'joint − disjoint at 25 %' });
    expect(of(0.8005).outcome).toBe('undecided');
  });

  it('leaves out a cost that a regime cannot keep, and is not testable where none is left', () => {
    const unable = (from: number) => [0, 1, 2, 3, 4].map((i) => (i < from ? null : 0.85));
    const of = (from: number): HypothesisView => verdict('H5', suiteOf(three, [accuraciesOf({ joint: unable(from), mixed: 0.85, disjoint: 0.8 })]));
    expect(of(1)).toMatchObject({ outcome: 'supported', claims: { length: 3 }, leftOut: ['joint − disjoint at 25 %'] });
    const text = renderMarkdown(buildView(suiteOf(three, [accuraciesOf({ joint: unable(1), mixed: 0.85, disjoint: 0.8 })])));
    expect(text).toContain('left out: joint − disjoint at 25 %, which a regime cannot keep');
    expect(verdict('H1', suiteOf(three, [accuraciesOf({ joint: unable(4), mixed: 0.85, disjoint: 0.8 })]))).toMatchObject({ outcome: 'not-testable', why: 'a regime cannot keep the cost: mixed − joint at 100 %' });
  });

  it('compares gains at two costs', () => {
    const of = (small: number): HypothesisView => verdict('H6', suiteOf(three, [accuraciesOf({ joint: 0.8, mixed: [small, 0.8, 0.8, 0.83, 0.83], disjoint: 0.7 })]));
    expect(of(0.8)).toMatchObject({ outcome: 'supported' });
    expect(of(0.87)).toMatchObject({ outcome: 'refuted' });
    expect(of(0.8).difference?.mean).toBeCloseTo(0.03, 12);
  });

  it('withholds a verdict where training diverged', () => {
    const six = suiteOf(three, [accuraciesOf({ joint: 0.8, mixed: 0.85, disjoint: 0.7 })], { seeds: 6, diverged: ['d/a/dense/joint/5'] });
    expect(verdict('H1', six)).toMatchObject({ outcome: 'undecided', why: 'training diverged on seed 5', n: 5 });
  });

  it('takes no arm that is off its budget, and no control, for a regime', () => {
    const of = (more: object): HypothesisView => verdict('H1', suiteOf(three.map((a) => (a.regime.label === 'mixed' ? { ...a, ...more } : a)), [accuraciesOf({ joint: 0.8, mixed: 0.85, disjoint: 0.7 })]));
    expect(of({}).outcome).toBe('supported');
    expect(of({ role: 'control' })).toMatchObject({ outcome: 'not-testable', why: 'there is no ranked arm of mixed training' });
    expect(of({ budget: 900 }).outcome).toBe('not-testable');
  });
});

describe('whether anything may be judged', () => {
  const scores = accuraciesOf({ joint: 0.8, mixed: 0.85, disjoint: 0.7 });
  const judged = (of: readonly RunRecord[]): ReturnType<typeof buildView>['hypotheses'] => buildView(of).hypotheses;

  it('is decided by tuned rates and five seeds', () => {
    expect(judged(suiteOf(three, [scores]))?.because).toBeNull();
    expect(judged(suiteOf(three, [scores], { plan: { tune: null } }))).toMatchObject({ judged: null, because: 'learning rates are not tuned for each regime and one reduction of the losses was tried' });
    expect(judged(suiteOf(three, [scores], { seeds: 3 }))).toMatchObject({ judged: null, because: 'there are fewer than 5 seeds' });
    expect(judged(suiteOf(three.slice(0, 1), [scores]))).toBeNull();
  });

  it('is said of demonstrations, which have no table of verdicts', () => {
    const text = renderMarkdown(buildView(records));
    expect(text).toContain('No hypothesis is judged here: learning rates are not tuned');
    expect(text).not.toMatch(/✓ supported|✗ refuted/);
    expect(renderMarkdown(buildView(suiteOf(three, [scores])))).toContain('✓ supported');
  });

  it('needs both reductions to agree where rates are not tuned', () => {
    const reduced = (reduction: 'mean' | 'sum') => three.map((a) => ({ ...a, id: `${a.id}-${reduction}`, recipe: { reduction } as never, regime: { ...a.regime, label: `${a.regime.label} ${reduction}` } }));
    const of = (gain: number): HypothesisView => verdict('H1', suiteOf([...reduced('mean'), ...reduced('sum')], [accuraciesOf({
      'joint mean': 0.8, 'mixed mean': 0.85, 'disjoint mean': 0.7, 'joint sum': 0.8, 'mixed sum': 0.8 + gain,
    })], { plan: { tune: null } }));
    expect(of(0.04).outcome).toBe('supported');
    expect(of(-0.04)).toMatchObject({ outcome: 'undecided', why: 'the two reductions of the losses do not agree' });
  });

  it('is not so where two architectures have a reduction each', () => {
    const own = three.flatMap((a) => (['mean', 'sum'] as const).map((reduction) => ({ ...a, id: `${reduction}/${a.id}`, architecture: { ...a.architecture, id: `architecture-${reduction}` }, recipe: { reduction } as never })));
    expect(judged(suiteOf(own, [scores], { plan: { tune: null } }))).toMatchObject({ judged: null });
  });

  it('adjusts p over all statements that are tested', () => {
    const found = judged(suiteOf(three, [scores]))?.judged ?? [];
    const tested = found.filter((j) => j.p !== null);
    expect(tested.map((j) => j.id)).toEqual(['H1', 'H2', 'H5', 'H6']);
    const smallest = tested.toSorted((a, b) => (a.p ?? 1) - (b.p ?? 1))[0];
    expect(smallest?.adjusted).toBeCloseTo(4 * (smallest?.p ?? NaN), 12);
    expect(found.filter((j) => j.outcome === 'not-testable').every((j) => j.why !== null && j.p === null)).toBe(true);
  });
});

describe('analyses', () => {
  it('judge barriers with the control of another order of the data', () => {
    const other = { ...withShare('disjoint', 0.5, 'disjoint, order 1'), role: 'control' as const };
    const arms = [...three, { ...other, regime: { ...other.regime, order: 1 } }];
    const of = (order: number, members = arms): HypothesisView => verdict('H7', suiteOf(members, [], {
      together: [[metric('metric-mode-connectivity'), (seed): Json => ({ none: [], pairs: [
        { a: 'disjoint', b: 'joint', kind: 'regimes', barrier: 0.5 + (NOISE[seed] ?? 0) / 100 }, { a: 'disjoint', b: 'mixed', kind: 'regimes', barrier: 0.01 },
        { a: 'joint', b: 'mixed', kind: 'regimes', barrier: 0.4 + (NOISE[(2 * seed) % 5] ?? 0) / 100 }, { a: 'disjoint', b: 'disjoint, order 1', kind: 'order', barrier: order },
      ] })]],
    }));
    expect(of(0.2)).toMatchObject({ outcome: 'supported', scale: 'plain', claims: { length: 3 } });
    expect(of(0.9)).toMatchObject({ outcome: 'refuted', says: 'barrier disjoint–joint minus barrier of disjoint in two orders of the data' });
    expect(of(0.2, three)).toMatchObject({ outcome: 'not-testable', why: 'there is no control of disjoint training in another order of the data' });
  });

  it('judge the rank’s fall, and that exits change it, whichever way', () => {
    const of = (deep: number): HypothesisView => verdict('H8', suiteOf(three, [[metric('metric-numerical-rank'), (label, seed): Json => ({
      none: [], blocks: ['a', 'b', 'c'], rank: [100 + (NOISE[seed] ?? 0), 60, (label === 'joint' ? deep : 40) + (NOISE[(2 * seed) % 5] ?? 0) + (label === 'joint' ? (NOISE[(3 * seed) % 5] ?? 0) : 0)],
    })]]));
    expect(of(20).outcome).toBe('supported');
    expect(of(60).outcome).toBe('supported');
    expect(of(40)).toMatchObject({ outcome: 'undecided', says: 'joint − disjoint in rank of the deeper half' });
    expect(HYPOTHESES.find((h) => h.id === 'H8')?.caveat).toContain('different shape do not compare');
    expect(of(130)).toMatchObject({ outcome: 'refuted', says: 'joint: rank of the first third of the blocks minus that of the last third' });
  });

  it('judge the last exit’s share of gradients against an equal one', () => {
    const of = (share: number): HypothesisView => verdict('H9', suiteOf(three, [[metric('metric-gradient-dominance', { unit: 'share' }), (label, seed): Json => {
      const noise = (NOISE[(seed * (label === 'joint' ? 1 : 2)) % 5] ?? 0) / 1000;
      const last = (label === 'joint' ? share : 0.8) + noise;
      return { none: [], blocks: ['a', 'b', 'c'], finalShare: { start: [last, last, 1], end: [last, last, 1] }, at: [{ finalShare: [last, last, 1], shares: { early: [1 - last, 1 - last, 0], last: [last, last, 1] } }] };
    }]]));
    // Two exits reach the first two blocks: an equal share is a half.
    expect(of(0.2)).toMatchObject({ outcome: 'supported', claims: [{ scale: 'points' }, { scale: 'points' }] });
    expect(of(0.2).claims[0]?.difference?.mean).toBeCloseTo(0.3, 12);
    expect(of(0.7)).toMatchObject({ outcome: 'refuted' });
  });

  it('judge where information rises, by the sign at four noise levels of five', () => {
    const curve = (at: number): readonly number[] => [0, 1, 2, 3, 4].map((i) => (i >= at ? 2 : 1));
    const of = (odd: number): HypothesisView => verdict('H10', suiteOf(three, [[metric('metric-information-flow'), (label, seed): Json => ({
      none: [], blocks: ['a', 'b', 'c', 'd', 'e'],
      zy: Object.fromEntries(['0.1', '0.25', '0.5', '1', '2'].map((sigma, k) => [sigma, label === 'joint' ? curve(k < odd ? 4 : 0) : curve(seed === 0 ? 3 : 2)])),
    })]]));
    // Disjoint at .6 of the depth (once .8), joint at .2 or, at `odd` noise levels, at 1.
    expect(of(0).outcome).toBe('supported');
    expect(of(1).outcome).toBe('supported');
    expect(of(2)).toMatchObject({ outcome: 'undecided', why: 'the sign holds for 3 of 5 curves, and 4 are asked for' });
  });

  it('leave out noise at which a block is saturated, for whichever regime', () => {
    const curve = (at: number): number[] => Array.from({ length: 5 }, (_, i) => (i < at ? 1 : 2));
    const sigmas = ['0.1', '0.25', '0.5', '1', '2'];
    // Disjoint at .6 of the depth (once .8), joint at .2; at noise .1 both at once, and at the `late` largest joint at 1.
    const of = (flagged: readonly string[], late: number): HypothesisView => verdict('H10', suiteOf(three, [[metric('metric-information-flow'), (label, seed): Json => ({
      none: [], blocks: ['a', 'b', 'c', 'd', 'e'],
      zy: Object.fromEntries(sigmas.map((sigma, k) => [sigma, sigma === '0.1' ? curve(0) : label === 'joint' ? curve(k > 4 - late ? 4 : 0) : curve(seed === 0 ? 3 : 2)])),
      saturated: { zy: Object.fromEntries(sigmas.map((sigma) => [sigma, [label === 'joint' && flagged.includes(sigma), false, false, false, false]])) },
    })]]));
    const mean = (found: HypothesisView): number => found.difference?.mean ?? NaN;
    // .6 − .2 and once .2 more at four curves of five, or of four.
    expect(mean(of([], 0))).toBeCloseTo((0.4 + 0.2 / 5) * 4 / 5, 12);
    expect(mean(of(['0.1'], 0))).toBeCloseTo(0.4 + 0.2 / 5, 12);
    expect(of(['0.1'], 0).outcome).toBe('supported');
    expect(of(['0.1'], 1)).toMatchObject({ outcome: 'undecided', why: 'the sign holds for 3 of 4 curves (1 more say nothing), and 4 are asked for' });
    expect(of(sigmas, 0)).toMatchObject({ outcome: 'not-testable', why: 'fewer than 5 seeds have all values (n = 0)' });
  });

  it('judge overthinking on test', () => {
    const of = (joint: number): HypothesisView => verdict('H14', suiteOf(three, [[metric('metric-overthinking', { unit: 'share' }), (label, seed): Json => ({
      none: [], overthinking: { splits: ['validation', 'test'], numbers: { destructive: [0, (label === 'disjoint' ? 0.5 : label === 'joint' ? joint : 0.3) + (NOISE[(seed * label.length) % 5] ?? 0) / 1000] } },
    })]]));
    expect(of(0.3).outcome).toBe('supported');
    expect(of(0.6)).toMatchObject({ outcome: 'refuted', says: 'disjoint − joint in destructive overthinking' });
  });

  it('are not testable where they were not computed, or on too few seeds', () => {
    const of = suiteOf(three, [accuraciesOf({ joint: 0.8, mixed: 0.85, disjoint: 0.7 })]);
    expect(verdict('H8', of).why).toBe('`metric-numerical-rank` was not computed');
    const one = metric('metric-overthinking', { only: ['joint', 'mixed', 'disjoint'].map((l) => `d/a/dense/${l}/0`) });
    const few = suiteOf(three, [[one, (_, seed): Json | undefined => (seed === 0 ? { none: [], overthinking: { splits: ['test'], numbers: { destructive: [0.5] } } } : undefined)]]);
    expect(verdict('H14', few)).toMatchObject({ outcome: 'not-testable', why: 'fewer than 5 seeds have all values (n = 1)' });
  });
});

describe('the share of the backbone', () => {
  const arms = [...three.slice(0, 1), ...[0.25, 0.5, 1].map((share) => withShare('mixed', share, `mixed ${share}`))];
  const of = (scores: { readonly [label: string]: number }, members = arms): readonly RunRecord[] => suiteOf(members, [[exitAccuracy, (label, seed): Json => {
    const noise = (NOISE[(seed * (1 + Object.keys(scores).indexOf(label))) % 5] ?? 0) / 1000;
    // The backbone alone has one exit with outputs.
    return label === 'mixed 1' ? { quantity: 'accuracy', exits: ['classifier'], test: [(scores[label] ?? 0) + noise] } : { quantity: 'accuracy', exits: ['block0', 'classifier'], test: [0.5, (scores[label] ?? 0) + noise] };
  }]]);

  it('is best inside, or at an end, or the seeds do not tell', () => {
    expect(verdict('H15', of({ joint: 0.8, 'mixed 0.25': 0.82, 'mixed 0.5': 0.85, 'mixed 1': 0.81 }))).toMatchObject({ outcome: 'supported' });
    expect(verdict('H15', of({ joint: 0.9, 'mixed 0.25': 0.82, 'mixed 0.5': 0.85, 'mixed 1': 0.81 }))).toMatchObject({ outcome: 'refuted', says: 'share 0 − share 0.5 at the last exit' });
    expect(verdict('H15', of({ joint: 0.85, 'mixed 0.25': 0.82, 'mixed 0.5': 0.8502, 'mixed 1': 0.81 })).outcome).toBe('undecided');
  });

  it('pays for having chosen the best of several by the same seeds', () => {
    const [two, three_] = [arms, [...arms, withShare('mixed', 0.75, 'mixed 0.75')]].map((members) => verdict('H15', of({ joint: 0.8, 'mixed 0.25': 0.82, 'mixed 0.5': 0.85, 'mixed 1': 0.81, 'mixed 0.75': 0.7 }, members)));
    expect((three_?.p ?? 0) / (two?.p ?? 1)).toBeCloseTo(1.5, 9);
  });

  it('needs both ends', () => {
    expect(verdict('H15', of({ joint: 0.8 }, arms.slice(0, 3))).why).toBe('it needs joint training, the backbone alone, and two shares between them');
  });

  it('shows what a share gains where there are several T', () => {
    const twice = of({ joint: 0.8, 'mixed 0.25': 0.82, 'mixed 0.5': 0.85, 'mixed 1': 0.81 }, [...arms, ...arms.map((a) => ({ ...a, id: `${a.id} T20`, epochs: 20 }))]).map((r): RunRecord => (r.kind === 'header' ? { ...r, plan: { ...r.plan, epochs: [10, 20] } } : r));
    const { budgets } = buildView(twice);
    expect(budgets?.caption).toMatch(/^Where H1 flips: .* at the last exit, by T$/);
    expect(budgets?.notes.join(' ')).toMatch(/judged at 100 % .* last exit alone.* not adjusted/);
    expect(budgets?.columns.map((c) => c.label)).toEqual(['T', 'joint (share 0)', 'share 0.25', 'share 0.5', 'share 1 (backbone alone)', 'n']);
    const [, own, , gain] = budgets?.rows[0] ?? [];
    expect(own?.kind === 'estimate' && own.estimate?.mean).toBeCloseTo(0.8, 9);
    expect(gain?.kind === 'estimate' && gain.estimate?.mean).toBeCloseTo(0.05, 9);
    expect(budgets?.rows.map((row) => (row[0]?.kind === 'text' ? row[0].text : ''))).toEqual(['10', '20']);
    expect(buildView(of({ joint: 0.8 })).budgets).toBeNull();
  });
});

describe('orders of regimes', () => {
  it('are compared under policies that differ', () => {
    const [budget, read] = accuraciesOf({ joint: 0.8, mixed: 0.85, disjoint: 0.7 });
    const named = (policy: string, turned = false) => [{ ...budget, id: policy }, (label: string, seed: number): Json => ({ ...(read(turned ? ({ joint: 'disjoint', disjoint: 'mixed', mixed: 'joint' })[label] ?? label : label, seed) as object), policy } as unknown as Json)] as const;
    const of = (...metrics: readonly (ReturnType<typeof named>)[]): HypothesisView => verdict('H11', suiteOf(three, metrics));
    expect(of(named('entropy')).why).toBe('accuracy at budgets was computed under one policy only');
    // All of five seeds have τ = 1: no spread, so p is that of the signs, 2 / 32.
    expect(of(named('entropy'), named('patience'))).toMatchObject({ outcome: 'undecided', difference: { mean: 1 }, p: 0.0625 });
    expect(of(named('entropy'), named('patience', true)).difference?.mean).toBeLessThan(0);
  });
});

describe('what was stated beforehand', () => {
  const scores = accuraciesOf({ joint: 0.8, mixed: 0.85, disjoint: 0.7 });
  const lines = (hypotheses: typeof header.hypotheses): string => renderMarkdown(buildView(suiteOf(three, [scores]).map((r): RunRecord => (r.kind === 'header' ? { ...r, hypotheses } : r))));

  it('is told from what was not', () => {
    expect(lines({ digest: hypothesesDigest(), commit: '0123456789abcdef' })).toContain('registered before the run: digest');
    expect(lines({ digest: hypothesesDigest(), commit: '0123456789abcdef' })).toContain('at commit 0123456789ab');
    expect(lines({ digest: hypothesesDigest(), commit: null })).toContain('no commit is known to hold them');
    expect(lines({ digest: 'f'.repeat(64), commit: 'abc' })).toContain('are not those that the run was made under');
    expect(lines(null)).toContain('were not registered before the run');
  });

  it('is frozen plain data, sixteen statements without a number of others', () => {
    expect(HYPOTHESES.map((h) => h.id)).toEqual(Array.from({ length: 16 }, (_, i) => `H${i + 1}`));
    expect(Object.isFrozen(HYPOTHESES[0]?.scope)).toBe(true);
    expect(JSON.parse(JSON.stringify(HYPOTHESES))).toEqual(HYPOTHESES);
    // Names of data sets and years apart, no digits: signs and orders only.
    expect(HYPOTHESES.filter((h) => /\d+\.\d|\d %/.test(h.found)).map((h) => h.id)).toEqual([]);
  });

  it('has a digest: whoever changes a word of it changes this one too', () => {
    expect(hypothesesDigest()).toMatchInlineSnapshot(`"6382e919e2e5dfec5e0c2f1610d753e3ca43601b4c58d01c50ec390dcb25501a"`);
  });
});
