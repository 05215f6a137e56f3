import { expect, it } from 'vitest';

import { clock, columns, duration } from '../src/formats.ts';

it('writes durations', () => {
  expect([0.04, 4.24, 59.6, 348, 3600, 7500, null].map(duration)).toEqual(['0.0 s', '4.2 s', '1 min 0 s', '5 min 48 s', '1 h 0 min', '2 h 5 min', 'unknown time']);
});

it('writes times that change while they are read', () => {
  expect([0, 4.9, 348, 3600, 7500.5, null].map(clock)).toEqual(['0:00', '0:04', '5:48', '1:00:00', '2:05:00', '?']);
});

it('writes columns', () => {
  expect(columns([['a', 'bb'], ['ccc', 'd']])).toEqual(['a    bb', 'ccc  d']);
});
