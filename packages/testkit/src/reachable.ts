import { type Dataset, ExitbenchError, known } from '@exitbench/core';
import { prepareDataset } from '@exitbench/harness';

import type { DatasetCheck } from './dataset.ts';

/**
 * Provides a data set's files for tests, wherever they can be had in a short time, and says why when they cannot.
 * A copy that is there and wrong is an error, not a reason to skip.
 */
export async function reachable(dataset: Dataset): Promise<Pick<DatasetCheck, 'open' | 'skip'>> {
  try {
    const { files } = await prepareDataset(dataset, undefined, { patience: { tries: 1, silence: 5_000, pause: 0 } });
    return { open: () => dataset.open(files) };
  } catch (error) {
    const names = known(Object.values(dataset.variants)[0], 'a data set has a variant').files.map((f) => f.name);
    // Whatever is wrong has a place; what is nowhere has only its name.
    if (!(error instanceof ExitbenchError) || error.code !== 'bad-data' || !names.includes(error.at ?? '')) throw error;
    return { open: () => Promise.reject(error), skip: error.message };
  }
}
