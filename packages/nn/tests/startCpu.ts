import '@tensorflow/tfjs'; // the gradients of stock operations, and the backend `cpu`
import * as tf from '@tensorflow/tfjs-core';

/** The reference engine, without its advice on the console. */
export async function startCpu(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend('cpu');
}
