import { type Dataset, type PrepareContext, known, unknownName } from '@exitbench/core';

import type { DataEvent } from './dataEvent.ts';
import { type Environment, dataFolder } from './dataFolder.ts';
import { createDownload } from './download.ts';
import { createExtract } from './extract.ts';
import type { Patience } from './fromUrls.ts';

export interface PrepareOptions {
  readonly dataset: Pick<Dataset, 'id' | 'variants'>;
  /** Default: the data set's first. */
  readonly variant?: string;
  /** Where files are kept. Default: see `dataFolder`. */
  readonly cacheDir?: string;
  /** Default: this process's. */
  readonly env?: Environment;
  readonly onProgress?: (event: DataEvent) => void;
  readonly patience?: Patience;
}

/** Three tries, 2 s and 4 s apart; a connection may be silent for 30 s. */
const PATIENCE: Patience = { tries: 3, silence: 30_000, pause: 2_000 };

/**
 * What a data set's `prepare` may use.
 * @throws ExitbenchError `unknown-name` for a variant that the data set does not have
 */
export function createPrepareContext(options: PrepareOptions): PrepareContext {
  const { dataset, env = process.env, cacheDir = dataFolder(env), onProgress = () => {}, patience = PATIENCE } = options;
  const names = Object.keys(dataset.variants);
  const name = options.variant ?? known(names[0], 'a data set has a variant');
  const variant = Object.hasOwn(dataset.variants, name) ? dataset.variants[name] : undefined;
  if (variant === undefined) throw unknownName('variant', name, names, `${dataset.id}.variants`);
  return {
    variant,
    download: createDownload({ variant, folder: cacheDir, env, patience, onProgress }),
    extract: createExtract(cacheDir, variant),
  };
}
