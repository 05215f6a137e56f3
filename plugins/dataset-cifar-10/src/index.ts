import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { defineDataset, known } from '@exitbench/core';

import { batchSplits } from './batchSplits.ts';
import { ARCHIVE, FOLDER, JPEG_COPY, LIMITS, TEST, TRAIN } from './files.ts';
import { type Batch, CHANNELS, CLASSES, SIDE } from './recordSplit.ts';

const ID = 'dataset-cifar-10';
const RECORDS = 10_000;
const VALIDATION = 5_000;

/** Small photographs of animals and vehicles. */
export const plugin = defineDataset({
  id: ID,
  module: import.meta.url,
  revision: 1,
  title: 'CIFAR-10',
  description: 'Colour photographs of animals and vehicles, 32 × 32 pixels: natural images of which a processor can train tens of thousands.',
  citation: 'Krizhevsky: Learning multiple layers of features from tiny images. Technical report, University of Toronto, 2009',
  params: {},
  modality: 'image',
  task: { kind: 'classification', classes: CLASSES },
  input: [{ name: 'image', shape: [SIDE, SIDE, CHANNELS], dtype: 'float32' }],
  trainSize: TRAIN.length * RECORDS - VALIDATION,
  validationSize: VALIDATION,
  testSize: RECORDS,
  variants: {
    official: { title: 'official binary version', files: [ARCHIVE] },
    'jpeg-copy': { title: 'JPEG copy: the official images after one lossy step, in another order', files: JPEG_COPY },
  },
  // A mirrored lorry is a lorry.
  augmentations: ['flip', 'shift'],
  licence: 'none stated; the author asks users to cite the technical report',

  async prepare(context) {
    const files = Object.fromEntries(await Promise.all(context.variant.files.map(async (f) => [f.name, await context.download(f)] as const)));
    const archive = files[ARCHIVE.name];
    if (archive === undefined) return files;
    const folder = join(await context.extract(archive, LIMITS), FOLDER);
    return Object.fromEntries([...TRAIN, TEST].map((name) => [name, join(folder, name)]));
  },

  async open(files) {
    const batch = async (name: string): Promise<Batch> => {
      const at = known(files[name], `\`prepare\` gave ${name}`);
      return { bytes: await readFile(at), at };
    };
    const train = await Promise.all(TRAIN.map(batch));
    return batchSplits({ train, test: await batch(TEST), records: RECORDS, validation: VALIDATION, stream: `${ID}/validation` });
  },
});
