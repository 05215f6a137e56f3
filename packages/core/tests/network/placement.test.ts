import { describe, expect, it } from 'vitest';

import { placeExits } from '../../src/index.ts';
import { answering, block } from '../support/network.ts';

/** Ten blocks that cost 9 each and a classifier that costs 10: block i ends at 9, 18, … 90 % of the cost. */
const ten = Array.from({ length: 10 }, (_, i) => block(`b${i}`, 9));
const classifier = answering('c', 10);

describe('placeExits', () => {
  it('`dense` is every block but the last', () => {
    expect(placeExits('dense', ten.slice(0, 4), classifier, 'x')).toEqual(['b0', 'b1', 'b2']);
    expect(placeExits('dense', ten.slice(0, 1), classifier, 'x')).toEqual([]);
  });

  it('`none` is none', () => {
    expect(placeExits('none', ten, classifier, 'x')).toEqual([]);
  });

  // Cumulative 9 18 27 36 45 54 63 72 81 (90); the shares .15 .3 .45 .6 .75 .9 are nearest to 18 27 45 63 72 81.
  it('`sdn6` is nearest to 15, 30, 45, 60, 75 and 90 % of the cost, never the last block', () => {
    expect(placeExits('sdn6', ten, classifier, 'x')).toEqual(['b1', 'b2', 'b4', 'b6', 'b7', 'b8']);
  });

  // .25 → 27, .5 → 54 (before 45), .75 → 72.
  it('`sparse` is nearest to a quarter, a half and three quarters', () => {
    expect(placeExits('sparse', ten, classifier, 'x')).toEqual(['b2', 'b5', 'b7']);
  });

  it('takes each block once where blocks are few', () => {
    expect(placeExits('sdn6', ten.slice(0, 3), classifier, 'x')).toEqual(['b0', 'b1']);
  });

  // Cumulative 1 and 38 % (the last block is not eligible): .25 takes the second, .5 the one that is left.
  it('takes the next nearest where two shares are nearest to one block', () => {
    expect(placeExits('sparse', [block('a', 1), block('b', 37), block('c', 52)], classifier, 'x')).toEqual(['a', 'b']);
  });

  it('takes a list in the order of inference, the last block too', () => {
    expect(placeExits(['b9', 'b2'], ten, classifier, 'x')).toEqual(['b2', 'b9']);
  });

  it('refuses unknown blocks, blocks listed twice and misspelt words', () => {
    expect(() => placeExits(['b1', 'b11'], ten, classifier, 'exits.placement')).toThrow(expect.objectContaining({ code: 'unknown-name', at: 'exits.placement[1]' }));
    expect(() => placeExits(['b1', 'b1'], ten, classifier, 'exits.placement')).toThrow(expect.objectContaining({ code: 'bad-config', at: 'exits.placement[1]' }));
    expect(() => placeExits('dens' as 'dense', ten, classifier, 'exits.placement')).toThrow(expect.objectContaining({ code: 'unknown-name', hint: expect.stringContaining('`dense`') as string }));
  });
});
