import { ExitbenchError, type Split, known } from '@exitbench/core';

/** A file of records, and where it is, for errors. */
export interface Batch {
  readonly bytes: Uint8Array;
  readonly at: string;
}

export const SIDE = 32;
export const CHANNELS = 3;
export const CLASSES = 10;

const PLANE = SIDE * SIDE;
/** A byte for the class, then 1,024 each for red, green and blue, row by row (the data set's page, "Binary version"). */
const RECORD = 1 + CHANNELS * PLANE;

/**
 * Mean and deviation of each channel over the official training images, in steps of a byte: those of fb.resnet.torch
 * (`datasets/cifar10.lua`, "Computed from entire CIFAR-10 training set") and of DenseNet (Huang et al., arXiv 1608.06993).
 */
const NORMS = [{ mean: 125.3, deviation: 63 }, { mean: 123, deviation: 62.1 }, { mean: 113.9, deviation: 66.7 }] as const;

/** What each byte of each channel becomes. */
const TABLES = NORMS.map(({ mean, deviation }) => Float32Array.from({ length: 256 }, (_, byte) => (byte - mean) / deviation));

/**
 * The records of some files, one file after the other, as they lie in memory: images are turned into numbers, channels
 * last, as they are read.
 *
 * @param records in each file
 * @returns a split whose `read(indices)` gives `image`, `indices.length` × 32 × 32 × 3 numbers
 * @throws ExitbenchError `bad-data` for a file that is longer or shorter, or has a class that there is not; `RangeError` from `read` for a position that does not exist
 */
export function recordSplit(batches: readonly Batch[], records: number): Split {
  const labels = Int32Array.from(batches.flatMap((batch) => labelsOf(batch, records)));
  return {
    length: labels.length,
    labels,
    read(indices) {
      const image = new Float32Array(indices.length * CHANNELS * PLANE);
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number;
        if (!(Number.isInteger(index) && index >= 0 && index < labels.length)) throw new RangeError(`There is no sample ${index}: there are ${labels.length}.`);
        const { bytes } = known(batches[Math.floor(index / records)], 'every file has as many records');
        let from = (index % records) * RECORD + 1;
        for (const [channel, table] of TABLES.entries()) {
          const end = (i + 1) * CHANNELS * PLANE;
          for (let to = i * CHANNELS * PLANE + channel; to < end; to += CHANNELS) image[to] = table[bytes[from++] as number] as number;
        }
      }
      return { image };
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function labelsOf({ bytes, at }: Batch, records: number): readonly number[] {
  const hint = 'Compare its SHA-256 with the one in the data set; remove it, so that it is provided anew.';
  if (bytes.length !== records * RECORD) {
    throw new ExitbenchError('bad-data', `${records} records of ${RECORD} bytes are ${records * RECORD} bytes; it has ${bytes.length}.`, { at, hint });
  }
  const labels = Array.from({ length: records }, (_, i) => bytes[i * RECORD] as number);
  const wrong = labels.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) throw new ExitbenchError('bad-data', `Record ${wrong} begins with ${labels[wrong]}, and classes are 0 to ${CLASSES - 1}.`, { at, hint });
  return labels;
}
