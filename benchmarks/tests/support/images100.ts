import { defineDataset } from '@exitbench/core';

/** What is known of a data set of 32 × 32 colour images in 100 classes before any of it is there: enough for a plan. */
export const images100 = defineDataset({
  id: 'dataset-images100',
  module: import.meta.url,
  revision: 1,
  title: 'Images of 100 classes',
  description: 'Described and never opened.',
  citation: 'none',
  params: {},
  modality: 'image',
  task: { kind: 'classification', classes: 100 },
  input: [{ name: 'image', shape: [32, 32, 3], dtype: 'float32' }],
  trainSize: 45_000,
  validationSize: 5_000,
  testSize: 10_000,
  variants: { none: { title: 'none', files: [] } },
  augmentations: [],
  licence: 'none',
  prepare: () => Promise.reject(new Error('A plan prepares no data.')),
  open: () => Promise.reject(new Error('A plan opens no data.')),
});
