import { expect, it } from 'vitest';

import { drawn, lossByHand, movedTo } from './support/byHand.ts';
import { cellWith, compute, handleOf } from './support/trained.ts';

it('a block’s barrier is that of moving it alone, mean of moving it in the one and in the other', async () => {
  const handle = await handleOf(1);
  const [a, b] = [await drawn(1), await drawn(2)];
  const { layers } = await compute([await cellWith('a', a), await cellWith('b', b)], { paths: false, layers: true });
  expect(layers.pieces).toEqual(['block0', 'block1', 'block2', 'classifier']);
  const [atA, atB] = [await lossByHand(handle, a), await lossByHand(handle, b)];
  const found: number[] = [];
  for (const block of ['block0', 'block2']) {
    // How much higher than the line between the whole networks' losses, at a quarter, half and three quarters of the way.
    const [above, back]: [number[], number[]] = [[], []];
    for (const t of [0.25, 0.5, 0.75]) {
      above.push(await lossByHand(handle, movedTo(a, b, t, block)) - (1 - t) * atA - t * atB);
      back.push(await lossByHand(handle, movedTo(b, a, t, block)) - (1 - t) * atB - t * atA);
    }
    found.push((Math.max(0, ...above) + Math.max(0, ...back)) / 2);
  }
  // Interpolated weights are rounded to float32 once here and once there.
  expect(layers.barrier['a – b']?.[0]).toBeCloseTo(found[0] as number, 5);
  expect(layers.barrier['a – b']?.[2]).toBeCloseTo(found[1] as number, 5);
  // There is something to get wrong: both rise, and all weights together have another barrier.
  const whole: number[] = [];
  for (const t of [0.25, 0.5, 0.75]) whole.push(await lossByHand(handle, movedTo(a, b, t, ...layers.pieces)) - (1 - t) * atA - t * atB);
  expect(Math.min(...found)).toBeGreaterThan(0.2);
  expect(Math.max(...whole)).toBeLessThan(0.15);
});
