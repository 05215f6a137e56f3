import { type Random, randomStream, resolveSeed } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { augmentBatch } from '../../src/index.ts';

/** Gives these answers to `below`, in order, and remembers what it was asked. */
function scripted(answers: readonly number[]): Random & { readonly asked: number[] } {
  const asked: number[] = [];
  const refuse = (): never => {
    throw new Error('only `below` is expected');
  };
  return { asked, uint32: refuse, uniform: refuse, normal: refuse, below: (n) => answers[asked.push(n) - 1] ?? refuse() };
}

const shift1 = [{ kind: 'shift', pixels: 1 }] as const;
// 1 2 3
// 4 5 6
const image = (): Float32Array => Float32Array.of(1, 2, 3, 4, 5, 6);

describe('flip', () => {
  it('mirrors rows and keeps channels together', () => {
    // One row of three pixels with two channels.
    const out = augmentBatch([{ kind: 'flip' }], Float32Array.of(1, 2, 3, 4, 5, 6), [1, 3, 2], scripted([1]));
    expect([...out]).toEqual([5, 6, 3, 4, 1, 2]);
  });

  it('leaves the image alone half of the time', () => {
    expect([...augmentBatch([{ kind: 'flip' }], image(), [2, 3, 1], scripted([0]))]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('shift', () => {
  // Answers are displacement + 1: down first, then right.
  it('moves down and right', () => {
    expect([...augmentBatch(shift1, image(), [2, 3, 1], scripted([2, 2]))]).toEqual([1, 1, 2, 1, 1, 2]);
  });

  it('moves up and left', () => {
    expect([...augmentBatch(shift1, image(), [2, 3, 1], scripted([0, 0]))]).toEqual([5, 6, 6, 5, 6, 6]);
  });

  it('moves down and left', () => {
    expect([...augmentBatch(shift1, image(), [2, 3, 1], scripted([2, 0]))]).toEqual([2, 3, 3, 2, 3, 3]);
  });

  it('stays', () => {
    expect([...augmentBatch(shift1, image(), [2, 3, 1], scripted([1, 1]))]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('shows the edge alone when the image has left the frame', () => {
    expect([...augmentBatch([{ kind: 'shift', pixels: 5 }], image(), [2, 3, 1], scripted([5, 10]))]).toEqual([1, 1, 1, 4, 4, 4]);
  });
});

describe('augmentBatch', () => {
  it('draws sample by sample, in the order of the list', () => {
    const random = scripted([1, 1, 2, 0, 1, 0]);
    const two = Float32Array.of(1, 2, 3, 4);
    const out = augmentBatch([{ kind: 'flip' }, { kind: 'shift', pixels: 1 }], two, [1, 2, 1], random);
    expect(random.asked).toEqual([2, 3, 3, 2, 3, 3]);
    // First: flipped to 2 1, then one to the right. Second: not flipped, one to the left.
    expect([...out]).toEqual([2, 2, 4, 4]);
  });

  it('does not change what it is given', () => {
    const given = image();
    augmentBatch(shift1, given, [2, 3, 1], scripted([2, 2]));
    expect([...given]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('returns the given values when there is nothing to do', () => {
    const given = image();
    expect(augmentBatch([], given, [2, 3, 1], scripted([]))).toBe(given);
  });

  it('gives every displacement its share: 25 of them in 5,000 draws, each 200 ± 5 standard deviations of 14', () => {
    const side = 5;
    const one = new Float32Array(side * side);
    one[12] = 1;
    const batch = new Float32Array(5000 * 25);
    for (let i = 0; i < 5000; i++) batch.set(one, i * 25);
    const out = augmentBatch([{ kind: 'shift', pixels: 2 }], batch, [side, side, 1], randomStream(resolveSeed(0), 'augment', 'test'));
    const counts = new Float32Array(25);
    out.forEach((v, i) => (counts[i % 25] = (counts[i % 25] ?? 0) + v));
    expect(Math.min(...counts)).toBeGreaterThan(130);
    expect(Math.max(...counts)).toBeLessThan(270);
  });
});
