import { expect, it } from 'vitest';

import { shortPath } from '../../src/figures/shortPath.ts';

it('leaves out points on the way, and rounds to whole units', () => {
  expect(shortPath('M0,0L0,4.9L0,10.2L3.1,10.2L10,10L10,0Z')).toBe('M0,0l0,10 10,0 0-10Z');
  expect(shortPath('M0.2,0.1L0.3,0L5,5')).toBe('M0,0l5,5');
});

it('keeps a way that turns back', () => {
  expect(shortPath('M0,0L0,10L0,5L5,5Z')).toBe('M0,0l0,10 0-5 5,0Z');
});

it('keeps several rings, and leaves out what has become a point', () => {
  expect(shortPath('M0,0L9,0L9,9ZM1,1L1.2,1.1L1,1.3Z')).toBe('M0,0l9,0 0,9Z');
  expect(shortPath('M0,0L9,0L9,9ZM20,20L29,20L20,29Z')).toBe('M0,0l9,0 0,9ZM20,20l9,0-9,9Z');
});

it('leaves what it does not know as it is', () => {
  expect(shortPath('M0,0C1,1,2,2,3,3')).toBe('M0,0C1,1,2,2,3,3');
});
