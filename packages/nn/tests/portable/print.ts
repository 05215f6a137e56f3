import { streamDigests } from './streams.ts';

// For `tools/node-matrix.mjs`, which runs this file under several versions of Node.
console.log(JSON.stringify(streamDigests()));
