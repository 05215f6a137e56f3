import { type Dataset, type Split, defineDataset, randomStream, resolveSeed } from '@exitbench/core';

export interface Canary {
  readonly dataset: Dataset;
  /** Calls of `read` on the validation split of every opening so far. */
  validationReads(): number;
}

const CLASSES = 4;
const SIZES = { train: 64, validation: 32, test: 32 };

/**
 * A data set that shows who reads what. Its test split throws when its samples or labels are touched, so whatever trains
 * on it has not seen them; reads of validation are counted. The class is the bright quarter of a noisy image: any network
 * learns it.
 *
 * @param size height and width of its images, in pixels; even
 */
export function canaryDataset({ size = 16 }: { readonly size?: number } = {}): Canary {
  let reads = 0;
  const dataset = defineDataset({
    id: 'dataset-canary',
    module: import.meta.url,
    revision: 1,
    title: 'Canary',
    description: 'Four classes of small noisy images whose test split throws. For tests only.',
    citation: 'None: computed.',
    params: {},
    modality: 'image',
    task: { kind: 'classification', classes: CLASSES },
    input: [{ name: 'image', shape: [size, size, 1], dtype: 'float32' }],
    trainSize: SIZES.train,
    validationSize: SIZES.validation,
    testSize: SIZES.test,
    variants: { computed: { title: 'computed', files: [] } },
    augmentations: [],
    licence: 'Apache-2.0',
    prepare: () => Promise.resolve({}),
    open: () => {
      const validation = drawSplit('validation', size);
      return Promise.resolve({
        train: drawSplit('train', size),
        validation: {
          ...validation,
          read: (indices: ArrayLike<number>) => {
            reads++;
            return validation.read(indices);
          },
        },
        test: forbidden(SIZES.test),
      });
    },
  });
  return { dataset, validationReads: () => reads };
}

// ---------------------------------------------------------------------------------------------------------------------

function drawSplit(part: 'train' | 'validation', size: number): Split {
  const length = SIZES[part];
  const pixels = size * size;
  const labels = Int32Array.from({ length }, (_, i) => i % CLASSES);
  const images = new Float32Array(length * pixels);
  for (let i = 0; i < length; i++) {
    const random = randomStream(resolveSeed(0), 'noise', `dataset-canary/${part}/${i}`);
    for (let p = 0; p < pixels; p++) {
      const quarter = 2 * Number(p >= pixels / 2) + Number(p % size >= size / 2);
      images[i * pixels + p] = Number(quarter === labels[i]) + 0.3 * random.normal();
    }
  }
  const read = (indices: ArrayLike<number>): { readonly image: Float32Array } => {
    const image = new Float32Array(indices.length * pixels);
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      image.set(images.subarray(index * pixels, (index + 1) * pixels), i * pixels);
    }
    return { image };
  };
  return { length, labels, read };
}

function forbidden(length: number): Split {
  const refuse = (what: string): never => {
    throw new Error(`Training read ${what} of the test split.`);
  };
  return { length, get labels() { return refuse('labels'); }, read: () => refuse('samples') };
}
