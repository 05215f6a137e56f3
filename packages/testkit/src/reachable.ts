import { type DataFile, type Dataset, ExitbenchError, type Variant, known, unknownName } from '@exitbench/core';
import { prepareDataset } from '@exitbench/harness';

import type { DatasetCheck } from './dataset.ts';

export interface Reach {
  /** Default: the data set's first. */
  readonly variant?: string;
  /** Only copies in the cache and below `EXITBENCH_DATA`: for files that take longer to fetch than a test may. Default false. */
  readonly local?: boolean;
}

/**
 * Provides a data set's files for tests, wherever they can be had in a short time, and says why when they cannot.
 * A copy that is there and wrong is an error, not a reason to skip.
 *
 * @throws ExitbenchError `unknown-name` for a variant that the data set does not have
 */
export async function reachable(dataset: Dataset, { variant, local = false }: Reach = {}): Promise<Pick<DatasetCheck, 'open' | 'skip'>> {
  const names = Object.keys(dataset.variants);
  const name = variant ?? known(names[0], 'a data set has a variant');
  const chosen = Object.hasOwn(dataset.variants, name) ? dataset.variants[name] : undefined;
  if (chosen === undefined) throw unknownName('variant', name, names, `${dataset.id}.variants`);
  const tried = local ? { ...dataset, variants: { [name]: withoutFetching(chosen) } } : dataset;
  try {
    const { files } = await prepareDataset(tried, name, { patience: { tries: 1, silence: 5_000, pause: 0 } });
    return { open: () => dataset.open(files) };
  } catch (error) {
    // Whatever is wrong has a place; what is nowhere has only its name.
    if (!(error instanceof ExitbenchError) || error.code !== 'bad-data' || !chosen.files.some((f) => f.name === error.at)) throw error;
    return { open: () => Promise.reject(error), skip: error.message };
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function withoutFetching(variant: Variant): Variant {
  const here = ({ name, sha256, bytes, gzip, local = [] }: DataFile): DataFile => ({ name, sha256, bytes, urls: [], local, ...(gzip === undefined ? {} : { gzip }) });
  return { ...variant, files: variant.files.map(here) };
}
