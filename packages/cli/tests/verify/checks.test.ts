import type { PlanRecord, RunRecord } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { checkRecords } from '../../src/verify/checkRecords.ts';
import { sampleCells } from '../../src/verify/sampleCells.ts';
import { madeUpRecords } from '../recordsOf.ts';

const records = await madeUpRecords((cell, seed) => ({ kind: 'value', metric: 'metric-nothing', cells: [cell], result: { x: [seed, 0.25] } }));
const cells = records.flatMap((r) => (r.kind === 'cell' ? [r.cell] : []));
const [first = '', second = ''] = cells;
const isOf = (r: RunRecord, cell: string): boolean => r.kind === 'value' && r.cells[0] === cell;

describe('a check', () => {
  it('finds nothing in equal records, and counts what it compared', () => {
    const found = checkRecords(records, structuredClone(records), [first]);
    expect([found.differences, found.results, found.unchecked]).toEqual([[], 1, 0]);
    expect(found.values).toBeGreaterThan(checkRecords(records, records, []).values);
  });

  it('looks at its cells only', () => {
    const other = records.map((r) => (r.kind === 'value' && isOf(r, second) ? { ...r, result: { x: [9, 9] } } : r));
    expect(checkRecords(records, other, [first]).differences).toEqual([]);
    expect(checkRecords(records, other, [first, second]).differences.map((d) => `${d.cell} ${d.metric ?? ''} ${d.path}`)).toEqual([`${second} metric-nothing x[0]`, `${second} metric-nothing x[1]`]);
  });

  it('sees a result too many, a result too few, another status and another seed', () => {
    const without = records.filter((r) => !isOf(r, first));
    expect(checkRecords(records, without, [first]).differences).toMatchObject([{ path: '', recorded: { x: [0, 0.25] }, recomputed: undefined }]);
    expect(checkRecords(without, records, [first]).differences).toMatchObject([{ path: '', recorded: undefined, recomputed: { x: [0, 0.25] } }]);
    const diverged = records.map((r) => (r.kind === 'cell' && r.cell === first ? { ...r, status: 'diverged' as const, reason: 'NaN.' } : r));
    expect(checkRecords(records, diverged, [first]).differences.map((d) => [d.path, d.recorded])).toEqual([['status', 'completed'], ['reason', null]]);
    const seeded = records.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, cells: r.plan.cells.map((c) => ({ ...c, seed: { ...c.seed, order: 7 } })) } } : r));
    expect(checkRecords(records, seeded, [first]).differences.map((d) => d.path)).toEqual(['plan.seed.order']);
  });

  it('sees another learning rate that was chosen', () => {
    const chosen = (rate: number): readonly RunRecord[] => records.map((r) => (r.kind === 'cell' && r.cell === first
      ? { ...r, nodes: [{ key: 'a'.repeat(64), kind: 'select', name: 'everything', coreSeconds: rate, peakMemory: null, training: null, selection: { rate, trials: [{ rate, score: 0.5 }] } }] } : r));
    expect(checkRecords(chosen(0.1), chosen(0.1), [first]).differences).toEqual([]);
    expect(checkRecords(chosen(0.1), chosen(0.2), [first]).differences.map((d) => [d.cell, d.path, d.recorded, d.recomputed])).toEqual([
      [first, 'select everything.selection.rate', 0.1, 0.2], [first, 'select everything.selection.trials[0].rate', 0.1, 0.2],
    ]);
  });

  it('sees what the header says otherwise of the run, its metrics and its sources', () => {
    const header = (change: (plan: PlanRecord) => Partial<PlanRecord>): readonly string[] =>
      checkRecords(records.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, ...change(r.plan) } } : r)), records, [first]).differences.map((d) => `${d.cell ?? 'the run'} ${d.path}`);
    expect(header(() => ({ epochs: [9] }))).toEqual(['the run plan.epochs[0]']);
    expect(header(() => ({ notice: null, title: 'Another' }))).toEqual(['the run plan.notice', 'the run plan.title']);
    expect(header(() => ({ data: { train: 51, validation: 10, test: null } }))).toEqual(['the run plan.data.train']);
    expect(header(({ metrics }) => ({ metrics: metrics.map((m) => ({ ...m, direction: 'lower', unit: 's' })) }))).toEqual(['the run plan.metrics.metric-nothing.direction', 'the run plan.metrics.metric-nothing.unit']);
    expect(header(({ sources }) => ({ sources: sources.map((s) => (s.kind === 'dataset' ? { ...s, licence: 'public domain' } : s)) }))).toEqual(['the run plan.sources.dataset-none.licence']);
    // A sample has not every cell that a metric is computed for.
    expect(header(({ metrics }) => ({ metrics: metrics.map((m) => ({ ...m, only: [first] })) }))).toEqual([]);
  });

  it('counts comparisons of which it has not all cells, and leaves out what is volatile', () => {
    const compared: RunRecord = { kind: 'value', metric: 'metric-nothing', cells: [first, second], result: { x: 1 } };
    expect([checkRecords([...records, compared], records, [first]).unchecked, checkRecords([...records, compared], records, [first]).differences]).toEqual([1, []]);
    expect(checkRecords([...records, compared], records, [first, second]).differences).toHaveLength(1);
    // Nor is the comparison missed among the nodes that the cell has run: its other cells were not computed.
    const ran = records.map((r): RunRecord => (r.kind === 'cell' && r.cell === first
      ? { ...r, nodes: [...r.nodes, { key: 'b'.repeat(64), kind: 'analyse', name: 'metric-nothing', coreSeconds: 1, peakMemory: null, training: null, selection: null }] } : r));
    expect(checkRecords([...ran, compared], records, [first]).differences).toEqual([]);
    const volatile = [...records, compared].map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, metrics: r.plan.metrics.map((m) => ({ ...m, volatile: true })) } } : r));
    expect(checkRecords(volatile, volatile, [first, second])).toMatchObject({ differences: [], results: 0, unchecked: 0 });
  });
});

describe('a sample', () => {
  it('is another for another seed, and each cell has its chance', () => {
    expect(new Set(Array.from({ length: 40 }, (_, seed) => sampleCells(records, 1, seed).cells[0]))).toEqual(new Set(cells));
    expect(sampleCells(records, 2, 1)).toMatchObject({ rest: 2, without: 0 });
    expect(sampleCells(records.toReversed(), 2, 1).cells.toSorted()).toEqual(sampleCells(records, 2, 1).cells.toSorted());
  });

  it('is of cells with results only, those that diverged included', () => {
    const some = records.map((r) => (r.kind === 'cell' && r.cell !== first ? { ...r, status: r.cell === second ? 'diverged' as const : 'failed' as const } : r));
    expect(sampleCells(some, 9, 1)).toEqual({ cells: [first, second], rest: 0, without: 2 });
  });
});
