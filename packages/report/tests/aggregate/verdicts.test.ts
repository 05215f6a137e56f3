import { describe, expect, it } from 'vitest';

import { bestOf } from '../../src/aggregate/bestOf.ts';
import { type Contender, judgeFamily } from '../../src/aggregate/verdicts.ts';

type Value = number | 'diverged';

/** An arm with values in points of a base, seeds 0, 1, 2 … */
function arm(id: string, points: readonly Value[], more: Partial<Contender> = {}): Contender {
  return { id, role: 'ranked', offBudget: false, values: new Map(points.map((p, seed) => [String(seed), p === 'diverged' ? p : 0.8 + p / 100])), ...more };
}

const base = arm('base', [0, 0.1, -0.1, 0.2, -0.2]);
const ahead = arm('ahead', [5, 5.2, 4.9, 5.1, 4.8]); // + 5, 5.1, 5, 4.9, 5
const close = arm('close', [0.05, 0.2, -0.15, 0.25, -0.2]); // + .05, .1, −.05, .05, 0
const wild = arm('wild', [4, -3, 2, -4, 3]);

const kinds = (...arms: readonly Contender[]): readonly string[] => judgeFamily(arms).verdicts.map((v) => `${v.a} ${v.kind} ${v.b}`);

describe('judgeFamily', () => {
  it('has the four words', () => {
    expect(kinds(ahead, base)).toEqual(['ahead better base']);
    expect(kinds(base, ahead)).toEqual(['base worse ahead']);
    expect(kinds(close, base)).toEqual(['close tie base']);
    expect(kinds(wild, base)).toEqual(['wild undecided base']);
  });

  it('tells what it rests on', () => {
    const [verdict] = judgeFamily([arm('a', [1.1, 1.8, 1, 1.9, 1.5]), arm('b', [0, 0, 0, 0, 0])]).verdicts; // the worked differences
    expect(verdict).toMatchObject({ n: 5, kind: 'better', withheld: null, withinMargin: false, unpaired: [], diverged: [] });
    expect(verdict?.test?.mean).toBeCloseTo(0.0146, 12);
    expect(verdict?.test?.p).toBeCloseTo(0.0012709942, 8);
    expect(verdict?.adjusted).toBe(verdict?.test?.p);
    expect(verdict?.interval?.low).toBeCloseTo(0.0095869978, 9);
    expect(verdict?.familyInterval).toEqual(verdict?.interval); // a family of one pair
    expect(verdict?.effect?.gz).toBeCloseTo(2.8853540789, 6);
  });

  it('adjusts over the family: what one pair shows, one of three may not', () => {
    const slightly = arm('slightly', [1.1, 0.2, 0.9, 0.5, 0.7]); // + 1.1, .1, 1, .3, .9: t = 3.2, p = .033
    const [alone] = judgeFamily([slightly, base]).verdicts;
    expect(alone?.test?.p).toBeGreaterThan(0.02);
    expect(alone?.kind).toBe('better');
    expect(kinds(slightly, base, wild)[0]).toBe('slightly undecided base');
  });

  it('judges a tie by the family’s interval, which grows with the family', () => {
    const near = arm('near', [0.35, 0.4, -0.35, 0.1, -0.05]); // + .35, .3, −.25, −.1, .15: ± .31 alone, ± .45 in a family of three
    expect(kinds(near, base)).toEqual(['near tie base']);
    const [verdict] = judgeFamily([near, base, wild]).verdicts;
    expect(verdict?.interval?.high).toBeLessThan(0.005);
    expect(verdict?.familyInterval?.high).toBeGreaterThan(0.005);
    expect(verdict?.kind).toBe('undecided');
  });

  it('calls a small but sure difference better, and within the margin', () => {
    const [verdict] = judgeFamily([arm('a', [0.2, 0.31, 0.1, 0.39, 0]), base]).verdicts; // + .2, .21, .2, .19, .2
    expect(verdict).toMatchObject({ kind: 'better', withinMargin: true });
  });

  it('knows no tie where no margin is given', () => {
    expect(judgeFamily([close, base], null).verdicts[0]).toMatchObject({ kind: 'undecided', withinMargin: false });
  });

  it('ties arms that are equal to the digit, and does not tie those that differ by one amount', () => {
    expect(kinds(arm('a', [1, 2, 3]), arm('b', [1, 2, 3]))).toEqual(['a tie b']);
    expect(kinds(arm('a', [1.1, 2.1, 3.1]), arm('b', [1, 2, 3]))).toEqual(['a undecided b']); // p = .25 by the signs
  });

  it('gives no word to two pairs, and counts them in the family', () => {
    expect(kinds(arm('a', [5, 5.001]), arm('b', [0, 0]))).toEqual(['a too-few b']);
    expect(kinds(arm('a', [5]), arm('b', [0]))).toEqual(['a too-few b']);
    const family = judgeFamily([ahead, base, arm('short', [0])]);
    expect(family.verdicts.map((v) => v.kind)).toEqual(['better', 'too-few', 'too-few']);
    expect(family.verdicts[0]?.adjusted).toBeCloseTo(3 * (family.verdicts[0]?.test?.p ?? NaN), 15);
    expect(family.verdicts[1]).toMatchObject({ test: null, interval: null, adjusted: null, effect: null, n: 1 });
  });

  it('leaves out controls and arms off their budget, and says so', () => {
    const family = judgeFamily([arm('control', [9, 9.1, 9], { role: 'control' }), ahead, arm('rich', [9, 9.1, 9], { offBudget: true }), base]);
    expect(family.members.map((m) => m.id)).toEqual(['ahead', 'base']);
    expect(family.verdicts).toHaveLength(1);
    expect(family.verdicts[0]?.adjusted).toBe(family.verdicts[0]?.test?.p); // nothing is paid for them
    expect(family.unranked).toEqual([{ id: 'control', because: 'control' }, { id: 'rich', because: 'off-budget' }]);
  });

  it('refuses an arm against itself', () => {
    expect(() => judgeFamily([base, base])).toThrow(expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining('`base`') }));
  });
});

