import type { HeaderRecord, RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type ComparedRow, compareRuns, gateFaults, renderComparison } from '../src/index.ts';
import { accuracies, arms, atBudget, cells, completed, environment, exitAccuracy, header, levels, records, value } from './example.ts';

const joint = 'd/a/dense/joint';

/** The example with other accuracies of `joint` at its first exit; the last one stays. */
function withFirstExit(values: readonly number[], more: (record: RunRecord) => readonly RunRecord[] = (r) => [r]): readonly RunRecord[] {
  return records.flatMap((record): readonly RunRecord[] => {
    const seed = record.kind === 'value' && record.metric === exitAccuracy.id && record.cells[0]?.startsWith(joint) === true ? Number(record.cells[0].at(-1)) : null;
    return more(seed === null ? record : value(exitAccuracy, `${joint}/${seed}`, accuracies([values[seed] ?? 0, 0.9])));
  });
}

function rowOf(a: readonly RunRecord[], b: readonly RunRecord[], place: string, arm = joint, metric = exitAccuracy.id): ComparedRow | undefined {
  return compareRuns(a, b).rows.find((r) => r.arm === arm && r.metric === metric && r.place === place);
}

const passesGate = (found: ReturnType<typeof compareRuns>): boolean => gateFaults(found).length === 0;

const changedHeader = (change: Partial<HeaderRecord>, plan: Partial<HeaderRecord['plan']> = {}): readonly RunRecord[] => records.map((r) => (r.kind === 'header' ? { ...r, ...change, plan: { ...r.plan, ...plan } } : r));

describe('a run and itself', () => {
  it('is the same in every row, and passes the gate', () => {
    const found = compareRuns(records, structuredClone(records));
    expect(found.rows.filter((r) => r.verdict !== 'same')).toEqual([]);
    expect([found.environment, found.plan, passesGate(found)]).toEqual([[], [], true]);
  });

  it('has a row for each exit and each cost level that a seed can keep', () => {
    const places = compareRuns(records, records).rows.filter((r) => r.arm === joint).map((r) => `${r.metric} ${r.place}`);
    expect(places).toEqual([`${exitAccuracy.id} block0`, `${exitAccuracy.id} classifier`, ...['50 %', '75 %', '100 %', 'max'].map((l) => `${atBudget.id} ${l}`)]);
  });
});

