/**
 * How many tensors this process holds. TensorFlow.js is loaded by this call when it is not yet: ask only where an engine
 * has been started.
 */
export async function countTensors(): Promise<number> {
  const { memory } = await import('@tensorflow/tfjs-core');
  return memory().numTensors;
}
