import { ExitbenchError } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

/** The part of the backend that is read here; its types are those of browsers. */
interface Device {
  addEventListener(type: 'uncapturederror', listener: (event: { readonly error: { readonly message: string } }) => void): void;
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
}

/**
 * An operation that a GPU refuses, for want of memory or as malformed, is no exception: it would compute zeros and go on.
 * This makes one of it, which ends the process where nobody catches it.
 */
export function watchDevice(): void {
  const { device } = tf.backend() as unknown as { readonly device: Device };
  device.addEventListener('uncapturederror', ({ error }) => {
    throw broken(`The GPU refused an operation: ${error.message}`);
  });
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') throw broken(`The GPU was lost: ${message}`);
  });
}

function broken(message: string): ExitbenchError {
  return new ExitbenchError('engine-unavailable', message, { at: 'engine webgpu', hint: 'Run fewer cells at a time (`--jobs 1`) where memory is short; look at what the driver logs.' });
}