describe('divergence', () => {
  const lucky = arm('lucky', [5, 5.2, 4.9, 5.1, 'diverged']);

  it('takes away a word that rests on the lucky seeds', () => {
    expect(judgeFamily([lucky, base]).verdicts[0]).toMatchObject({ kind: 'undecided', withheld: 'better', diverged: [{ seed: '4', which: 'a' }], n: 4 });
    expect(judgeFamily([base, lucky]).verdicts[0]).toMatchObject({ kind: 'undecided', withheld: 'worse', diverged: [{ seed: '4', which: 'b' }] });
    expect(judgeFamily([arm('even', [0.05, 0.15, -0.1, 0.2, 'diverged']), base]).verdicts[0]).toMatchObject({ kind: 'undecided', withheld: 'tie' });
  });

  it('leaves a word against the arm that diverged', () => {
    expect(judgeFamily([ahead, arm('base', [0, 0.1, -0.1, 0.2, 'diverged'])]).verdicts[0]).toMatchObject({ kind: 'better', withheld: null });
  });

  it('of both on one seed favours neither', () => {
    expect(judgeFamily([lucky, arm('base', [0, 0.1, -0.1, 0.2, 'diverged'])]).verdicts[0]).toMatchObject({ kind: 'better', diverged: [{ seed: '4', which: 'both' }] });
  });
});

describe('bestOf', () => {
  const best = (...arms: readonly Contender[]): unknown => bestOf(judgeFamily(arms));

  it('is the one that is better than all others', () => {
    expect(best(base, ahead)).toEqual({ kind: 'decided', best: ['ahead'], tiedWith: [], diverged: [], outOfReach: [] });
  });

  it('is several where they are tied', () => {
    expect(best(ahead, base, arm('twin', [5.02, 5.18, 4.92, 5.08, 4.8]))).toMatchObject({ kind: 'decided', best: ['ahead', 'twin'] });
  });

  it('names an arm tied with the best that is not shown to beat the rest', () => {
    // top − mid: .04, −.04, .03, a tie. top − low: .9, 1.05, .95, better. mid and low share one seed: too few.
    const low = arm('low', [], { values: new Map([['2', 0.8], ['3', 0.8], ['4', 0.8]]) });
    const family = judgeFamily([arm('top', [1, 1.1, 0.9, 1.05, 0.95]), arm('mid', [0.96, 1.14, 0.87]), low]);
    expect(family.verdicts.map((v) => v.kind)).toEqual(['tie', 'better', 'too-few']);
    expect(bestOf(family)).toEqual({ kind: 'decided', best: ['top'], tiedWith: ['mid'], diverged: [], outOfReach: [] });
  });

  it('is nobody where it is undecided: who leads, and who is worse than nobody', () => {
    expect(best(base, wild)).toEqual({ kind: 'undecided', leads: 'wild', inTheRunning: ['base', 'wild'], diverged: [], outOfReach: [] });
    expect(best(ahead, base, arm('wilder', [9, 1, 10, 2, 9]))).toEqual({ kind: 'undecided', leads: 'wilder', inTheRunning: ['ahead', 'wilder'], diverged: [], outOfReach: [] });
  });

  it('finds who leads on the seeds that all have', () => {
    const absent = arm('absent', [], { values: new Map([['0', 0.81], ['1', 0.75], ['2', 0.85]]) }); // mean .8033 there
    expect(best(arm('late', [0, 0, 0, 90, 90]), absent)).toMatchObject({ leads: 'absent' });
  });

  it('says that there are too few seeds, or too few arms', () => {
    expect(best(arm('a', [1]), arm('b', [0]))).toEqual({ kind: 'too-few', leads: 'a', diverged: [], outOfReach: [] });
    expect(best(base)).toEqual({ kind: 'alone', arm: 'base', diverged: [], outOfReach: [] });
    expect(best()).toEqual({ kind: 'alone', arm: null, diverged: [], outOfReach: [] });
  });

  it('does not wait for an arm that diverged on every seed, but for one of which nothing is known', () => {
    expect(best(ahead, base, arm('lost', ['diverged', 'diverged', 'diverged']))).toMatchObject({ kind: 'decided', best: ['ahead'], diverged: ['lost'] });
    expect(best(ahead, base, arm('unknown', []))).toMatchObject({ kind: 'undecided' });
  });

  it('never is an arm off its budget', () => {
    expect(best(base, ahead, arm('rich', [9, 9.1, 9, 9.2, 8.9], { offBudget: true }))).toMatchObject({ best: ['ahead'] });
  });
});
