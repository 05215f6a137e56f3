export { startCpu } from './start.ts';
