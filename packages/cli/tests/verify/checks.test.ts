import type { RunRecord } from '@exitbench/records';
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

  it('counts comparisons of which it has not all cells, and leaves out what is volatile', () => {
    const compared: RunRecord = { kind: 'value', metric: 'metric-nothing', cells: [first, second], result: { x: 1 } };
    expect([checkRecords([...records, compared], records, [first]).unchecked, checkRecords([...records, compared], records, [first]).differences]).toEqual([1, []]);
    expect(checkRecords([...records, compared], records, [first, second]).differences).toHaveLength(1);
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
