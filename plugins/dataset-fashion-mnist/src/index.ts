import { readFile } from 'node:fs/promises';

import { defineDataset, known } from '@exitbench/core';
import { idxImageSplits } from '@exitbench/nn';

import { FILES } from './files.ts';

const ID = 'dataset-fashion-mnist';
const VALIDATION = 5_000;

/** Height and width of the files' images, and the pixels that are added on each side: 32 halves five times, 28 twice. */
const SIDE = 28;
const PAD = 2;

/** A byte from 0 to 255 becomes a number from −1 to 1: (b/255 − 0.5)/0.5. The background is 0, so −1. */
const TABLE = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - 0.5) / 0.5);
const BACKGROUND = 0;

/** Articles of clothing: a drop-in for MNIST on which networks differ. */
export const plugin = defineDataset({
  id: ID,
  module: import.meta.url,
  revision: 1,
  title: 'Fashion-MNIST',
  description: 'Grey images of articles of clothing, 28 × 28 pixels, padded to 32 × 32. As small as MNIST, and hard enough to tell networks apart.',
  citation: 'Xiao, Rasul and Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. 2017. arXiv:1708.07747',
  params: {},
  modality: 'image',
  task: { kind: 'classification', classes: 10 },
  input: [{ name: 'image', shape: [SIDE + 2 * PAD, SIDE + 2 * PAD, 1], dtype: 'float32' }],
  trainSize: 60_000 - VALIDATION,
  validationSize: VALIDATION,
  testSize: 10_000,
  variants: { official: { title: 'official IDX files', files: Object.values(FILES) } },
  // A mirrored shoe is a shoe.
  augmentations: ['flip', 'shift'],
  licence: 'MIT (Zalando SE, 2017)',

  prepare: async (context) => Object.fromEntries(await Promise.all(context.variant.files.map(async (f) => [f.name, await context.download(f)] as const))),

  open: (files) =>
    idxImageSplits({
      port: 'image', height: SIDE, width: SIDE, pad: PAD, background: BACKGROUND, table: TABLE,
      train: { images: FILES.trainImages.name, labels: FILES.trainLabels.name },
      test: { images: FILES.testImages.name, labels: FILES.testLabels.name },
      validation: VALIDATION,
      stream: `${ID}/validation`,
      read: async (name) => {
        const at = known(files[name], `\`prepare\` gave ${name}`);
        return { bytes: await readFile(at), at };
      },
    }),
});
