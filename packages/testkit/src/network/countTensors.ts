import * as tf from '@tensorflow/tfjs-core';

/** How many tensors a function makes, those that it disposes again included. */
export function countTensors(f: () => void): number {
  const engine = tf.engine();
  const track = engine.trackTensor.bind(engine);
  let count = 0;
  engine.trackTensor = (...args) => {
    count++;
    track(...args);
  };
  try {
    f();
  } finally {
    engine.trackTensor = track;
  }
  return count;
}
