import { expect, it } from 'vitest';

import { readTable } from '../src/render/tablesOf.ts';
import type { TableView } from '../src/view.ts';

/** A table with a row for each number, a name, a mean and as many seeds as are wanted. */
function table(rows: number, seeds: number): TableView {
  const names = Array.from({ length: seeds }, (_, i) => String(i));
  return {
    caption: 'c', notes: ['first'],
    columns: [{ label: 'name', numeric: false }, { label: 'mean', numeric: true }, ...names.map((seed) => ({ label: `seed ${seed}`, numeric: true, seed })), { label: 'n', numeric: true }],
    rows: Array.from({ length: rows }, (_, r) => [{ kind: 'text', text: `row ${r}` }, ...['mean', ...names, 'n'].map((_n, c) => ({ kind: 'count' as const, value: 100 * r + c }))]),
    of: Array.from({ length: rows }, () => ({ regime: 'r', role: 'ranked' as const, seed: null })),
  };
}

it('leaves a table with few cells of single seeds as it is', () => {
  const given = table(24, 5);
  expect(readTable(given)).toBe(given);
  const none = table(500, 0);
  expect(readTable(none)).toBe(none);
});

it('leaves single seeds out of a longer one, and says where they are', () => {
  const read = readTable(table(25, 5));
  expect(read.columns.map((c) => c.label)).toEqual(['name', 'mean', 'n']);
  expect(read.rows[3]).toEqual([{ kind: 'text', text: 'row 3' }, { kind: 'count', value: 300 }, { kind: 'count', value: 306 }]);
  expect(read.rows).toHaveLength(25);
  expect(read.of).toHaveLength(25);
  expect(read.notes).toEqual(['first', 'Means over seeds: of a table this long, single seeds are left to the numbers as CSV.']);
});
