import { type Split, defineDataset, randomStream, resolveSeed } from '@exitbench/core';

const SIDE = 16;
const SIZES = { train: 400, validation: 100, test: 200 } as const;

/** Computed grey images that show level or upright stripes under noise. */
export const plugin = defineDataset({
  id: 'dataset-cifar-10', // the name of its folder
  module: import.meta.url, // workers and code digests find the plugin by it
  revision: 1, // raise it when samples change for a reason that the code does not show
  title: 'cifar 10', // a few words for tables and legends
  description: 'Computed grey images that show level or upright stripes under noise.', // for somebody who does not know it
  citation: 'None: made from the template of exitbench', // authors, title, year, identifier
  params: {},
  modality: 'image',
  task: { kind: 'classification', classes: 2 }, // it fixes the labels: Int32Array of 0 … classes − 1
  input: [{ name: 'image', shape: [SIDE, SIDE, 1], dtype: 'float32' }],
  trainSize: SIZES.train, // without the validation part
  validationSize: SIZES.validation,
  testSize: SIZES.test,
  // Where its bytes come from. A file is pinned: { name: 'train.gz', urls: ['https://…'], sha256: '…', bytes: 123 }.
  variants: { computed: { title: 'computed', files: [] } },
  augmentations: [], // 'flip', 'shift': those that keep its labels. A flip would, a shift would too; none is needed here.
  licence: 'Apache-2.0', // of the data
  // With files: async ({ variant, download }) => Object.fromEntries(await Promise.all(variant.files.map(async (f) => [f.name, await download(f)]))).
  prepare: () => Promise.resolve({}),
  // Reads what `prepare` gave. The splits and their order are the same at every opening.
  open: () => Promise.resolve({ train: draw('train'), validation: draw('validation'), test: draw('test') }),
});

// ---------------------------------------------------------------------------------------------------------------------

function draw(part: keyof typeof SIZES): Split {
  const random = randomStream(resolveSeed(0), 'noise', `dataset-cifar-10/${part}`); // never Math.random: a stream is a function of its name
  const labels = Int32Array.from({ length: SIZES[part] }, (_, i) => i % 2);
  const size = SIDE * SIDE;
  const pixels = Float32Array.from({ length: labels.length * size }, (_, i) => {
    const [y, x] = [Math.floor((i % size) / SIDE), i % SIDE];
    return ((labels[Math.floor(i / size)] === 0 ? y : x) % 4 < 2 ? 1 : -1) + 2 * random.normal();
  });
  // A pure function of positions that gives a new array each time.
  const read = (indices: ArrayLike<number>): { readonly image: Float32Array } => {
    const image = new Float32Array(indices.length * size);
    Array.from(indices).forEach((index, i) => {
      if (!(index >= 0 && index < labels.length)) throw new RangeError(`There is no sample ${index}: there are ${labels.length}.`);
      image.set(pixels.subarray(index * size, (index + 1) * size), i * size);
    });
    return { image };
  };
  return { length: labels.length, labels, read };
}
