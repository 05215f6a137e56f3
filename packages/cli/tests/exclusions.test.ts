import { expect, it } from 'vitest';

import { exclusionLines } from '../src/exclusions.ts';

const plan = (arms: readonly object[], cells: readonly object[]): Parameters<typeof exclusionLines>[0] => ({ arms, cells }) as never;

it('says once what holds for all cells of an arm, and what holds for one cell', () => {
  const arms = [{ id: 'a/joint', excluded: null }, { id: 'b/joint', excluded: 'The input is too small.' }];
  const cells = [
    { id: 'a/joint/0', arm: 'a/joint', excluded: null }, { id: 'a/joint/1', arm: 'a/joint', excluded: 'This seed is held out.' },
    { id: 'b/joint/0', arm: 'b/joint', excluded: 'The input is too small.' }, { id: 'b/joint/1', arm: 'b/joint', excluded: 'The input is too small.' },
  ];
  expect(exclusionLines(plan(arms, cells))).toEqual(['excluded: b/joint: The input is too small.', 'excluded: a/joint/1: This seed is held out.']);
});

it('says nothing where nothing is excluded', () => {
  expect(exclusionLines(plan([{ id: 'a', excluded: null }], [{ id: 'a/0', arm: 'a', excluded: null }]))).toEqual([]);
});
