import { expect, it } from 'vitest';

import { shareRow } from '../../feeding/shares.mjs';

it('tells what the engine computes from what is copied in and what is neither', () => {
  const rows = [{ name: 'runProgram', calls: 1, ms: 700 }, { name: 'createTensor', calls: 2, ms: 50 }, { name: 'tensorDataSync', calls: 1, ms: 100 }];
  expect(shareRow('a phase', { wall: 1000, rows })).toEqual(['a phase', '1.00', '80.0 %', '5.0 %', '15.0 %']);
  expect(shareRow('nothing seen', { wall: 2000, rows: [] })).toEqual(['nothing seen', '2.00', '0.0 %', '0.0 %', '100.0 %']);
});
