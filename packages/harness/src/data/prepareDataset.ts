import { type DataFile, type Dataset, ExitbenchError, type PreparedFiles } from '@exitbench/core';

import { type PrepareOptions, createPrepareContext } from './prepareContext.ts';

export interface PreparedDataset {
  readonly files: PreparedFiles;
  /** What the variant is made of, without its sources: equal on every machine. */
  readonly facts: readonly Pick<DataFile, 'name' | 'sha256' | 'bytes'>[];
}

/**
 * Provides the files of a data set's variant, wherever they can be had.
 *
 * @throws ExitbenchError `bad-data` when a file cannot be had or is wrong, `unknown-name` for a variant that does not
 *   exist, `plugin-failed` when the plugin throws anything else
 */
export async function prepareDataset(dataset: Dataset, variant?: string, options: Omit<PrepareOptions, 'dataset' | 'variant'> = {}): Promise<PreparedDataset> {
  const context = createPrepareContext({ ...options, dataset, ...(variant === undefined ? {} : { variant }) });
  const facts = context.variant.files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
  try {
    return { files: await dataset.prepare(context), facts };
  } catch (error) {
    if (error instanceof ExitbenchError) throw error;
    throw new ExitbenchError('plugin-failed', `\`${dataset.id}\` failed while preparing its files: ${error instanceof Error ? error.message : String(error)}`, {
      at: `${dataset.id}.prepare`, hint: 'This is a fault of the plugin.', cause: error,
    });
  }
}
