import { readFile } from 'node:fs/promises';

import { type PreparedFiles, type Split, type Splits, defineDataset, known, stratifiedOrder, subset } from '@exitbench/core';
import { byteImageSplit, readIdx } from '@exitbench/nn';

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

  open: async (files): Promise<Splits> => {
    const official = await readPart(files, FILES.trainImages.name, FILES.trainLabels.name);
    const order = stratifiedOrder(official.labels, `${ID}/validation`);
    return {
      train: part(official, order.subarray(VALIDATION).toSorted()),
      validation: part(official, order.subarray(0, VALIDATION).toSorted()),
      test: part(await readPart(files, FILES.testImages.name, FILES.testLabels.name)),
    };
  },
});

// ---------------------------------------------------------------------------------------------------------------------

interface Official {
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
}

async function readPart(files: PreparedFiles, images: string, labels: string): Promise<Official> {
  const read = async (name: string, axes: number): Promise<Uint8Array> => {
    const path = known(files[name], `\`prepare\` gave ${name}`);
    return readIdx(await readFile(path), axes, path).values;
  };
  return { pixels: await read(images, 3), labels: Int32Array.from(await read(labels, 1)) };
}

/** The images at some positions of an official part, or all of them. */
function part({ pixels, labels }: Official, positions?: Int32Array): Split {
  const all = byteImageSplit({ port: 'image', pixels, height: SIDE, width: SIDE, channels: 1, pad: PAD, background: BACKGROUND, table: TABLE, labels });
  return positions === undefined ? all : subset(all, positions);
}
