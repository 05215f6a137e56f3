import { type Split, defineDataset } from '@exitbench/core';

/** Samples that are their own position: 30 for training, of which the first 20 are of class 0, then 6 of 1 and 4 of 2. */
export const numberedData = defineDataset({
  id: 'dataset-numbered',
  module: import.meta.url,
  revision: 1,
  title: 'Numbered',
  description: 'Positions.',
  citation: 'none',
  params: {},
  modality: 'vector',
  task: { kind: 'classification', classes: 3 },
  input: [{ name: 'position', shape: [1], dtype: 'float32' }],
  trainSize: 30,
  validationSize: 10,
  testSize: 10,
  variants: { computed: { title: 'computed', files: [] } },
  augmentations: [],
  licence: 'Apache-2.0',
  prepare: () => Promise.resolve({}),
  open: () => Promise.resolve({ train: part([20, 6, 4]), validation: part([5, 3, 2]), test: part([10, 0, 0]) }),
});

function part(members: readonly number[]): Split {
  const labels = Int32Array.from(members.flatMap((n, c) => Array.from({ length: n }, () => c)));
  return { length: labels.length, labels, read: (indices) => ({ position: Float32Array.from(indices) }) };
}