describe('a row', () => {
  // .79, .80, .81 before; differences −.100, −.101, −.102: mean −.101, sd .001, half width 4.3027 · .001 / √3 = .0024841; t = −174.9, p = 3.27e-5.
  const worse = [0.69, 0.699, 0.708];

  it('is worse where the paired test says so after Holm over all rows', () => {
    const row = rowOf(records, withFirstExit(worse), 'block0');
    expect(row).toMatchObject({ verdict: 'worse', n: 3, lost: false, notes: [] });
    expect(row?.difference?.mean).toBeCloseTo(-0.101, 12);
    expect(row?.difference?.interval?.half).toBeCloseTo(0.0024841, 6);
    expect(row?.p).toBeCloseTo(3.27e-5, 7);
    // The smallest of the family's p values is multiplied by the family's size.
    expect(row?.adjusted).toBeCloseTo((row?.p ?? 0) * compareRuns(records, withFirstExit(worse)).family, 12);
  });

  it('is better the other way round, and the gate knows', () => {
    expect(rowOf(withFirstExit(worse), records, 'block0')?.verdict).toBe('better');
    expect([passesGate(compareRuns(records, withFirstExit(worse))), passesGate(compareRuns(withFirstExit(worse), records))]).toEqual([false, true]);
  });

  it('is worse where less is better and there is more', () => {
    const lower = (of: readonly RunRecord[]): readonly RunRecord[] => of.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, metrics: r.plan.metrics.map((m) => ({ ...m, direction: 'lower' as const })) } } : r));
    expect(rowOf(lower(withFirstExit(worse)), lower(records), 'block0')?.verdict).toBe('worse');
    const none = (of: readonly RunRecord[]): readonly RunRecord[] => of.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, metrics: r.plan.metrics.map((m) => ({ ...m, direction: 'none' as const })) } } : r));
    expect(rowOf(none(records), none(withFirstExit(worse)), 'block0')?.verdict).toBe('changed');
  });

  it('is undecided where the seeds do not tell', () => {
    expect(rowOf(records, withFirstExit([0.7, 0.81, 0.85]), 'block0')).toMatchObject({ verdict: 'undecided', lost: false });
  });

  it('is undecided where p is small by itself and not for so many rows', () => {
    // Differences −.08, −.10, −.12: mean −.1, sd .02, t = −8.66 at two degrees of freedom: p = .0131.
    const row = rowOf(records, withFirstExit([0.71, 0.7, 0.69]), 'block0');
    expect(row).toMatchObject({ verdict: 'undecided', p: expect.closeTo(0.0131, 4) as number });
    expect([(row?.adjusted ?? 0) > 0.05, (row?.adjusted ?? 1) < 1]).toEqual([true, true]);
  });

  it('has the difference of one seed without an interval', () => {
    const one = (of: readonly RunRecord[]): readonly RunRecord[] => of.filter((r) => r.kind !== 'value' || r.cells[0]?.endsWith('/0') === true);
    expect(rowOf(one(records), one(withFirstExit(worse)), 'block0')).toMatchObject({ verdict: 'too-few', n: 1, p: null, difference: { mean: expect.closeTo(-0.1, 12) as number, n: 1, interval: null } });
  });

  it('has no verdict of fewer than three seeds, unless they are equal', () => {
    const two = records.filter((r) => r.kind !== 'value' || r.metric !== exitAccuracy.id || r.cells[0] !== `${joint}/2`);
    expect(rowOf(two, withFirstExit(worse, (r) => [r]).filter((r) => r.kind !== 'value' || r.cells[0] !== `${joint}/2`), 'block0')).toMatchObject({ verdict: 'too-few', n: 2, adjusted: null });
    expect(rowOf(two, two, 'block0')).toMatchObject({ verdict: 'same', n: 2 });
  });

  it('is new or gone where one run has it, and a lost one closes the gate', () => {
    const without = records.filter((r) => r.kind !== 'value' || r.metric !== exitAccuracy.id || r.cells[0]?.startsWith(joint) !== true);
    expect([rowOf(without, records, 'block0')?.verdict, rowOf(records, without, 'block0')?.verdict]).toEqual(['new', 'gone']);
    expect([passesGate(compareRuns(without, records)), passesGate(compareRuns(records, without))]).toEqual([true, false]);
  });

  it('that lost a seed says which, and closes the gate', () => {
    const lost = records.filter((r) => r.kind !== 'value' || r.metric !== exitAccuracy.id || r.cells[0] !== `${joint}/1`);
    expect(rowOf(records, lost, 'block0')).toMatchObject({ verdict: 'same', n: 2, lost: true, notes: ['seed 1: only in A'] });
    expect(passesGate(compareRuns(records, lost))).toBe(false);
    expect(passesGate(compareRuns(lost, records))).toBe(true);
  });

  it('is not better on lucky seeds', () => {
    // Four seeds, of which the second run diverged on the last.
    const seed = { root: 3, init: 3, order: 3, augment: 3 };
    const fourth = [...cells, ...arms.map((arm) => ({ id: `${arm.id}/3`, arm: arm.id, seed, nodes: [], phases: [] }))];
    const withFour = (of: readonly RunRecord[]): readonly RunRecord[] => of.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, cells: fourth } } : r));
    const before = [...withFour(withFirstExit(worse)), completed(`${joint}/3`, []), value(exitAccuracy, `${joint}/3`, accuracies([0.7, 0.9]))];
    const after = withFour(records);
    expect(rowOf(before, after, 'block0')?.verdict).toBe('better');
    const diverged = [...after, { kind: 'cell' as const, cell: `${joint}/3`, status: 'diverged' as const, reason: 'NaN.', log: [], nodes: [] }];
    expect(rowOf(before, diverged, 'block0')).toMatchObject({ verdict: 'undecided', lost: true, notes: ['seed 3: diverged in B'] });
    // The other way round it is A that was lucky: B is not worse for that, and it has lost nothing.
    expect(rowOf(diverged, before, 'block0')).toMatchObject({ verdict: 'undecided', lost: false, notes: ['seed 3: diverged in A'] });
    // Who diverged and is worse on the rest too is worse.
    const lower = records.map((r) => (r.kind === 'value' && r.metric === exitAccuracy.id && r.cells[0]?.startsWith(joint) === true ? { ...r, result: accuracies([0.5 + Number(r.cells[0].at(-1)) / 99, 0.9]) } : r));
    const worst = [...withFour(lower), { kind: 'cell' as const, cell: `${joint}/3`, status: 'diverged' as const, reason: 'NaN.', log: [], nodes: [] }];
    expect(rowOf(before, worst, 'block0')).toMatchObject({ verdict: 'worse', lost: true });
    expect(rowOf(worst, diverged, 'block0')).toMatchObject({ verdict: 'better', notes: ['seed 3: diverged in both'] });
  });
});

