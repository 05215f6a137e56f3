import type { RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type CellView, type TableView, buildView, renderMarkdown } from '../src/index.ts';
import { accuracies, arm, arms, atBudget, environment, exitAccuracy, header, levels, records, value } from './example.ts';

const view = buildView(records);
const withPlan = (plan: Partial<typeof header.plan>, ...rest: readonly RunRecord[]): readonly RunRecord[] => [{ ...header, plan: { ...header.plan, ...plan } }, ...rest];
const tableOf = (caption: string, of = view): TableView => {
  const found = of.groups.flatMap((g) => g.tables).find((t) => t.caption.includes(caption));
  if (found === undefined) throw new Error(`no table ${caption}`);
  return found;
};
const mean = (cell: CellView | undefined): number | null | undefined => (cell?.kind === 'estimate' ? (cell.estimate?.mean ?? null) : undefined);
const rowOf = (table: TableView, label: string): readonly CellView[] => table.rows.find((r) => r[0]?.kind === 'text' && r[0].text === label) ?? [];

describe('accuracy of each exit', () => {
  const table = tableOf('exit');

  it('averages over seeds, with interval and n', () => {
    const row = rowOf(table, 'joint');
    expect(row[1]).toMatchObject({ kind: 'estimate', estimate: { n: 3 }, scale: 'share' });
    expect(mean(row[1])).toBeCloseTo(0.8, 12);
    expect(row[1]?.kind === 'estimate' && row[1].estimate?.interval?.half).toBeCloseTo(0.024841377, 8);
    expect(row[3]).toEqual({ kind: 'count', value: 3 });
  });

  it('has no interval for one seed and marks a control', () => {
    const row = rowOf(table, 'disjoint-long (control)');
    expect(row[2]).toEqual({ kind: 'estimate', estimate: { mean: 0.75, n: 1, interval: null }, scale: 'share' });
  });

  it('says what leaving at an exit costs', () => {
    expect(table.columns.map((c) => c.label)).toEqual(['regime', 'block0 (4.7 %)', 'classifier (101 %)', 'n']);
  });

  it('shows errors as errors', () => {
    const result = { quantity: 'negative-rmse', exits: ['block0', 'classifier'], test: [-2, -1], validation: [-2, -1] };
    const errors = tableOf('root mean squared', buildView([header, value(exitAccuracy, 'd/a/dense/joint/0', result)]));
    expect(rowOf(errors, 'joint').map(mean)).toEqual([undefined, 2, 1, undefined]);
  });
});

describe('a metric that is used twice', () => {
  const timed = (id: string, batch: number, volatile: boolean): typeof exitAccuracy => ({
    ...exitAccuracy, id, plugin: 'metric-time', label: 'time', params: { batch, rounds: 5 }, volatile, unit: 'ms',
    shows: [{ kind: 'table', rows: 'of.names', columns: 'of.time' }, { kind: 'depth-curve', pieces: 'of.names', values: 'of.time' }],
  });
  const result = (time: number) => ({ of: { names: ['block0'], time: [time] } });
  const viewOf = (volatile: boolean) => {
    const [one, many] = [timed('one', 1, volatile), timed('many', 128, volatile)];
    return buildView(withPlan({ metrics: [one, many] }, value(one, 'd/a/dense/joint/0', result(3)), value(many, 'd/a/dense/joint/0', result(2)))).groups[0];
  };

  it('is seen twice, under its own name each time', () => {
    const group = viewOf(false);
    const times = group?.tables.filter((t) => t.caption.startsWith('Time in ms'));
    expect(times?.map((t) => t.caption)).toEqual(['Time in ms (batch 1)', 'Time in ms (batch 1)', 'Time in ms (batch 128)', 'Time in ms (batch 128)']);
    expect(times?.map((t) => mean(t.rows[0]?.find((c) => c.kind === 'estimate')))).toEqual([3, 3, 2, 2]);
    expect(group?.figures.map((f) => f.caption).filter((c) => c.startsWith('Time'))).toEqual(['Time (batch 1)', 'Time (batch 128)']);
  });

  it('says where its numbers hold, if that is on one machine', () => {
    const notes = (volatile: boolean) => viewOf(volatile)?.tables.filter((t) => t.caption.startsWith('Time')).some((t) => t.notes.join().includes('two machines'));
    expect([notes(true), notes(false)]).toEqual([true, false]);
  });
});

/** A result in mode `paper`: the test curve alone. */
const curve = (cost: number, scores: readonly number[]): object => ({
  mode: 'paper', quantity: 'accuracy', base: 100, levels: null, curve: { split: 'test', threshold: [0, 1], cost: [40, cost], score: scores, shares: [] },
});

