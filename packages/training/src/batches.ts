import { type Augmentation, type Network, type Port, type ResolvedSeed, type Split, type Task, known, permutation, randomStream } from '@exitbench/core';
import { augmentBatch } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

/** Samples as tensors: inputs by port, and labels. The caller owns them. */
export interface Batch {
  readonly inputs: { readonly [port: string]: tf.Tensor };
  readonly labels: tf.Tensor1D;
}

interface Change {
  readonly augment: readonly Augmentation[];
  readonly seed: ResolvedSeed;
  readonly epoch: number;
  readonly step: number;
}

/**
 * The positions of the samples of one training step. An epoch is ⌊n / batch⌋ steps through a permutation drawn from the
 * seed's order and the number of the epoch, the same for every regime.
 */
export function trainingOrder(samples: number, batch: number, seed: ResolvedSeed): (epoch: number, step: number) => Int32Array {
  let current = -1;
  let order = new Int32Array(0);
  return (epoch, step) => {
    if (epoch !== current) {
      order = new Int32Array(permutation(samples, randomStream(seed, 'order', 'epoch', epoch)));
      current = epoch;
    }
    return order.subarray(step * batch, (step + 1) * batch);
  };
}

/** Reads samples and uploads them. With augmentation, each step has a stream of its own, a function of epoch and step. */
export function readBatch(network: Network, split: Split, positions: ArrayLike<number>, change?: Change): Batch {
  return { inputs: readInputs(network, split, positions, change), labels: labelTensor(split, positions, network.task) };
}

/** The same without labels. */
export function readInputs(network: Network, split: Split, positions: ArrayLike<number>, change?: Change): Batch['inputs'] {
  const data = split.read(positions);
  return Object.fromEntries(network.inputs.map((port) => {
    const read = known(data[port.name], `the data set gives ${port.name}`);
    const changed =
      change !== undefined && change.augment.length > 0 && isImage(port) && read instanceof Float32Array
        ? augmentBatch(change.augment, read, port.shape, randomStream(change.seed, 'augment', `epoch ${change.epoch}`, change.step))
        : read;
    return [port.name, tf.tensor(changed, [positions.length, ...port.shape], port.dtype)] as const;
  }));
}

export function disposeBatch(batch: Batch): void {
  for (const tensor of Object.values(batch.inputs)) tensor.dispose();
  batch.labels.dispose();
}

/** A split in batches, one after the other. Each is freed when the next is asked for, or when the loop over them ends in any way. */
export function* batchesOf(network: Network, split: Split, size: number): Generator<{ readonly positions: Int32Array; readonly batch: Batch }> {
  for (const positions of ranges(split.length, size)) {
    const batch = readBatch(network, split, positions);
    try {
      yield { positions, batch };
    } finally {
      disposeBatch(batch);
    }
  }
}

/** Consecutive ranges of positions, `size` long but for the last. */
export function* ranges(samples: number, size: number): Generator<Int32Array> {
  for (let start = 0; start < samples; start += size) {
    yield Int32Array.from({ length: Math.min(size, samples - start) }, (_, i) => start + i);
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function isImage(port: Port): boolean {
  return port.dtype === 'float32' && port.shape.length === 3;
}

function labelTensor(split: Split, positions: ArrayLike<number>, task: Task): tf.Tensor1D {
  const pickLabel = (_: unknown, i: number): number => split.labels[positions[i] as number] as number;
  return task.kind === 'classification'
    ? tf.tensor1d(Int32Array.from(positions, pickLabel), 'int32')
    : tf.tensor1d(Float32Array.from(positions, pickLabel), 'float32');
}
