import type { RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type AnswerView, answerTable, answerText, buildView, pairTable, rowTexts, suitabilityTable, verdictText, warningText } from '../src/index.ts';
import { datasetLabel } from '../src/aggregate/datasetLabel.ts';
import { arm, atBudget, header, levels, records, value } from './example.ts';

/** Scores at every level by regime, a value for each seed; null is a cell that diverged. */
function suite(scores: { readonly [regime: string]: readonly (number | null)[] }, more: Partial<typeof header.plan> = {}): readonly RunRecord[] {
  const arms = Object.keys(scores).map((regime) => arm(regime, [{ name: 'p', steps: 1, macs: regime === 'heavy' ? 1020 : 1000 }], regime === 'control' ? { role: 'control' } : {}));
  const cells = arms.flatMap((a) => (scores[a.regime.label] ?? []).map((_, root) => ({ id: `${a.id}/${root}`, arm: a.id, seed: { root, init: root, order: root, augment: root }, phases: [], nodes: [] })));
  return [
    { ...header, plan: { ...header.plan, arms, cells, metrics: [atBudget], ...more } },
    ...arms.flatMap((a) => (scores[a.regime.label] ?? []).flatMap((score, root): readonly RunRecord[] => {
      const cell = `${a.id}/${root}`;
      if (score === null) return [{ kind: 'cell', cell, status: 'diverged', reason: 'NaN', log: [], nodes: [] }];
      return [value(atBudget, cell, levels([score, score, score, score, score]))];
    })),
  ];
}

const tuned = { tune: { lr: [0.1, 0.2], seed: { root: 0, init: 0, order: 0, augment: 0 } } };

function answer(of: readonly RunRecord[]): AnswerView {
  const [first] = buildView(of).answers;
  if (first === undefined) throw new Error('no answer');
  return first;
}

