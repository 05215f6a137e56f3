import { describe, expect, it } from 'vitest';

import { deepFreeze, digestOf, sha256, short } from '../src/index.ts';

describe('sha256', () => {
  // FIPS 180-2, appendix B.1.
  it('is the standard digest, of text and of bytes', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(Uint8Array.of(97, 98, 99))).toBe(sha256('abc'));
  });

  it('takes text as UTF-8', () => {
    expect(sha256('é')).toBe(sha256(Uint8Array.of(0xc3, 0xa9)));
  });
});

describe('digestOf', () => {
  it('is the digest of the canonical JSON', () => {
    expect(digestOf({ b: 1, a: [] })).toBe(sha256('{"a":[],"b":1}'));
  });
});

describe('short', () => {
  it('is what people are shown', () => {
    expect(short(sha256('abc'))).toBe('ba7816bf8f01');
  });
});

describe('deepFreeze', () => {
  it('freezes everything, also inside what was frozen', () => {
    const value = Object.freeze({ list: [{ x: 1 }], none: null, f: () => 1 });
    expect(Object.isFrozen(value.list)).toBe(false);
    expect(deepFreeze(value)).toBe(value);
    expect([Object.isFrozen(value.list), Object.isFrozen(value.list[0])]).toEqual([true, true]);
  });

  it('ends on cycles and leaves typed arrays as they are', () => {
    const value: { self?: unknown; data: Float32Array } = { data: Float32Array.of(1) };
    value.self = value;
    deepFreeze(value);
    value.data[0] = 2;
    expect([...value.data]).toEqual([2]);
    expect(Object.isFrozen(value)).toBe(true);
  });
});
