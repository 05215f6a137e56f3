import { ExitbenchError } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { readIdx } from '../../src/index.ts';

/** Two images of 1 × 3 pixels. */
const IMAGES = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60];

function problem(bytes: readonly number[], axes: number): string {
  try {
    readIdx(Uint8Array.from(bytes), axes, 'images');
  } catch (error) {
    return error instanceof ExitbenchError ? `${error.code} at ${error.at}: ${error.message}` : String(error);
  }
  return 'none';
}

describe('readIdx', () => {
  it('reads axes and values', () => {
    expect(readIdx(Uint8Array.from(IMAGES), 3, 'images')).toEqual({ shape: [2, 1, 3], values: Uint8Array.of(10, 20, 30, 40, 50, 60) });
  });

  it('reads a view that does not start its buffer', () => {
    const view = Uint8Array.from([255, ...IMAGES]).subarray(1);
    expect(readIdx(view, 3, 'images').values[5]).toBe(60);
  });

  it('reads sizes above 2³¹ as positive', () => {
    expect(problem([0, 0, 8, 1, 0x80, 0, 0, 0], 1)).toBe('bad-data at images: Its axes [2147483648] make 2147483648 values; it has 0.');
  });

  it.each([
    ['a file that ends in its header', IMAGES.slice(0, 15), 3, 'An IDX file of 3 axes has a header of 16 bytes; this one has 15 bytes.'],
    ['another magic number', [1, ...IMAGES.slice(1)], 3, 'It does not begin with two zero bytes, so it is no IDX file.'],
    ['float values', [0, 0, 0x0d, ...IMAGES.slice(3)], 3, 'Its values are of type 0x0d, not unsigned bytes (0x08).'],
    ['labels where images are wanted', [0, 0, 8, 1, 0, 0, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7], 3, 'It has 1 axes, not 3.'],
    ['a file that is cut short', IMAGES.slice(0, -1), 3, 'Its axes [2, 1, 3] make 6 values; it has 5.'],
    ['a file with a tail', [...IMAGES, 0], 3, 'Its axes [2, 1, 3] make 6 values; it has 7.'],
  ])('refuses %s', (_, bytes, axes, message) => {
    expect(problem(bytes, axes)).toBe(`bad-data at images: ${message}`);
  });
});
