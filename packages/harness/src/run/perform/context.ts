import type { Splits } from '@exitbench/core';

import type { DatasetRef } from '../../plan/task.ts';
import type { Store } from '../../store/store.ts';
import type { NodeNews } from '../job.ts';

/** What running a node may use. */
export interface Context {
  readonly store: Store;
  /** Starts the engine at the first call, and checks that it is the one that the plan was made for. */
  startEngine(): Promise<void>;
  /** The prepared splits of a data set, cut to the sizes that are asked for. */
  splits(dataset: DatasetRef): Promise<Splits>;
  tell(news: NodeNews): void;
  readonly signal: AbortSignal;
}
