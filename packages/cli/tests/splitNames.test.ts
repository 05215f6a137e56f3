import { expect, it } from 'vitest';

import { splitNames } from '../src/splitNames.ts';

it('splits at commas, but not inside parentheses', () => {
  expect(splitNames('mixed(share=0.25,rate=2),joint')).toEqual(['mixed(share=0.25,rate=2)', 'joint']);
  expect(splitNames('joint,resnet(depth=8,width=8)')).toEqual(['joint', 'resnet(depth=8,width=8)']);
  expect(splitNames('a(x=1,y=2),b(z=3,w=4),c')).toEqual(['a(x=1,y=2)', 'b(z=3,w=4)', 'c']);
});

it('leaves out spaces and empty names', () => {
  expect(splitNames(' a , b,,')).toEqual(['a', 'b']);
  expect(splitNames(',')).toEqual([]);
});
