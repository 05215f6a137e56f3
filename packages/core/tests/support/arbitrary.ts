import { type Json, type Random, randomStream, resolveSeed } from '../../src/index.ts';

/** A stream for generated test cases, by name. */
export function testStream(name: string, step = 0): Random {
  return randomStream(resolveSeed(0), 'analysis', name, step);
}

const TEXTS = ['', 'a', 'B', '10', '9', 'é', '€', '😀', '"', '\\', '\n', '\u2028', '__proto__', 'ab', 'a b', '\u0001'];
const NUMBERS = [0, 1, -1, 0.1, 1e21, 1e-7, 5e-324, Number.MAX_SAFE_INTEGER, -123.456, 1 / 3];

/** A random JSON value. */
export function anyJson(random: Random, depth = 3): Json {
  switch (random.below(depth === 0 ? 4 : 6)) {
    case 0:
      return null;
    case 1:
      return random.below(2) === 1;
    case 2:
      return random.below(2) === 1 ? random.normal() : pick(NUMBERS, random);
    case 3:
      return pick(TEXTS, random) + pick(TEXTS, random);
    case 4:
      return Array.from({ length: random.below(4) }, () => anyJson(random, depth - 1));
    default:
      return Object.fromEntries(Array.from({ length: random.below(4) }, () => [pick(TEXTS, random), anyJson(random, depth - 1)] as const));
  }
}

export function pick<T>(items: readonly T[], random: Random): T {
  return items[random.below(items.length)] as T;
}
