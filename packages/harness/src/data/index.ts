export type { DataEvent } from './dataEvent.ts';
export { type Environment, cacheFolder, dataFolder } from './dataFolder.ts';
export { type Patience } from './fromUrls.ts';
export { type PrepareOptions, createPrepareContext } from './prepareContext.ts';
export { type PreparedDataset, prepareDataset } from './prepareDataset.ts';
