import { type Split, defineDataset } from '@exitbench/core';

import { CLASSES, SIDE, SIZES } from './constants.ts';
import { drawSample } from './drawSample.ts';

export { type Sample, drawSample } from './drawSample.ts';

/** Images of which some need a shallow network and some a deep one, and of which it is known which is which. */
export const plugin = defineDataset({
  id: 'dataset-synthetic-depth',
  module: import.meta.url,
  revision: 1,
  title: 'Synthetic depth (for tests)',
  description: 'Computed images of four classes: three fifths show stripes, which one convolution sees; two fifths hide the class in parities of small motifs, which takes depth. For tests only.',
  citation: 'None: computed. The hard samples are parities of local motifs (Minsky and Papert: Perceptrons. MIT Press, 1969).',
  params: {},
  modality: 'image',
  task: { kind: 'classification', classes: CLASSES },
  input: [{ name: 'image', shape: [SIDE, SIDE, 1], dtype: 'float32' }],
  trainSize: SIZES.train,
  validationSize: SIZES.validation,
  testSize: SIZES.test,
  variants: { computed: { title: 'computed', files: [] } },
  // A flip turns falling stripes into rising ones; a shift would push motifs out of their quarter.
  augmentations: [],
  licence: 'Apache-2.0',
  prepare: () => Promise.resolve({}),
  open: () => Promise.resolve({ train: drawSplit('train'), validation: drawSplit('validation'), test: drawSplit('test') }),
});

// ---------------------------------------------------------------------------------------------------------------------

function drawSplit(part: keyof typeof SIZES): Split {
  const samples = Array.from({ length: SIZES[part] }, (_, i) => drawSample(part, i));
  const read = (indices: ArrayLike<number>): { readonly image: Float32Array } => {
    const image = new Float32Array(indices.length * SIDE * SIDE);
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      const sample = samples[index];
      if (sample === undefined) throw new RangeError(`There is no sample ${index}: there are ${samples.length}.`);
      image.set(sample.image, i * SIDE * SIDE);
    }
    return { image };
  };
  return { length: samples.length, labels: Int32Array.from(samples, (s) => s.label), read };
}
