import { ExitbenchError, type Split } from '@exitbench/core';

/** Grey or colour images kept as bytes and turned into numbers as they are read. */
export interface ByteImages {
  /** Name of the input port. */
  readonly port: string;
  /** Images × height × width × channels, channels last. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Pixels added on each of the four sides. Default 0. */
  readonly pad?: number;
  /** The byte that added pixels have before the table. */
  readonly background: number;
  /** The number that stands for each byte: 256 values. */
  readonly table: Float32Array;
  /** One class for each image. */
  readonly labels: Int32Array;
}

/**
 * A split over images that stay bytes in memory: a quarter of the space, and a table look-up is as fast as a copy.
 *
 * @returns a split whose `read(indices)` gives `indices.length` × (height + 2·pad) × (width + 2·pad) × channels numbers
 * @throws ExitbenchError `bad-data` when pixels, labels and sizes disagree; `RangeError` from `read` for a position that does not exist
 */
export function byteImageSplit(images: ByteImages): Split {
  const { port, pixels, height, width, channels, pad = 0, background, table, labels } = images;
  const row = width * channels;
  const size = height * row;
  const paddedRow = (width + 2 * pad) * channels;
  const paddedSize = (height + 2 * pad) * paddedRow;
  const length = labels.length;
  if (pixels.length !== length * size) {
    throw new ExitbenchError('bad-data', `${length} labels need ${length} × ${size} pixels; there are ${pixels.length}.`, { at: port });
  }
  if (table.length !== 256) throw new ExitbenchError('bad-data', `A table of bytes has 256 values, not ${table.length}.`, { at: port });

  function read(indices: ArrayLike<number>): { readonly [name: string]: Float32Array } {
    const values = new Float32Array(indices.length * paddedSize);
    if (pad > 0) values.fill(table[background] as number);
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      // Without this a wrong position would read as background.
      if (!(Number.isInteger(index) && index >= 0 && index < length)) throw new RangeError(`There is no sample ${index}: there are ${length}.`);
      let from = index * size;
      let to = i * paddedSize + pad * paddedRow + pad * channels;
      for (let y = 0; y < height; y++, to += paddedRow) {
        for (let x = 0; x < row; x++) values[to + x] = table[pixels[from++] as number] as number;
      }
    }
    return { [port]: values };
  }
  return { length, labels, read };
}
