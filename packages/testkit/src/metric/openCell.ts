import { type CellView, type Labels, type Metric, type ModelHandle, type Split, type StoredOutputs, known, permutation, randomStream, resolveSeed } from '@exitbench/core';
import { createHandle } from '@exitbench/training';

import { arraySplit } from '../probes/arraySplit.ts';
import { type CellData, EVALUATION_BATCH, type Part, networkOf } from './cellData.ts';

/** Everything that a metric could be given of a cell. Arrays are those of the data, weights too: what is written to them is found there. */
export function openCell(data: CellData): Required<CellView> {
  const { samples, weights, labels, ...view } = data;
  const network = networkOf(data.task.kind);
  const split = (part: Part): Split => ({ ...arraySplit(network.inputs, data.task, samples[part]), labels: labels[part] });
  const keptAt = ({ phase, share }: { readonly phase: number; readonly share: number }) =>
    known(weights.kept[phase]?.[known(data.phases[phase], 'a phase of the cell').snapshots.indexOf(share)], 'a share at which weights are kept');
  const handle = createHandle({
    network, batch: EVALUATION_BATCH,
    splits: { train: split('train'), validation: split('validation'), test: split('test') },
    weights: async (at) => (at === undefined ? weights.end : keptAt(at)),
  });
  return { ...view, labels: { validation: labels.validation, test: labels.test }, handle };
}

/** Only what the metric says that it reads. In a handle, reading anything else throws. */
export function visible({ arm, outputs, outputsOn, labels, handle, ...rest }: Required<CellView>, { needs, scope }: Metric): CellView {
  return {
    ...rest,
    ...(scope === 'cell' ? {} : { arm }),
    ...(needs.outputs === true ? { outputs } : {}),
    ...(needs.outputsOn === true ? { outputsOn } : {}),
    ...(needs.labels === true ? { labels } : {}),
    ...(needs.handle === true || needs.train === true || needs.snapshots === true ? { handle: restricted(handle, needs) } : {}),
  };
}

/** The same cell, the samples of each part in another order. */
export function shuffleSamples(data: CellData): CellData {
  const order = (n: number): Int32Array => permutation(n, randomStream(resolveSeed(99), 'analysis', 'testkit/shuffle'));
  const labels = <T extends Labels>(values: T): T => pick(values, order(values.length), 1);
  const outputs = (stored: StoredOutputs): StoredOutputs => ({ ...stored, byExit: stored.byExit.map((values) => pick(values, order(stored.samples), stored.width)) });
  const samples = (part: Part) => Array.from(order(data.samples[part].length), (i) => known(data.samples[part][i], 'a permutation of all'));
  return {
    ...data,
    samples: { train: samples('train'), validation: samples('validation'), test: samples('test') },
    labels: { train: labels(data.labels.train), validation: labels(data.labels.validation), test: labels(data.labels.test) },
    outputs: { validation: outputs(data.outputs.validation), test: outputs(data.outputs.test) },
    outputsOn: Object.fromEntries(Object.entries(data.outputsOn).map(([dataset, stored]) => [dataset, outputs(stored)])),
  };
}

/** The same cell, but for its stored outputs: every one is the label, or another class, or a value at the range's other end. */
export function withAnswers(data: CellData, right: boolean): CellData {
  const answer = ({ samples, width, byExit }: StoredOutputs, truth: Labels): StoredOutputs => ({
    samples, width,
    byExit: byExit.map(() =>
      Float32Array.from({ length: samples * width }, (_, i) => {
        const label = truth[Math.floor(i / width)] as number;
        if (width === 1) return right ? label : label > 0 ? -1 : 1;
        return i % width === (right ? label : (label + 1) % width) ? 10 : 0;
      }),
    ),
  });
  return { ...data, outputs: { validation: answer(data.outputs.validation, data.labels.validation), test: answer(data.outputs.test, data.labels.test) } };
}

// ---------------------------------------------------------------------------------------------------------------------

function restricted(handle: ModelHandle, { train, snapshots }: Metric['needs']): ModelHandle {
  const { validation, test } = handle.splits;
  return {
    ...handle,
    splits: train === true ? handle.splits : { validation, test, get train(): never { throw new Error('Training samples are not among what it needs.'); } },
    weights: async (at) => {
      if (at !== undefined && snapshots !== true) throw new Error('Weights at snapshots are not among what it needs.');
      return handle.weights(at);
    },
  };
}

function pick<T extends Labels>(values: T, order: Int32Array, width: number): T {
  const picked = values.slice() as T;
  order.forEach((from, to) => picked.set(values.subarray(from * width, (from + 1) * width), to * width));
  return picked;
}
