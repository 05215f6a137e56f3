import { describe, expect, it } from 'vitest';

import { type Purpose, randomStream, resolveSeed, seedFor, seedLabel } from '../src/index.ts';

const PURPOSES: readonly Purpose[] = ['init', 'order', 'augment', 'noise', 'analysis'];

describe('resolveSeed', () => {
  it('lets the purposes default to the root, 0 included', () => {
    expect(resolveSeed(0)).toEqual({ root: 0, init: 0, order: 0, augment: 0 });
    expect(resolveSeed({ root: 7, order: 1 })).toEqual({ root: 7, init: 7, order: 1, augment: 7 });
    expect(resolveSeed({ root: 7, init: 0, order: 0, augment: 0 })).toEqual({ root: 7, init: 0, order: 0, augment: 0 });
  });

  it('takes the largest word and nothing beyond', () => {
    expect(resolveSeed(4294967295).root).toBe(4294967295);
    expect(() => resolveSeed(4294967296)).toThrow(expect.objectContaining({ code: 'bad-config', at: 'seed.root' }));
  });

  it('refuses negative and broken numbers, naming the part', () => {
    expect(() => resolveSeed(-1)).toThrow('must be an integer from 0 to 4294967295, not -1');
    expect(() => resolveSeed({ root: 0, init: 0.5 }, 'bench.seeds[2]')).toThrow(expect.objectContaining({ at: 'bench.seeds[2].init' }));
    expect(() => resolveSeed({} as { root: number })).toThrow('not undefined');
  });

  it('refuses a misspelt part', () => {
    const misspelt = { root: 0, ordre: 1 };
    expect(() => resolveSeed(misspelt)).toThrow(expect.objectContaining({ code: 'unknown-name', at: 'seed.ordre', hint: expect.stringContaining('`order`') as string }));
  });
});

describe('seedLabel', () => {
  it('names only what differs from the root', () => {
    expect([seedLabel(resolveSeed(0)), seedLabel(resolveSeed({ root: 3, order: 1, augment: 3 }))]).toEqual(['0', '3 (order 1)']);
  });
});

describe('seedFor', () => {
  // The first 16 bytes of `printf '0\ninit\nblock0/conv/kernel\n0' | sha256sum`, as little-endian words, by Python's struct.
  it('is the beginning of a SHA-256', () => {
    expect(seedFor(resolveSeed(0), 'init', 'block0/conv/kernel')).toEqual([577717764, 1229035059, 510151008, 3372391834]);
  });

  it('differs by purpose, path and step', () => {
    const seed = resolveSeed(0);
    const words = [...PURPOSES.map((p) => seedFor(seed, p, 'a')), seedFor(seed, 'init', 'b'), seedFor(seed, 'init', 'a', 1)];
    expect(new Set(words.map(String)).size).toBe(7);
  });

  it('makes each purpose follow its own part of the seed and no other', () => {
    const follows = (part: 'root' | 'init' | 'order' | 'augment'): readonly Purpose[] => {
      const base = { root: 0, init: 0, order: 0, augment: 0 };
      return PURPOSES.filter((p) => String(seedFor(base, p, 'a')) !== String(seedFor({ ...base, [part]: 1 }, p, 'a')));
    };
    expect([follows('root'), follows('init'), follows('order'), follows('augment')]).toEqual([['noise', 'analysis'], ['init'], ['order'], ['augment']]);
  });
});

describe('streams', () => {
  it('of different purposes do not run together: of 1,000 pairs of 32-bit numbers none should be equal', () => {
    const [a, b] = [randomStream(resolveSeed(0), 'init', 'a'), randomStream(resolveSeed(0), 'order', 'a')];
    const equal = Array.from({ length: 1000 }, () => a.uint32() === b.uint32()).filter(Boolean);
    expect(equal).toEqual([]);
  });
});