describe('how thresholds were chosen', () => {
  const method = (...results: readonly RunRecord[]): string => buildView([header, ...results]).method.join(' ');
  const validated = value(atBudget, 'd/a/dense/mixed/0', levels([null, 0.7, 0.85, 0.85, 0.82]));
  const paper = value(atBudget, 'd/a/dense/joint/0', curve(40, [0.5, 0.9]) as never);

  it('is said of what is shown', () => {
    expect(method(validated)).toContain('thresholds come from validation');
    expect(method(paper)).toContain('optimistic');
    expect(method(paper)).not.toContain('come from validation');
    expect(method(validated, paper)).toContain('but in tables');
  });

  it('is not said where no thresholds are shown', () => {
    expect(method(value(exitAccuracy, 'd/a/dense/joint/0', accuracies([0.8, 0.9])))).not.toContain('hreshold');
  });
});

describe('accuracy at budgets', () => {
  const table = tableOf('inference cost');

  it('shows what nobody can keep as nothing', () => {
    const row = rowOf(table, 'joint');
    expect(mean(row[1])).toBeNull();
    expect(row.slice(2, 6).map((c) => mean(c)?.toFixed(3))).toEqual(['0.800', '0.850', '0.900', '0.900']);
  });

  it('averages over the seeds that can keep a budget, and says how many', () => {
    const row = rowOf(table, 'mixed');
    expect(row[2]).toMatchObject({ estimate: { mean: 0.7, n: 1, interval: null } });
    expect(table.notes.join(' ')).toContain('other seeds cannot keep the budget');
    expect(tableOf('inference cost', buildView(records.filter((r) => r.kind !== 'value' || !r.cells[0]?.includes('mixed')))).notes.join(' ')).not.toContain('other seeds');
  });

  it('reads mode paper off the mean curve, not seed by seed', () => {
    const results = [curve(40, [0.5, 0.9]), curve(80, [0.6, 0.8])].map((r, seed) => value(atBudget, `d/a/dense/joint/${seed}`, r as never));
    // At 50 % the mean cost of the second threshold is 60: above. The first counts: .55.
    const paper = tableOf('inference cost', buildView([header, ...results]));
    expect(mean(rowOf(paper, 'joint')[2])).toBeCloseTo(0.55, 12);
    expect(paper.notes.join(' ')).toContain('mean test curve');
    // .5 and .6: sd .0707, half width 12.7062 · .0707 / √2 = .6353.
    const [cell] = rowOf(paper, 'joint').slice(2);
    expect(cell?.kind === 'estimate' && cell.estimate?.interval?.half).toBeCloseTo(0.63531, 4);
  });
});

describe('training cost', () => {
  const table = tableOf('Training cost');
  const seconds = (label: string): readonly unknown[] => {
    const [, , , alone, attributed] = rowOf(table, label);
    return [mean(alone), attributed?.kind === 'amount' && attributed.value];
  };

  it('charges a shared phase in full to each arm alone, and once in all', () => {
    expect(seconds('joint')).toEqual([10, 30]); // 9, 10, 11
    // Three backbones of 4 s, half each; joint phases of 6 s.
    expect(seconds('mixed')).toEqual([10, 3 * (2 + 6)]);
    // Its third backbone ran too, though the cell diverged; alone counts completed cells.
    expect(seconds('disjoint-long (control)')).toEqual([6, 3 * 2 + 2 * 2]);
  });

  it('adds up to what was spent', () => {
    const spent = 30 + 3 * 4 + 3 * 6 + 2 * 2; // every node once
    const attributed = table.rows.map((r) => (r[4]?.kind === 'amount' ? (r[4].value ?? 0) : 0));
    expect(attributed.reduce((x, y) => x + y, 0)).toBe(spent);
    expect(view.facts.find(([label]) => label === 'core-seconds')?.[1]).toContain(`${spent} in all`);
  });

  it('has a column of peak memory only where something is known', () => {
    expect(table.columns.at(-1)?.label).toBe('peak memory');
    const unknown = records.map((r) => (r.kind === 'cell' ? { ...r, nodes: r.nodes.map((n) => ({ ...n, peakMemory: null })) } : r));
    const without = tableOf('Training cost', buildView(unknown));
    expect(without.columns.map((c) => c.label)).not.toContain('peak memory');
    expect(without.rows.map((r) => r.length)).toEqual(without.rows.map(() => without.columns.length));
    expect(without.notes.join(' ')).toContain('Peak memory is not known');
  });

  it('counts multiply-accumulates that were spent, else those planned', () => {
    expect(rowOf(table, 'mixed')[1]).toEqual({ kind: 'amount', value: 997, unit: 'MAC' });
    expect(rowOf(tableOf('Training cost', buildView([header])), 'joint')[1]).toEqual({ kind: 'amount', value: 998, unit: 'MAC' });
  });
});

