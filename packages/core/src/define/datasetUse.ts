import type { Dataset } from './dataset.ts';

/** A data set, its default variant or another. */
export type DatasetUse = Dataset | { readonly plugin: Dataset; readonly variant: string };