describe('figures of one metric', () => {
  const shows = [{ kind: 'depth-curve' as const, pieces: 'exits', values: 'test' }, { kind: 'depth-curve' as const, pieces: 'exits', values: 'validation', title: 'on validation' }];
  const both = { ...exitAccuracy, shows };
  const run = (score: (split: 'test' | 'validation', seed: number) => number): readonly RunRecord[] => [
    { ...header, plan: { ...header.plan, metrics: [both] } }, environment,
    ...[0, 1, 2].flatMap((seed) => [
      completed(`${joint}/${seed}`, []),
      value(both, `${joint}/${seed}`, { quantity: 'accuracy', exits: ['block0'], test: [score('test', seed)], validation: [score('validation', seed)] }),
    ]),
  ];

  it('have rows of their own, though their places are the same, and each closes the gate by itself', () => {
    const before = run((_, seed) => 0.8 + seed / 100);
    for (const worse of ['test', 'validation'] as const) {
      const found = compareRuns(before, run((split, seed) => (split === worse ? 0.6 + seed / 101 : 0.8 + seed / 100)));
      expect(found.rows.map((r) => [r.quantity, r.place, r.verdict])).toEqual([
        ['accuracy of each exit: accuracy in %', 'block0', worse === 'test' ? 'worse' : 'same'],
        ['accuracy of each exit: on validation: accuracy in %', 'block0', worse === 'validation' ? 'worse' : 'same'],
      ]);
      expect(gateFaults(found)).toEqual(['1 row is worse']);
    }
  });

  it('are better by their own direction, whatever the metric’s is', () => {
    const of = (direction: 'higher' | 'lower' | 'none', scored: (seed: number) => number): readonly RunRecord[] => run((_, seed) => scored(seed)).map((r) => (r.kind === 'header'
      ? { ...r, plan: { ...r.plan, metrics: [{ ...both, direction: 'higher' as const, shows: [shows[0], { ...shows[1], direction }] as typeof both.shows }] } }
      : r));
    const verdicts = (direction: 'higher' | 'lower' | 'none'): readonly string[] => compareRuns(of(direction, (seed) => 0.6 + seed / 101), of(direction, (seed) => 0.8 + seed / 100)).rows.map((r) => r.verdict);
    expect(verdicts('higher')).toEqual(['better', 'better']);
    expect(verdicts('lower')).toEqual(['better', 'worse']);
    expect(verdicts('none')).toEqual(['better', 'changed']);
  });

  it('are the same whatever they are called', () => {
    const renamed = run(() => 0.8).map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, metrics: [{ ...both, shows: shows.map((s) => ({ ...s, title: 'other words' })) }] } } : r));
    expect(compareRuns(run(() => 0.8), renamed).rows.map((r) => r.verdict)).toEqual(['same', 'same']);
  });
});

