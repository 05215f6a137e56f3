import { type Purpose, type ResolvedSeed, seedFor } from './seeds.ts';

/** A stream of random numbers: the same on every platform and Node version. */
export interface Random {
  /** An integer of 0 … 2³² − 1. */
  uint32(): number;
  /** A number of [0, 1) with 32 random bits. */
  uniform(): number;
  /** A standard normal number. */
  normal(): number;
  /** An integer of 0 … n − 1, without bias, for n from 1 to 2³². */
  below(n: number): number;
}

/**
 * The stream named by a seed, a purpose, a path and a step. The generator is sfc32 (Chris Doty-Humphrey, PractRand,
 * 2010); like the reference, its first 12 outputs are thrown away.
 */
export function randomStream(seed: ResolvedSeed, purpose: Purpose, path: string, step = 0): Random {
  let [a, b, c, d] = seedFor(seed, purpose, path, step) as [number, number, number, number];

  function uint32(): number {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  }
  for (let i = 0; i < 12; i++) uint32();

  const uniform = (): number => uint32() / 4294967296;

  function below(n: number): number {
    if (!(n >= 1)) throw new RangeError(`There is no integer from 0 to below ${n}.`);
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const x = uint32();
      if (x < limit) return x % n;
    }
  }

  // Marsaglia's polar method (1964): logarithm and square root only. V8 changed its sine and cosine between versions.
  function normal(): number {
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  return { uint32, uniform, normal, below };
}

/** A permutation of 0 … n − 1 (Fisher and Yates). */
export function permutation(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}
