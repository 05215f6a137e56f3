import { expect, it } from 'vitest';

import { differences, distance } from '../../src/explain/differences.ts';

it('tells the path and both values', () => {
  expect(differences({ a: { b: 1, c: 'x' } }, { a: { b: 2, c: 'x' } }, 'recipe')).toEqual([{ path: 'recipe.a.b', before: 1, after: 2, leaves: 1 }]);
});

it('finds nothing where nothing differs, whatever the order of fields', () => {
  expect(differences({ a: 1, b: [{ id: 'x' }] }, { b: [{ id: 'x' }], a: 1 }, 'recipe')).toEqual([]);
});

it('matches elements by what names them', () => {
  const before = [{ id: 'stem', spec: 1 }, { id: 'block2', spec: { rate: 0 } }];
  const after = [{ id: 'stem', spec: 1 }, { id: 'block1', spec: 2 }, { id: 'block2', spec: { rate: 0.1 } }];
  expect(differences(before, after, 'pieces')).toEqual([
    { path: 'pieces[block2].spec.rate', before: 0, after: 0.1, leaves: 1 },
    { path: 'pieces[block1]', before: undefined, after: { id: 'block1', spec: 2 }, leaves: 2 },
  ]);
  const weights = [{ path: 'block0/kernel', shape: [3, 3] }];
  expect(differences(weights, [{ path: 'block0/kernel', shape: [3, 4] }], 'weights')).toEqual([{ path: 'weights[block0/kernel].shape', before: [3, 3], after: [3, 4], leaves: 1 }]);
});

it('sees another order of the same elements', () => {
  const found = differences([{ id: 'a' }, { id: 'b' }], [{ id: 'b' }, { id: 'a' }], 'exits');
  expect(found).toEqual([{ path: 'exits (order)', before: ['a', 'b'], after: ['b', 'a'], leaves: 1 }]);
});

it('matches what has no name by its place', () => {
  expect(differences([{ x: 1 }, { x: 2 }], [{ x: 1 }, { x: 3 }], 'l').map((d) => d.path)).toEqual(['l[1].x']);
  // Two of one name cannot be told apart by it.
  expect(differences([{ id: 'a', x: 1 }, { id: 'a', x: 2 }], [{ id: 'a', x: 1 }, { id: 'a', x: 3 }], 'l').map((d) => d.path)).toEqual(['l[1].x']);
});

it('takes a list of plain values for one value', () => {
  expect(differences({ snapshots: [0, 1] }, { snapshots: [] }, 'p')).toEqual([{ path: 'p.snapshots', before: [0, 1], after: [], leaves: 1 }]);
});

it('counts the values of a part that came or went', () => {
  expect(distance(differences({ a: 1 }, { a: 2, b: { c: 1, d: [1, 2], e: [{ f: 1 }, { f: 2 }] } }, ''))).toBe(1 + 1 + 1 + 2);
  expect(distance(differences(null, {}, ''))).toBe(1);
});
