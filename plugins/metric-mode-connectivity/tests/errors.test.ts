import { expect, it } from 'vitest';

import { drawn, errorByHand, movedTo } from './support/byHand.ts';
import { cellWith, compute, handleOf } from './support/trained.ts';

const WHOLE = ['block0', 'block1', 'block2', 'classifier'];

it('errors on a path are the test samples whose largest logit is another class’s, and their barrier is of them', async () => {
  const handle = await handleOf(1);
  const [a, b] = [await drawn(2), await drawn(3)];
  const { error, pairs } = await compute([await cellWith('a', a), await cellWith('b', b)], { steps: 2 });
  const onPath = (part: 'train' | 'test') => Promise.all([0, 0.5, 1].map((t) => errorByHand(handle, movedTo(a, b, t, ...WHOLE), part)));
  const [first = NaN, middle = NaN, last = NaN] = await onPath('test');
  // 17, 19 and 19 of 40 samples are wrong: in the middle one more than the mean of the ends.
  expect([first, middle, last]).toEqual([17 / 40, 19 / 40, 19 / 40]);
  expect(error['a – b']).toEqual([first, middle, last].map((e) => expect.closeTo(e, 12)));
  expect(pairs[0]?.errorBarrier).toBeCloseTo(1 / 40, 12);
  // The loss has another barrier, and training samples have other errors.
  expect(Math.abs((pairs[0]?.barrier ?? NaN) - 1 / 40)).toBeGreaterThan(1e-3);
  expect((await onPath('train')).map((e) => Math.round(60 * e))).toEqual([37, 40, 30]);
});