describe('warnings', () => {
  it('marks arms off their budget, and no others', () => {
    expect(view.warnings.filter((w) => w.kind === 'off-budget')).toEqual([{ kind: 'off-budget', arm: 'disjoint-long (control)', role: 'control', deviation: 10 }]);
  });

  it('warns of a last exit more than two points below the best earlier one', () => {
    const dips = view.warnings.filter((w) => w.kind === 'final-below-earlier');
    expect(dips).toHaveLength(1);
    expect(dips[0]).toMatchObject({ arm: 'mixed', exit: 'block0' });
    const close = buildView([header, value(exitAccuracy, 'd/a/dense/mixed/0', accuracies([0.85, 0.831]))]);
    expect(close.warnings.filter((w) => w.kind === 'final-below-earlier')).toEqual([]);
  });

  it.each([[1012, [1.2]], [988, [-1.2]], [1009, []], [991, []], [1010, []], [990, []]])('of 1000, %i is off by more than one per cent: %j', (macs, deviations) => {
    const found = buildView(withPlan({ arms: [arm('joint', [{ name: 'joint', steps: 10, macs }])], cells: [] })).warnings;
    expect(found.map((w) => w.kind === 'off-budget' && Number(w.deviation.toFixed(9)))).toEqual(deviations);
  });

  it('warns of a completed cell without a value of a planned metric, and of no other', () => {
    const planned = { arms: [arm('joint', [], { budget: null })], cells: header.plan.cells.slice(0, 2), metrics: [exitAccuracy, atBudget] };
    const done: RunRecord = { kind: 'cell', cell: 'd/a/dense/joint/0', status: 'completed', reason: null, log: [], nodes: [] };
    const accuracy = value(exitAccuracy, done.cell, accuracies([0.8, 0.9]));
    const budget = value(atBudget, done.cell, levels([0.8, 0.8, 0.8, 0.8, 0.8]));
    const missing = (...rest: readonly RunRecord[]): readonly unknown[] => buildView(withPlan(planned, ...rest)).warnings;
    expect(missing(done, accuracy)).toEqual([{ kind: 'missing-values', metric: 'metric-accuracy-at-budget', cells: ['d/a/dense/joint/0'] }]);
    expect(missing(done, accuracy, budget)).toEqual([]);
    // One result of several cells is one for each of them.
    expect(missing(done, accuracy, { ...budget, cells: [done.cell, 'd/a/dense/mixed/0'] })).toEqual([]);
    // What did not complete is told in a table of its own.
    expect(missing({ ...done, status: 'failed', reason: 'x' })).toEqual([]);
    expect(renderMarkdown(buildView(withPlan(planned, done, accuracy)))).toContain('There is no value of `metric-accuracy-at-budget` for completed cells: `d/a/dense/joint/0`.');
  });

  it('warns of changed code, of an engine that is not repeatable and of two environments', () => {
    const kinds = (...environments: readonly RunRecord[]): readonly string[] => buildView(withPlan({ arms: arms.slice(0, 1) }, ...environments)).warnings.map((w) => w.kind);
    expect(kinds({ ...environment, dirty: true })).toEqual(['dirty']);
    expect(kinds({ ...environment, repeatable: false })).toEqual(['not-repeatable']);
    expect(kinds(environment, { ...environment, node: 'v24.0.0' })).toEqual(['environments']);
    expect(kinds(environment)).toEqual([]);
  });
});

describe('what did not complete', () => {
  it('lists it with status and reason', () => {
    expect(view.cells).toEqual({ planned: 9, completed: 8 });
    expect(view.incomplete?.rows.map((r) => r.map((c) => (c.kind === 'text' || c.kind === 'code') && c.text))).toEqual([
      ['d/a/dense/disjoint-long/2', 'diverged', 'The loss is NaN at step 7 | exit block0.', 'step 7'],
    ]);
  });

  it('lists an excluded arm once, and does not count its cells', () => {
    const excluded = arm('joint', [], { excluded: 'Not for text.', network: null, budget: null });
    const found = buildView(withPlan({ arms: [excluded, ...arms.slice(1)] }));
    expect(found.incomplete?.rows[0]?.map((c) => (c.kind === 'text' || c.kind === 'code') && c.text)).toEqual(['d/a/dense/joint', 'excluded', 'Not for text.', '']);
    expect(found.cells.planned).toBe(6);
  });

  it('is null when all completed', () => {
    const [first] = records.filter((r) => r.kind === 'cell');
    const plan = { cells: header.plan.cells.slice(0, 1) };
    expect(buildView(withPlan(plan, first as RunRecord)).incomplete).toBeNull();
  });
});

it('does not depend on the order of fields', () => {
  const fields = Object.fromEntries(Object.entries(environment.engine).toReversed()) as typeof environment.engine;
  expect(buildView([header, { ...environment, engine: fields }]).environment).toEqual(buildView([header, environment]).environment);
});

it('keeps groups apart whose titles are alike', () => {
  const wide = arms.map((a) => ({ ...a, id: `${a.id}/wide`, architecture: { ...a.architecture, params: { width: 16 } } }));
  const narrow = arms.map((a) => ({ ...a, architecture: { ...a.architecture, params: { width: 8 } } }));
  const titles = buildView(withPlan({ arms: [...narrow, ...wide] })).groups.map((g) => g.title);
  expect(titles).toHaveLength(2);
  expect(titles[0]).toContain('{"width":8}');
  expect(titles[1]).toContain('{"width":16}');
});
