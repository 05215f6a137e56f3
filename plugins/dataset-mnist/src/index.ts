import { readFile } from 'node:fs/promises';

import { defineDataset, known } from '@exitbench/core';
import { idxImageSplits } from '@exitbench/nn';

import { FILES } from './files.ts';

const ID = 'dataset-mnist';
const VALIDATION = 5_000;

/** Height and width of the files' images, and the pixels that are added on each side: 32 halves five times, 28 twice. */
const SIDE = 28;
const PAD = 2;

/** A byte from 0 to 255 becomes a number from −1 to 1: (b/255 − 0.5)/0.5. The background is 0, so −1. */
const TABLE = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - 0.5) / 0.5);
const BACKGROUND = 0;

/** Handwritten digits. */
export const plugin = defineDataset({
  id: ID,
  module: import.meta.url,
  revision: 1,
  title: 'MNIST',
  description: 'Grey images of handwritten digits, 28 × 28 pixels, padded to 32 × 32. Nearly every network solves it.',
  citation: 'LeCun, Bottou, Bengio and Haffner: Gradient-based learning applied to document recognition. Proceedings of the IEEE 86(11), 1998. doi:10.1109/5.726791',
  params: {},
  modality: 'image',
  task: { kind: 'classification', classes: 10 },
  input: [{ name: 'image', shape: [SIDE + 2 * PAD, SIDE + 2 * PAD, 1], dtype: 'float32' }],
  trainSize: 60_000 - VALIDATION,
  validationSize: VALIDATION,
  testSize: 10_000,
  variants: { official: { title: 'official IDX files', files: Object.values(FILES) } },
  // A mirrored digit is none.
  augmentations: ['shift'],
  licence: 'CC BY-SA 3.0 (Yann LeCun and Corinna Cortes; derived from NIST special databases 1 and 3)',

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
