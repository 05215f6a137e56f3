import { type Init, type WeightSpec, resolveSeed } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { drawWeight } from '../../src/index.ts';

const seed = resolveSeed(0);

function spec(init: Init, path = 'block0/conv/kernel', shape: readonly number[] = [4]): WeightSpec {
  return { path, shape, init, role: 'kernel' };
}

describe('drawWeight', () => {
  it('fills a weight of shape [2, 3] with a constant', () => {
    expect([...drawWeight(spec({ kind: 'constant', value: 0.5 }, 'a', [2, 3]), seed)]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('draws one value for a shape without axes', () => {
    expect(drawWeight(spec({ kind: 'uniform', low: 0, high: 1 }, 'a', []), seed)).toHaveLength(1);
  });

  // Expected numbers: SHA-256, sfc32 and the polar method written again in Python with its own `math.log`.
  it('draws normal values that an independent implementation draws', () => {
    expect([...drawWeight(spec({ kind: 'normal', deviation: 0.5 }), seed)]).toEqual([
      -0.807315468788147, -0.200858935713768, -0.19999955594539642, 0.3450399339199066,
    ]);
  });

  it('draws uniform values that an independent implementation draws', () => {
    expect([...drawWeight(spec({ kind: 'uniform', low: -1, high: 3 }), seed)]).toEqual([
      2.9024503231048584, 2.0704245567321777, 0.21652460098266602, 0.6002175807952881,
    ]);
  });

  it('draws again what lies beyond two deviations, and normal values go beyond', () => {
    const largest = (init: Init): number => Math.max(...drawWeight(spec(init, 'block0/conv/kernel', [400]), seed).map(Math.abs));
    expect(largest({ kind: 'truncated-normal', deviation: 0.5 })).toBeLessThanOrEqual(1);
    expect(largest({ kind: 'normal', deviation: 0.5 })).toBeCloseTo(1.575, 3);
  });

  it('depends on the path and on the init seed, and on no other purpose', () => {
    const init: Init = { kind: 'normal', deviation: 1 };
    const values = drawWeight(spec(init), seed);
    expect(drawWeight(spec(init), resolveSeed({ root: 9, init: 0 }))).toEqual(values);
    expect(drawWeight(spec(init), resolveSeed({ root: 0, init: 1 }))).not.toEqual(values);
    expect(drawWeight(spec(init, 'block1/conv/kernel'), seed)).not.toEqual(values);
  });

  it('gives a longer weight the same first values', () => {
    const init: Init = { kind: 'truncated-normal', deviation: 1 };
    expect(drawWeight(spec(init, 'a', [7]), seed).slice(0, 4)).toEqual(drawWeight(spec(init, 'a', [4]), seed));
  });
});
