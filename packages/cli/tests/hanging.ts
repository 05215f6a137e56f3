import { defineBenchmark, defineDataset } from '@exitbench/core';

import { benchmark } from './benchmark.ts';

/** A data set that keeps its process so busy that it hears nothing. */
export const dataset = defineDataset({
  id: 'dataset-hangs', module: import.meta.url, revision: 1, title: 'hangs', description: 'No data, ever.', citation: 'a test', params: {}, modality: 'vector',
  task: { kind: 'classification', classes: 2 }, input: [{ name: 'image', shape: [4], dtype: 'float32' }], trainSize: 100, validationSize: 20, testSize: 20,
  variants: { computed: { title: 'computed', files: [] } }, augmentations: [], licence: 'none',
  prepare() {
    for (;;);
  },
  open: () => Promise.reject(new Error('There are no data.')),
});

/** The tiny benchmark on it. */
export const hanging = defineBenchmark({ ...benchmark, id: 'hanging', datasets: [dataset] });
