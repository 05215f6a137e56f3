import { type Splits, stratifiedOrder, subset } from '@exitbench/core';

import { type Batch, recordSplit } from './recordSplit.ts';

/** The files of both official parts. */
export interface Batches {
  readonly train: readonly Batch[];
  readonly test: Batch;
  /** In each file. */
  readonly records: number;
  /** How many of the official training part are validation. */
  readonly validation: number;
  /** Name of the random stream that chooses them. */
  readonly stream: string;
}

/**
 * The splits: validation is taken from the official training part, each class in proportion, and does not depend on a
 * seed; within a split samples keep the order of the files.
 *
 * @throws ExitbenchError `bad-data` for a file that is not what it should be
 */
export function batchSplits({ train, test, records, validation, stream }: Batches): Splits {
  const official = recordSplit(train, records);
  const order = stratifiedOrder(Int32Array.from(official.labels), stream);
  return {
    train: subset(official, order.subarray(validation).toSorted()),
    validation: subset(official, order.subarray(0, validation).toSorted()),
    test: recordSplit([test], records),
  };
}
