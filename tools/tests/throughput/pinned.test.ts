import { expect, it } from 'vitest';

import { coresHere, parseCores } from '../../throughput/pinned.mjs';

it('reads lists of cores', () => {
  expect(parseCores('0-2,5')).toEqual([0, 1, 2, 5]);
  expect(parseCores('7')).toEqual([7]);
});

it('begins with the last core', () => {
  const cores = coresHere();
  expect(cores.length).toBeGreaterThan(0);
  expect(cores).toEqual(cores.toSorted((a, b) => b - a));
});