describe('answers', () => {
  it('are one for each group and level', () => {
    const { answers } = buildView(records);
    expect(answers.map((a) => [a.group, a.level])).toEqual(['25 %', '50 %', '75 %', '100 %', 'max'].map((level) => ['group-1', level]));
    expect(answers[0]).toMatchObject({ dataset: 'Digits (official)', architecture: 'small net', exits: 'dense, pooled mean', quantity: 'accuracy in %', scale: 'share' });
  });

  it('decide for a regime that is better than every other', () => {
    const found = answer(suite({ mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.8, 0.812, 0.821, 0.803, 0.81] }, tuned));
    expect(found.best).toEqual({ kind: 'decided', regimes: ['mixed'], tiedWith: [] });
    // Differences of 10, 9.8, 9.9, 9.7 and 10 points: mean 9.88, sd .1304, half width 2.7764 · .1304 / √5 = .1619.
    expect(found.pairs[0]).toMatchObject({ a: 'mixed', b: 'joint', verdict: 'better', n: 5 });
    expect(found.pairs[0]?.difference?.mean).toBeCloseTo(0.0988, 10);
    expect(found.pairs[0]?.difference?.interval?.half).toBeCloseTo(0.001619, 6);
    expect([answerText(found), found.pairs.map(verdictText)]).toEqual(['mixed', ['mixed better than joint']]);
  });

  it('tell a tie from what the seeds do not tell', () => {
    const tied = answer(suite({ mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.9005, 0.9102, 0.9197, 0.8998, 0.9101] }, tuned));
    expect(answerText(tied)).toBe('mixed and joint (tied)');
    const open = answer(suite({ mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.88, 0.93, 0.9, 0.91, 0.89] }, tuned));
    expect(answerText(open)).toBe('undecided; mixed leads; in the running: mixed and joint');
  });

  it('show the leader against the closest of those in the running', () => {
    const found = answer(suite({ mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.88, 0.93, 0.9, 0.91, 0.89] }, tuned));
    const [pair] = found.pairs;
    if (pair === undefined) throw new Error('there is a pair');
    // Joint lies further away than disjoint, which is ruled out.
    const near = { ...pair, b: 'disjoint', difference: { mean: 0.001, n: 5, interval: null } };
    const row = (answers: typeof found): string => JSON.stringify(answerTable([answers])?.rows[0]);
    expect(row({ ...found, pairs: [pair, near] })).toContain('mixed − joint');
    expect(row({ ...found, best: { kind: 'decided', regimes: ['mixed'], tiedWith: [] }, pairs: [pair, near] })).toContain('mixed − disjoint');
  });

  it('have no control and no arm off its budget in their families', () => {
    const found = answer(suite({ mixed: [0.9, 0.91, 0.92], control: [0.95, 0.96, 0.97], heavy: [0.99, 0.99, 0.98] }, tuned));
    expect(found.pairs).toEqual([]);
    expect(found.best).toEqual({ kind: 'alone', regime: 'mixed' });
    expect(found.unranked).toEqual([{ regime: 'control', because: 'control' }, { regime: 'heavy', because: 'off-budget' }]);
  });

  it('name seeds that diverged and withhold what they forbid', () => {
    const found = answer(suite({ mixed: [0.9, 0.91, 0.92, 0.9, null], joint: [0.8, 0.812, 0.821, 0.803, 0.81] }, tuned));
    expect(found.pairs[0]).toMatchObject({ verdict: 'undecided', withheld: 'better', n: 4, notes: ['seed 4: mixed diverged'] });
    expect(answer(suite({ mixed: [null, null, null], joint: [0.8, 0.8, 0.8] }, tuned)).diverged).toEqual(['mixed']);
  });

  it('leave out of the race what cannot keep the cost, and say so', () => {
    const scores = { mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.8, 0.812, 0.821, 0.803, 0.81], alone: [0.95, 0.95, 0.95, 0.95, 0.95] };
    const unable = suite(scores, tuned).map((r) => (r.kind === 'value' && r.cells[0]?.includes('alone') ? { ...r, result: levels([null, null, null, null, 0.95]) } : r));
    const found = answer(unable);
    expect(found.best).toEqual({ kind: 'decided', regimes: ['mixed'], tiedWith: [] });
    expect(found.outOfReach).toEqual(['alone']);
    expect(answerTable(buildView(unable).answers)?.notes.join(' ')).toContain('Cannot keep the cost: alone (25 %)');
    expect(buildView(unable).answers.at(-1)?.outOfReach).toEqual([]);
    // What a seed without a result can keep is not known.
    const partly = unable.filter((r) => r.kind !== 'value' || r.cells[0] !== 'd/a/dense/alone/4');
    expect([answer(partly).outOfReach, answer(partly).best.kind]).toEqual([[], 'undecided']);
    // Without any result nothing is known of it: the answer stays open.
    expect(answer(unable.filter((r) => r.kind !== 'value' || !r.cells[0]?.includes('alone'))).best.kind).toBe('undecided');
  });

  it('compare errors, turned round, without a margin of ties', () => {
    const errors = suite({ mixed: [1, 1, 1], joint: [1, 1, 1] }, tuned).map((r) => (r.kind === 'value' ? { ...r, result: { ...(r.result as object), quantity: 'negative-rmse' } } : r)) as readonly RunRecord[];
    expect(answer(errors)).toMatchObject({ quantity: 'minus the root mean squared error', scale: 'plain', pairs: [{ verdict: 'undecided' }] });
  });

  it('are none without scores whose thresholds were chosen on validation', () => {
    expect(buildView([header]).answers).toEqual([]);
    expect(answerTable([])).toBeNull();
    expect(pairTable([])).toBeNull();
  });
});

it('shows the leader against the rival that comes closest, whatever their order in the plan', () => {
  const of = suite({ joint: [0.8, 0.81, 0.82], far: [0.5, 0.52, 0.51], mixed: [0.9, 0.91, 0.93] }, tuned);
  const table = answerTable(buildView(of).answers);
  if (table === null) throw new Error('no table');
  // 10, 10 and 11 points: mean 10.33, sd .5774, half width 4.3027 · .5774 / √3 = 1.434.
  expect(rowTexts(table, table.rows[0] ?? []).slice(4, 9)).toEqual(['mixed', 'mixed − joint', '+10.33 ± 1.43', '0.001', '3']);
});

