export { startWasm } from './start.ts';
