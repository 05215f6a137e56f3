import { type Split, defineDataset, randomStream, resolveSeed } from '@exitbench/core';

const SIDE = 4;

/** Two classes of 4 × 4 noise, brighter left or brighter right. */
export const tinyData = defineDataset({
  id: 'dataset-tiny',
  module: import.meta.url,
  revision: 1,
  title: 'Tiny',
  description: 'Noise that is brighter on one side.',
  citation: 'none',
  params: {},
  modality: 'image',
  task: { kind: 'classification', classes: 2 },
  input: [{ name: 'image', shape: [SIDE, SIDE, 1], dtype: 'float32' }],
  trainSize: 40,
  validationSize: 20,
  testSize: 20,
  variants: { computed: { title: 'computed', files: [] }, other: { title: 'other', files: [] } },
  augmentations: [],
  licence: 'Apache-2.0',
  prepare: () => Promise.resolve({}),
  open: () => Promise.resolve({ train: draw('train', 40), validation: draw('validation', 20), test: draw('test', 20) }),
});

function draw(part: string, length: number): Split {
  const labels = Int32Array.from({ length }, (_, i) => i % 2);
  return {
    length,
    labels,
    read(indices) {
      const image = new Float32Array(indices.length * SIDE * SIDE);
      for (let i = 0; i < indices.length; i++) {
        const random = randomStream(resolveSeed(0), 'analysis', `${part}/${indices[i]}`);
        for (let p = 0; p < SIDE * SIDE; p++) {
          const isBright = p % SIDE < SIDE / 2 === (labels[indices[i] as number] === 0);
          image[i * SIDE * SIDE + p] = random.normal() + (isBright ? 1 : 0);
        }
      }
      return { image };
    },
  };
}