describe('what to take', () => {
  const rows = (of: readonly RunRecord[]): readonly (readonly string[])[] => {
    const table = suitabilityTable(buildView(of).answers);
    return table === null ? [] : table.rows.map((row) => rowTexts(table, row));
  };

  it('is a row for each group and a column for each cost, with mean and interval', () => {
    // 90.8 of 90, 91, 92, 90, 91: sd .8367, half width 2.7764 · .8367 / √5 = 1.039.
    const clear = suite({ mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.8, 0.812, 0.821, 0.803, 0.81] }, tuned);
    expect(rows(clear)).toEqual([['Digits (official)', 'small net', 'dense, pooled mean', ...Array<string>(5).fill('mixed 90.80 ± 1.04'), '5']]);
  });

  it('says ties and what is undecided', () => {
    expect(rows(suite({ mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.9005, 0.9102, 0.9197, 0.8998, 0.9101] }, tuned))[0]?.[3]).toBe('tie: mixed and joint, 90.80 ± 1.04');
    expect(rows(suite({ mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.88, 0.93, 0.9, 0.91, 0.89] }, tuned))[0]?.[3]).toBe('undecided; mixed leads, 90.80 ± 1.04');
    expect(rows(suite({ mixed: [0.9], joint: [0.88] }, tuned))[0]?.[3]).toBe('too few seeds; mixed leads, 90.00');
  });

  it('says who is ruled out where none is the best, and of how many seeds a mean is where some cannot keep a cost', () => {
    const open = suite({ mixed: [0.9, 0.91, 0.92, 0.9, 0.91], joint: [0.88, 0.93, 0.9, 0.91, 0.89], disjoint: [0.5, 0.51, 0.52, 0.5, 0.51] }, tuned);
    expect(rows(open)[0]?.[3]).toBe('undecided; mixed leads, 90.80 ± 1.04; ruled out: disjoint');
    const unable = open.map((r) => (r.kind === 'value' && r.cells[0] === 'd/a/dense/mixed/4' ? { ...r, result: levels([null, 0.91, 0.91, 0.91, 0.91]) } : r));
    // Four of five: 90, 91, 92, 90 have mean 90.75, sd .9574, half width 3.1824 · .9574 / 2 = 1.523.
    expect(rows(unable)[0]?.slice(3, 5)).toEqual(['undecided; mixed leads, 90.75 ± 1.52 (n = 4); ruled out: disjoint', 'undecided; mixed leads, 90.80 ± 1.04; ruled out: disjoint']);
  });
});

describe('what is not judged, in several groups', () => {
  /** Two architectures: in the second mixed is off its budget, joint cannot keep a quarter of the cost, and alone diverged. */
  const two = (): readonly RunRecord[] => {
    const base = suite({ mixed: [0.9, 0.91, 0.92], joint: [0.8, 0.812, 0.821], alone: [0.7, 0.72, 0.71], control: [0.5, 0.5, 0.5] }, tuned);
    const again = suite({ mixed: [0.9, 0.91, 0.92], joint: [0.8, 0.812, 0.821], alone: [null, null, null], control: [0.5, 0.5, 0.5] }, tuned);
    const moved = (id: string): string => id.replace('/a/', '/b/');
    const plans = [base, again].map((of) => of.flatMap((r) => (r.kind === 'header' ? [r] : []))[0]?.plan ?? header.plan);
    return [
      { ...header, plan: {
        ...header.plan, ...tuned, metrics: [atBudget],
        arms: [...(plans[0]?.arms ?? []), ...(plans[1]?.arms ?? []).map((a) => ({ ...a, id: moved(a.id), architecture: { ...a.architecture, id: 'architecture-b', title: 'wide net' }, budget: a.regime.label === 'mixed' ? 900 : a.budget }))],
        cells: [...(plans[0]?.cells ?? []), ...(plans[1]?.cells ?? []).map((c) => ({ ...c, id: moved(c.id), arm: moved(c.arm) }))],
      } },
      ...base.filter((r) => r.kind !== 'header'),
      ...again.flatMap((r): readonly RunRecord[] => {
        if (r.kind === 'value') return [{ ...r, cells: r.cells.map(moved), ...(r.cells[0]?.includes('joint') === true ? { result: levels([null, 0.8, 0.8, 0.8, 0.8]) } : {}) }];
        return r.kind === 'cell' ? [{ ...r, cell: moved(r.cell) }] : [];
      }),
    ];
  };

  it('is named with where it is so', () => {
    const notes = answerTable(buildView(two()).answers)?.notes ?? [];
    expect(notes).toContain('Shown and not judged: control (a control); mixed (off its budget: wide net).');
    expect(notes).toContain('Cannot keep the cost: joint (25 %: wide net).');
    expect(notes).toContain('Diverged on every seed: alone (wide net).');
  });

  it('has the names of tables in warnings and in what became of cells', () => {
    const { warnings, coverage } = buildView(two());
    const where = 'Digits (official), wide net, exits: dense, pooled mean';
    expect(warnings.filter((w) => w.kind === 'diverged')).toMatchObject([{ arm: `alone, ${where}` }]);
    expect(warnings.filter((w) => w.kind === 'off-budget')).toMatchObject([{ arm: `mixed, ${where}` }]);
    expect(coverage?.columns.map((c) => c.label).slice(0, 2)).toEqual(['regime', 'where']);
    expect(coverage === null || rowTexts(coverage, coverage.rows[7] ?? []).slice(0, 2)).toEqual(['control (control)', where]);
  });

  it('is no matter of hypotheses: those have a section of their own', () => {
    expect(answerTable(buildView(suite({ mixed: [0.9, 0.91], joint: [0.8, 0.8] })).answers)?.notes.join(' ')).not.toContain('hypothes');
  });
});

