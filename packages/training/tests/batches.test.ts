import { resolveSeed } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { ranges, trainingOrder } from '../src/batches.ts';

describe('the order of samples', () => {
  it('visits every sample of an epoch once', () => {
    const order = trainingOrder(6, 2, resolveSeed(0));
    const epoch = [0, 1, 2].flatMap((step) => [...order(0, step)]);
    expect(epoch.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('is a function of the order seed and the epoch, however it is asked', () => {
    const a = trainingOrder(100, 10, resolveSeed({ root: 0, order: 5 }));
    const b = trainingOrder(100, 10, resolveSeed({ root: 9, order: 5 }));
    a(0, 0);
    a(2, 1);
    expect([...a(1, 3)]).toEqual([...b(1, 3)]);
  });

  it('differs between epochs and between order seeds', () => {
    const a = trainingOrder(100, 100, resolveSeed(0));
    const b = trainingOrder(100, 100, resolveSeed({ root: 0, order: 1 }));
    expect([...a(0, 0)]).not.toEqual([...a(1, 0)]);
    expect([...a(0, 0)]).not.toEqual([...b(0, 0)]);
  });
});

describe('ranges', () => {
  it('cover all positions; the last may be short', () => {
    expect([...ranges(5, 2)].map((r) => [...r])).toEqual([[0, 1], [2, 3], [4]]);
  });
});
