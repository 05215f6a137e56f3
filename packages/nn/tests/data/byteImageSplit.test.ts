import { describe, expect, it } from 'vitest';

import { byteImageSplit } from '../../src/index.ts';

/** Byte b reads as b / 2, which tells bytes, numbers and zeros apart. */
const HALVES = Float32Array.from({ length: 256 }, (_, b) => b / 2);

const TWO = { port: 'image', pixels: Uint8Array.of(2, 4, 6, 8, 10, 12, 14, 16), height: 2, width: 2, channels: 1, background: 100, table: HALVES, labels: Int32Array.of(1, 0) };

describe('byteImageSplit', () => {
  it('reads samples in the order asked for, through the table', () => {
    expect(byteImageSplit(TWO).read([1, 0, 1])).toEqual({ image: Float32Array.of(5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8) });
  });

  it('pads with the background, through the table too', () => {
    const one = { ...TWO, pixels: Uint8Array.of(2, 4, 6, 8), labels: Int32Array.of(0), pad: 1 };
    expect(byteImageSplit(one).read([0])).toEqual({ image: Float32Array.of(50, 50, 50, 50, 50, 1, 2, 50, 50, 3, 4, 50, 50, 50, 50, 50) });
  });

  it('keeps channels together when it pads', () => {
    const colour = { ...TWO, pixels: Uint8Array.of(2, 4, 6), height: 1, width: 1, channels: 3, labels: Int32Array.of(0), pad: 1 };
    const b = [50, 50, 50];
    expect(byteImageSplit(colour).read([0])).toEqual({ image: Float32Array.of(...b, ...b, ...b, ...b, 1, 2, 3, ...b, ...b, ...b, ...b) });
  });

  it('gives new arrays each time', () => {
    const split = byteImageSplit(TWO);
    split.read([0])['image']?.fill(-1);
    expect(split.read([0])).toEqual({ image: Float32Array.of(1, 2, 3, 4) });
  });

  it.each([2, -1, 0.5, Number.NaN])('refuses position %s, which would read as background', (position) => {
    expect(() => byteImageSplit(TWO).read([position])).toThrow(RangeError);
  });

  it('refuses pixels that do not fit the labels', () => {
    expect(() => byteImageSplit({ ...TWO, labels: Int32Array.of(1, 0, 1) })).toThrow('3 labels need 3 × 4 pixels; there are 8.');
  });

  it('refuses a table that does not cover the bytes', () => {
    expect(() => byteImageSplit({ ...TWO, table: new Float32Array(255) })).toThrow('256 values, not 255');
  });
});
