import { describe, expect, it } from 'vitest';

import { recordSplit } from '../src/recordSplit.ts';
import { batch, record } from './records.ts';

/** Three numbers of one image's place. */
const pixel = (image: ArrayLike<number> | undefined, y: number, x: number): readonly number[] =>
  [0, 1, 2].map((channel) => Number((image?.[(y * 32 + x) * 3 + channel] ?? Number.NaN).toFixed(5)));

describe('recordSplit', () => {
  it('puts the three planes side by side and scales each channel by its own constants', () => {
    // Red tells the column, green the row; blue is 255 throughout.
    const made = record(7, (channel, place) => [place % 32, Math.floor(place / 32), 255][channel] ?? 0);
    const split = recordSplit([batch(made)], 1);
    const { image } = split.read([0]);
    expect(Array.from(split.labels)).toEqual([7]);
    expect(image).toHaveLength(3072);
    // (5 − 125.3)/63, (20 − 123)/62.1, (255 − 113.9)/66.7.
    expect(pixel(image, 20, 5)).toEqual([-1.90952, -1.65862, 2.11544]);
    // (0 − 125.3)/63, (31 − 123)/62.1.
    expect(pixel(image, 31, 0)).toEqual([-1.98889, -1.48148, 2.11544]);
  });

  it('counts on from file to file, in any order of positions', () => {
    const grey = (label: number): Uint8Array => record(label, () => 10 * label);
    const split = recordSplit([batch(grey(0), grey(1)), batch(grey(2), grey(3))], 2);
    expect([split.length, ...split.labels]).toEqual([4, 0, 1, 2, 3]);
    const { image } = split.read([3, 0, 2]);
    // 30, 0 and 20 on the red scale.
    expect([0, 1, 2].map((i) => Number((image?.[i * 3072] ?? Number.NaN).toFixed(5)))).toEqual([-1.5127, -1.98889, -1.67143]);
  });

  it.each([-1, 2, 0.5])('refuses the position %d', (index) => {
    const split = recordSplit([batch(record(0, () => 0), record(1, () => 0))], 2);
    expect(() => split.read([index])).toThrow(new RangeError(`There is no sample ${index}: there are 2.`));
  });

  const whole = batch(record(0, () => 0), record(9, () => 0));

  it.each([
    ['cut short', whole.bytes.subarray(0, -1), '2 records of 3073 bytes are 6146 bytes; it has 6145.'],
    ['a record short', whole.bytes.subarray(3073), '2 records of 3073 bytes are 6146 bytes; it has 3073.'],
    ['too long', Uint8Array.from([...whole.bytes, 0]), '2 records of 3073 bytes are 6146 bytes; it has 6147.'],
    ['empty', new Uint8Array(0), '2 records of 3073 bytes are 6146 bytes; it has 0.'],
    // CIFAR-100's records begin with two labels, so that files of the same size are read one byte off.
    ['something else', whole.bytes.map((byte, i) => (i === 3073 ? 10 : byte)), 'Record 1 begins with 10, and classes are 0 to 9.'],
  ])('names a file that is %s', (_, bytes, message) => {
    expect(() => recordSplit([whole, { bytes, at: '/made/data_batch_2.bin' }], 2)).toThrow(
      expect.objectContaining({ code: 'bad-data', message: expect.stringContaining(message) as string, at: '/made/data_batch_2.bin' }));
  });

  it('takes the whole file', () => {
    expect(recordSplit([whole], 2)).toHaveLength(2);
  });
});
