import { expect, it } from 'vitest';

import { leafDifferences, leavesIn } from '../src/index.ts';

it('names each number that differs by its path', () => {
  const before = { a: [1, { loss: 0.5 }], b: 'x', 'c d': 1 };
  expect(leafDifferences(before, structuredClone(before))).toEqual([]);
  expect(leafDifferences(before, { a: [1, { loss: 0.25 }, 3], b: 'y', 'c d': 2 })).toEqual([
    { path: 'a[1].loss', before: 0.5, after: 0.25 }, { path: 'a[2]', before: undefined, after: 3 }, { path: 'b', before: 'x', after: 'y' }, { path: '["c d"]', before: 1, after: 2 },
  ]);
});

it('sees the last bit of a number, and values of another kind', () => {
  expect(leafDifferences({ x: 0.1 + 0.2 }, { x: 0.3 })).toHaveLength(1);
  expect(leafDifferences({ x: 0.3 }, { x: 0.3 })).toEqual([]);
  expect(leafDifferences([1], { 0: 1 })).toEqual([{ path: '', before: [1], after: { 0: 1 } }]);
  expect(leafDifferences(null, undefined)).toEqual([{ path: '', before: null, after: undefined }]);
});

it('takes what every object inherits for no field', () => {
  expect(leafDifferences({}, JSON.parse('{"toString":1}') as { toString: number })).toEqual([{ path: 'toString', before: undefined, after: 1 }]);
});

it('counts what can differ', () => {
  expect([leavesIn(undefined), leavesIn(null), leavesIn(1), leavesIn([1, [2, { a: 3, b: null }]]), leavesIn([])]).toEqual([0, 1, 1, 4, 0]);
});
