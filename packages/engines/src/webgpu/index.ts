export { startWebgpu } from './start.ts';
