export {
  type DataEvent, type Environment, type Patience, type PrepareOptions, type PreparedDataset, createPrepareContext, dataFolder, prepareDataset,
} from './data/index.ts';
