import { expect, it } from 'vitest';

import { shortPath } from '../../src/figures/shortPath.ts';

it('leaves out points on the way, and rounds to whole units', () => {
  expect(shortPath('M0,0L0,4.9L0,10.2L3.1,10.2L10,10L10,0Z', 1)).toBe('M0,0l0,10 10,0 0-10Z');
  expect(shortPath('M0.2,0.1L0.3,0L5,5', 1)).toBe('M0,0l5,5');
});

it('rounds to tenths, and steps do not add up to more than that', () => {
  expect(shortPath('M0.04,0.26L0.3,1.3L-9.96,1.34Z', 0.1)).toBe('M0,0.3l0.3,1-10.3,0Z');
  // Ten steps of .25 end at 2.5, though each is rounded.
  const path = Array.from({ length: 11 }, (_, i) => `${i === 0 ? 'M' : 'L'}${0.25 * i},${i % 2}`).join('');
  const steps = shortPath(path, 0.1).split('l')[1]?.match(/[\d.]+(?=[,-])/g)?.map(Number) ?? [];
  expect(steps).toHaveLength(10);
  expect(steps.reduce((a, b) => a + b)).toBeCloseTo(2.5, 10);
});

it('keeps a way that turns back', () => {
  expect(shortPath('M0,0L0,10L0,5L5,5Z', 1)).toBe('M0,0l0,10 0-5 5,0Z');
});

it('keeps several rings, and leaves out what has become a point', () => {
  expect(shortPath('M0,0L9,0L9,9ZM1,1L1.2,1.1L1,1.3Z', 1)).toBe('M0,0l9,0 0,9Z');
  expect(shortPath('M0,0L9,0L9,9ZM20,20L29,20L20,29Z', 1)).toBe('M0,0l9,0 0,9ZM20,20l9,0-9,9Z');
});

it('leaves what it does not know as it is', () => {
  expect(shortPath('M0,0C1,1,2,2,3,3', 1)).toBe('M0,0C1,1,2,2,3,3');
});