describe('errors, stored turned round', () => {
  const run = (scores: readonly number[]): readonly RunRecord[] => [
    { ...header, plan: { ...header.plan, metrics: [exitAccuracy] } }, environment,
    ...scores.flatMap((score, seed) => [completed(`${joint}/${seed}`, []), value(exitAccuracy, `${joint}/${seed}`, { quantity: 'negative-rmse', exits: ['block0'], test: [score], validation: [score] })]),
  ];

  it('are shown as they are read, and smaller ones are better', () => {
    // Errors .30, .31, .32 become .20, .211, .222: B − A is −.100, −.099, −.098.
    const [large, small] = [run([-0.3, -0.31, -0.32]), run([-0.2, -0.211, -0.222])];
    expect(rowOf(large, small, 'block0')).toMatchObject({ verdict: 'better', a: { mean: expect.closeTo(0.31, 12) as number }, b: { mean: expect.closeTo(0.211, 12) as number }, difference: { mean: expect.closeTo(-0.099, 12) as number } });
    expect(rowOf(small, large, 'block0')).toMatchObject({ verdict: 'worse', difference: { mean: expect.closeTo(0.099, 12) as number } });
  });
});

describe('a gate', () => {
  const few = (first: number): readonly RunRecord[] => withFirstExit([first, first])
    .filter((r) => (r.kind !== 'cell' || !r.cell.endsWith('/2')) && (r.kind !== 'value' || r.cells[0] === `${joint}/0` || r.cells[0] === `${joint}/1`))
    .map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, cells: cells.filter((c) => c.seed.root < 2) } } : r));

  it('is closed where rows differ and none can be judged, and open where none differs', () => {
    const found = compareRuns(few(0.8), few(0.01));
    expect(found).toMatchObject({ family: 0 });
    expect(gateFaults(found)).toEqual(['1 row differs, and nothing could be judged: no row has 3 seeds in both runs']);
    expect(gateFaults(compareRuns(few(0.8), few(0.8)))).toEqual([]);
  });

  it('takes rows of too few seeds beside judged ones for what they are', () => {
    const one = (score: number): readonly RunRecord[] => records.map((r) => (r.kind === 'value' && r.cells[0] === 'd/a/dense/disjoint-long/0' ? { ...r, result: accuracies([score, 0.75]) } : r));
    const found = compareRuns(one(0.7), one(0.1));
    expect(found.rows.filter((r) => r.verdict === 'too-few')).toHaveLength(1);
    expect(gateFaults(found)).toEqual([]);
  });

  it('counts no seed for lost that the second run never planned', () => {
    const fewer = records.filter((r) => (r.kind === 'cell' ? r.cell : r.kind === 'value' ? r.cells[0] : null) !== `${joint}/2`).map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, cells: r.plan.cells.filter((c) => c.id !== `${joint}/2`) } } : r));
    expect(rowOf(records, fewer, 'block0')).toMatchObject({ verdict: 'same', n: 2, lost: false, notes: ['seed 2: only in A'] });
    expect(gateFaults(compareRuns(records, fewer))).toEqual([]);
  });

  it('says what it found', () => {
    const lost = records.filter((r) => r.kind !== 'value' || r.metric !== exitAccuracy.id || r.cells[0] !== `${joint}/1`);
    expect(gateFaults(compareRuns(records, lost))).toEqual(['2 rows lost a seed']);
    expect(renderComparison(compareRuns(records, lost))).toMatch(/^\d+ rows: \d+ same; 2 of them lost a seed in B\.$/m);
    expect(renderComparison(compareRuns(records, records))).not.toContain('lost a seed');
  });
});

