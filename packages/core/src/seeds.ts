import { createHash } from 'node:crypto';

import { ExitbenchError, unknownName } from './errors.ts';

/**
 * A cell's randomness. The three purposes default to `root`, so that "same start, another data order" can be said:
 * `{ root: 0, order: 1 }`. Every value is an integer of 0 … 2³² − 1; 0 is a seed like any other.
 */
export interface Seed {
  readonly root: number;
  /** First values of the weights. */
  readonly init?: number;
  /** Order of the training samples. */
  readonly order?: number;
  /** Random changes of the training samples. */
  readonly augment?: number;
}

/** A seed with nothing left to default; what keys contain. */
export type ResolvedSeed = Required<Seed>;

/** What a stream of random numbers is for. `noise` (dropout, stochastic depth) and `analysis` follow `root`. */
export type Purpose = 'init' | 'order' | 'augment' | 'noise' | 'analysis';

/** @throws ExitbenchError `bad-config` when it is neither a number nor an object, or a value is not an integer of 0 … 2³² − 1, `unknown-name` for a purpose that seeds do not set. */
export function resolveSeed(seed: number | Seed, at = 'seed'): ResolvedSeed {
  const given: Seed = typeof seed === 'number' ? { root: seed } : seed;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ExitbenchError('bad-config', `A seed is a whole number, or an object with a \`root\`, not ${JSON.stringify(given)}.`, { at });
  }
  const { root } = given;
  const names = ['root', 'init', 'order', 'augment'];
  for (const name of Object.keys(given)) if (!names.includes(name)) throw unknownName('part of a seed', name, names, `${at}.${name}`);
  const resolved = { root, init: given.init ?? root, order: given.order ?? root, augment: given.augment ?? root };
  for (const [name, value] of Object.entries(resolved)) {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
      throw new ExitbenchError('bad-config', `A seed must be an integer from 0 to 4294967295, not ${String(value)}.`, { at: `${at}.${name}` });
    }
  }
  return resolved;
}

/** `0`, or `0 (order 1)` where a purpose differs from the root. */
export function seedLabel(seed: ResolvedSeed): string {
  const other = (['init', 'order', 'augment'] as const).filter((p) => seed[p] !== seed.root).map((p) => `${p} ${seed[p]}`);
  return other.length === 0 ? String(seed.root) : `${seed.root} (${other.join(', ')})`;
}

/**
 * The state that starts a stream: four 32-bit words, a function of the seed, the purpose, a path (which weight, which
 * layer) and a step, and of nothing else. The regime is deliberately not among them: regimes of one seed share their
 * start and their data order, so comparisons between them are paired.
 */
export function seedFor(seed: ResolvedSeed, purpose: Purpose, path: string, step = 0): readonly [number, number, number, number] {
  const root = purpose === 'init' || purpose === 'order' || purpose === 'augment' ? seed[purpose] : seed.root;
  const bytes = createHash('sha256').update(`${root}\n${purpose}\n${path}\n${step}`).digest();
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8), bytes.readUInt32LE(12)];
}
