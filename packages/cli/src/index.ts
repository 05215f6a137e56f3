export { EXIT } from './exitCodes.ts';
export { type Io, processIo } from './io.ts';
export { type MainOptions, main } from './main.ts';
