import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A global of Node that its type declarations leave to the browser's. */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

/** WebAssembly that splats a vector: valid only where 128-bit SIMD is known. Bytes of wasm-feature-detect, as in tfjs. */
const SIMD_PROGRAM = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11]);

export interface WasmBinary {
  readonly simd: boolean;
  /** The .wasm file that TensorFlow.js takes on this machine: under Node never the threaded one. */
  readonly file: string;
  /** The JavaScript around it. */
  readonly loader: string;
}

/** Says which files the backend will load, without loading it. */
export function findWasmBinary(): WasmBinary {
  const loader = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  const simd = WebAssembly.validate(SIMD_PROGRAM);
  return { simd, file: join(dirname(loader), simd ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm'), loader };
}
