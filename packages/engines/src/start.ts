import type { Engine, EngineId } from './types.ts';

/**
 * Starts an engine on one thread and makes it the current backend of TensorFlow.js. Nothing is loaded before this is
 * called, nothing is printed, and starting the same engine again is harmless. Throws `engine-unavailable`.
 */
export async function startEngine(id: EngineId): Promise<Engine> {
  switch (id) {
    case 'tensorflow':
      return (await import('./tensorflow/index.ts')).startTensorflow();
    case 'wasm':
      return (await import('./wasm/index.ts')).startWasm();
    case 'webgpu':
      return (await import('./webgpu/index.ts')).startWebgpu();
    case 'cpu':
      return (await import('./cpu/index.ts')).startCpu();
    default:
      return id satisfies never;
  }
}
