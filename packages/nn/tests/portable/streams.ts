import { type Init, type WeightSpec, permutation, randomStream, resolveSeed, sha256 } from '@exitbench/core';

import { drawWeight } from '../../src/init/drawWeight.ts';
import { scheduleFactor } from '../../src/schedules/scheduleFactor.ts';

/** SHA-256 of the little-endian bytes of everything that reaches weights and is computed in JavaScript. */
export function streamDigests(): { readonly [name: string]: string } {
  const cosine = { kind: 'cosine', warmup: 50, floor: 0.01 } as const;
  return {
    normal: drawn({ kind: 'normal', deviation: 0.5 }),
    'truncated-normal': drawn({ kind: 'truncated-normal', deviation: 0.5 }),
    uniform: drawn({ kind: 'uniform', low: -1, high: 3 }),
    order: bytesDigest(permutation(1000, randomStream(resolveSeed(0), 'order', 'epoch', 3))),
    cosine: bytesDigest(Float32Array.from({ length: 1000 }, (_, step) => scheduleFactor(cosine, step, 1000))),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function drawn(init: Init): string {
  const spec: WeightSpec = { path: 'block0/conv/kernel', shape: [400], init, role: 'kernel' };
  return bytesDigest(drawWeight(spec, resolveSeed(0)));
}

function bytesDigest(values: Float32Array | Int32Array): string {
  return sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