describe('what else differs', () => {
  it('refuses numbers that do not mean the same', () => {
    expect(() => compareRuns(records, changedHeader({ comparability: 2 }))).toThrow(/comparability is 1 and 2/);
  });

  it('is told of environments and of what was asked for', () => {
    const other = records.map((r) => (r.kind === 'environment' ? { ...environment, engine: { ...environment.engine, engine: 'tensorflow' }, node: 'v22.1.0' } : r));
    expect(compareRuns(records, other).environment.map((d) => [d.path, d.after])).toEqual([['engine.engine', 'tensorflow'], ['node', 'v22.1.0']]);
    const planOf = (plan: Partial<HeaderRecord['plan']>): readonly (readonly unknown[])[] => compareRuns(records, changedHeader({}, plan)).plan.map((d) => [d.path, d.before, d.after]);
    expect(planOf({ profile: 'full', data: { train: 6000, validation: 1000, test: null } })).toEqual([['data.train', 5000, 6000], ['profile', 'quick', 'full']]);
    const asked = changedHeader({}, { epochs: [20], arms: arms.map((a) => ({ ...a, budget: 2000 })) });
    expect(compareRuns(records, asked).plan.map((d) => d.path)).toEqual(['epochs[0]', ...arms.map((a) => `${a.id}.budget`)]);
    const text = renderComparison(compareRuns(other, asked));
    expect(text).toContain('What was asked for is not the same');
    expect(text).toContain(String.raw`- epochs\[0\]: 10 → 20`);
    expect(text).toContain('- engine.engine: tensorflow → wasm');
  });

  it('takes an arm for the same whatever it is called', () => {
    expect(compareRuns(records, changedHeader({}, { arms: arms.map((a) => ({ ...a, regime: { ...a.regime, label: 'renamed' } })) })).plan).toEqual([]);
  });

  it('says which metrics have no rows', () => {
    const metrics = [exitAccuracy, { ...atBudget, id: 'm', plugin: 'metric-plane' }, { ...exitAccuracy, id: 'clock', volatile: true }];
    expect(compareRuns([{ ...header, plan: { ...header.plan, metrics } }, ...records.filter((r) => r.kind === 'value' && r.metric === exitAccuracy.id)], records).notCompared).toEqual(['m', 'clock']);
  });

  it('says so of results over several cells, whichever run has them', () => {
    const over = { ...exitAccuracy, id: 'over' };
    const having = [...changedHeader({}, { metrics: [exitAccuracy, atBudget, over] }), { kind: 'value' as const, metric: 'over', cells: [`${joint}/0`, 'd/a/dense/mixed/0'], result: { x: 1 } }];
    expect([compareRuns(having, records), compareRuns(records, having), compareRuns(records, records)].map((c) => c.notCompared)).toEqual([['over'], ['over'], []]);
  });

  it('is nothing where neither has a number', () => {
    const none = records.filter((r) => r.kind !== 'value');
    expect(() => compareRuns(none, none)).toThrow(/Neither file has a number/);
  });
});

it('reads budgets in the manner of papers from each seed’s own curve', () => {
  const paper = (of: readonly RunRecord[]): readonly RunRecord[] => of.map((r) => (r.kind === 'value' && r.metric === atBudget.id ? { ...r, result: { ...(levels([0.5, 0.6, 0.7, 0.8, 0.8]) as object), mode: 'paper' } as never } : r));
  expect(rowOf(paper(records), paper(records), 'max', joint, atBudget.id)?.verdict).toBe('same');
});

describe('the text', () => {
  it('has a table of what is not the same, and hides nothing silently', () => {
    const found = compareRuns(records, withFirstExit([0.69, 0.699, 0.708]));
    const text = renderComparison(found);
    expect(text).toContain('1 worse');
    expect(text).toMatch(/\| d\/a\/dense\/joint +\| accuracy of each exit: accuracy in % \| block0 +\| worse +\|/);
    expect(text).toMatch(/−10\.10 ± 0\.25/);
    expect(text).toMatch(/\d+ rows that are the same are not shown/);
    expect(renderComparison(found, { all: true })).not.toContain('not shown');
    expect(renderComparison(found, { all: true })).toContain('| classifier |');
  });

  it('says that nothing is judged where no row has three seeds', () => {
    const few = records.filter((r) => r.kind !== 'value' || r.cells[0]?.endsWith('/0') === true);
    expect(renderComparison(compareRuns(few, few))).toContain('nothing is judged');
    expect(renderComparison(compareRuns(records, records))).not.toContain('nothing is judged');
  });

  it('is text whatever arms are called', () => {
    const hostile = changedHeader({}, { benchmark: '<script>alert(1)</script>|x' });
    expect(renderComparison(compareRuns(hostile, records))).not.toContain('<script>');
  });
});