describe('several budgets of training', () => {
  it('are groups of their own, with T in their titles', () => {
    const twice = suite({ mixed: [0.9, 0.91, 0.92], joint: [0.8, 0.812, 0.821] }, tuned).map((r): RunRecord => (r.kind === 'header'
      ? { ...r, plan: { ...r.plan, epochs: [10, 20], arms: r.plan.arms.flatMap((a) => [a, { ...a, id: `${a.id} T20`, epochs: 20 }]) } }
      : r));
    const view = buildView(twice);
    expect(view.groups.map((g) => g.title)).toEqual(['Digits (official), small net, exits: dense, pooled mean, T = 10', 'Digits (official), small net, exits: dense, pooled mean, T = 20']);
    expect(answerTable(view.answers)?.columns.map((c) => c.label)).toContain('T');
    expect(view.answers[0]?.epochs).toBe(10);
    expect(answerTable(buildView(records).answers)?.columns.map((c) => c.label)).not.toContain('T');
  });
});

it('says variants of data sets in words', () => {
  expect(datasetLabel({ title: 'CIFAR-10', variant: 'jpeg-copy' })).toBe('CIFAR-10 (JPEG copy)');
  expect(datasetLabel({ title: 'MNIST', variant: 'official' })).toBe('MNIST (official)');
  expect(datasetLabel({ title: 'X', variant: '<b>-jpeg' })).toBe('X (<b>-jpeg)');
});

describe('warnings of answers', () => {
  const kinds = (of: readonly RunRecord[]): readonly string[] => buildView(of).warnings.map((w) => w.kind);

  it('tell of rates that are the recipe’s and of few seeds', () => {
    const three = { mixed: [0.9, 0.9, 0.9], joint: [0.9, 0.9, 0.9] };
    const five = { mixed: [0.9, 0.9, 0.9, 0.9, 0.9], joint: [0.9, 0.9, 0.9, 0.9, 0.9] };
    expect(kinds(suite(three))).toEqual(['untuned', 'few-seeds']);
    expect(kinds(suite(five))).toEqual(['untuned']);
    expect(kinds(suite(five, tuned))).toEqual([]);
    // Nothing is compared.
    expect(kinds(suite({ mixed: [0.9] }))).toEqual([]);
    const said = (of: readonly RunRecord[]): readonly string[] => buildView(of).warnings.filter((w) => w.kind === 'few-seeds').map(warningText);
    expect(said(suite(three))).toEqual(['There are results of 3 seeds: only very large differences can be found.']);
    expect(said(suite({ mixed: [0.9], joint: [0.8] }))).toEqual(['There are results of 1 seed: no difference is judged.']);
  });

  it('count seeds that diverged', () => {
    expect(buildView(suite({ mixed: [0.9, null, 0.9, null, 0.9], joint: [0.9, 0.9, 0.9, 0.9, 0.9] }, tuned)).warnings).toEqual([
      { kind: 'diverged', arm: 'mixed', role: 'ranked', seeds: ['1', '3'], of: 5 },
      // Five were planned; a pair has three.
      { kind: 'few-seeds', n: 3, of: 5 },
    ]);
    expect(warningText({ kind: 'few-seeds', n: 3, of: 5 })).toBe('There are results of only 3 of 5 seeds for a regime: only very large differences can be found.');
    // A control is compared with nothing; a regime without any result is told of as diverged.
    expect(kinds(suite({ mixed: [0.9, 0.9, 0.9, 0.9, 0.9], joint: [0.9, 0.9, 0.9, 0.9, 0.9], control: [0.9, null, null, null, null] }, tuned))).toEqual(['diverged']);
    expect(kinds(suite({ mixed: [0.9, 0.9, 0.9, 0.9, 0.9], joint: [null, null, null, null, null] }, tuned))).toEqual(['diverged']);
  });
});
