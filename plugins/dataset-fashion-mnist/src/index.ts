import { readFile } from 'node:fs/promises';

import { type PreparedFiles, type Split, type Splits, defineDataset, known, stratifiedOrder, subset } from '@exitbench/core';
import { byteImageSplit, readIdx } from '@exitbench/nn';

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
