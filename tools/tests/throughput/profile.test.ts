import { expect, it } from 'vitest';

import { meanOfFaster } from '../../throughput/ours/profile.mjs';

it('is the mean of the faster half of the steps, kernels with the most time first', () => {
  const step = (wall: number, conv: number, relu: number) => ({ wall, rows: [{ name: 'Relu', calls: 2, ms: relu }, { name: 'Conv2D', calls: 1, ms: conv }] });
  // The two fastest of three: 10 and 14 ms.
  expect(meanOfFaster([step(99, 50, 40), step(14, 6, 4), step(10, 4, 3)])).toEqual({
    steps: 2, wall: 12, rows: [{ name: 'Conv2D', calls: 1, ms: 5 }, { name: 'Relu', calls: 2, ms: 3.5 }],
  });
});

it('counts a kernel that not every step ran', () => {
  expect(meanOfFaster([{ wall: 2, rows: [{ name: 'Sum', calls: 1, ms: 1 }] }, { wall: 2, rows: [] }, { wall: 3, rows: [] }, { wall: 3, rows: [] }])).toMatchObject({ steps: 2, rows: [{ name: 'Sum', calls: 0.5, ms: 0.5 }] });
});
