export { startTensorflow } from './start.ts';
