import { describe, expect, it } from 'vitest';

import { nearest } from '../src/index.ts';

describe('nearest', () => {
  it('finds a name with a letter missing, added, changed or swapped', () => {
    const names = ['backbone', 'heads', 'combiners'];
    expect([nearest('backbon', names), nearest('headds', names), nearest('hezds', names), nearest('haeds', names)]).toEqual([
      'backbone', 'heads', 'heads', 'heads',
    ]);
  });

  it('takes the nearer of two, and of equals the first', () => {
    expect(nearest('resnet9', ['resnet18', 'resnet8'])).toBe('resnet8');
    expect(nearest('resnet9', ['resnet8', 'resnet7'])).toBe('resnet8');
  });

  it('counts a swap of neighbours once: `heads` before a name with two letters changed', () => {
    expect(nearest('haeds', ['haexy', 'heads'])).toBe('heads');
  });

  it('ignores case', () => {
    expect(nearest('DENSE', ['sparse', 'dense'])).toBe('dense');
  });

  it('allows a third of the letters: 3 of 9, not 4', () => {
    expect(nearest('abcdefghi', ['abcdefxyz'])).toBe('abcdefxyz');
    expect(nearest('abcdefghi', ['abcdewxyz'])).toBeUndefined();
  });

  it('does not suggest a name that shares nothing, however short', () => {
    expect(nearest('a', ['b'])).toBeUndefined();
    expect(nearest('ab', ['xy', 'ay'])).toBe('ay');
  });

  it('finds nothing among no names', () => {
    expect(nearest('x', [])).toBeUndefined();
  });
});
