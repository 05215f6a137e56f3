import { type Splits, stratifiedOrder, subset } from '@exitbench/core';

import { type ByteImages, byteImageSplit } from './byteImageSplit.ts';
import { readIdx } from './readIdx.ts';

/** Names of the files of one official part. */
export interface IdxPart {
  readonly images: string;
  readonly labels: string;
}

/** Grey images in IDX files with an official training and an official test part. */
export interface IdxImages extends Omit<ByteImages, 'pixels' | 'labels' | 'channels'> {
  readonly train: IdxPart;
  readonly test: IdxPart;
  /** How many samples of the official training part are validation. */
  readonly validation: number;
  /** Name of the random stream that chooses them. */
  readonly stream: string;
  /** A file's bytes, and where it is, for errors. */
  readonly read: (name: string) => Promise<{ readonly bytes: Uint8Array; readonly at: string }>;
}

/**
 * The splits of such a data set: validation is taken from the official training part, each class in proportion, and does
 * not depend on a seed; within a split samples keep their official order.
 *
 * @throws ExitbenchError `bad-data` for a file that is not what it should be
 */
export async function idxImageSplits({ train, test, validation, stream, read, ...look }: IdxImages): Promise<Splits> {
  const values = async (name: string, axes: number): Promise<Uint8Array> => {
    const { bytes, at } = await read(name);
    return readIdx(bytes, axes, at).values;
  };
  const part = async ({ images, labels }: IdxPart): Promise<Splits['train']> =>
    byteImageSplit({ ...look, channels: 1, pixels: await values(images, 3), labels: Int32Array.from(await values(labels, 1)) });

  const official = await part(train);
  const order = stratifiedOrder(Int32Array.from(official.labels), stream);
  return {
    train: subset(official, order.subarray(validation).toSorted()),
    validation: subset(official, order.subarray(0, validation).toSorted()),
    test: await part(test),
  };
}
