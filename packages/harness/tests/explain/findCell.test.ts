import { expect, it } from 'vitest';

import { findCell } from '../../src/index.ts';

const IDS = ['mnist:official/convnet/dense-pooled/joint/0', 'mnist:official/convnet/dense-pooled/mixed/0', 'mnist:official/convnet/dense-pooled/mixed/1'];

it('finds a cell by its id and by a part that no other has', () => {
  expect(findCell(IDS[0] ?? '', IDS)).toBe(IDS[0]);
  expect(findCell('mixed/1', IDS)).toBe(IDS[2]);
  expect(findCell('joint/0', ['a/disjoint/0', 'a/joint/0'])).toBe('a/joint/0');
  expect(findCell('disj', ['a/disjoint/0', 'a/joint/0'])).toBe('a/disjoint/0');
  // An id that is part of another one's is meant itself.
  expect(findCell('a/1', ['a/1', 'a/10'])).toBe('a/1');
});

it('lists the cells where several are meant', () => {
  expect(() => findCell('mixed', IDS)).toThrow(expect.objectContaining({ code: 'bad-argument', hint: `Name one of them: \`${IDS[1]}\`, \`${IDS[2]}\`.` }));
});

it('names the nearest cells for an unknown one', () => {
  expect(() => findCell('mixd/1', IDS)).toThrow(expect.objectContaining({ code: 'unknown-name', hint: `Did you mean \`${IDS[2]}\`?` }));
  expect(() => findCell('minst:official/convnet/dense-pooled/joint/0', IDS)).toThrow(expect.objectContaining({ hint: `Did you mean \`${IDS[0]}\`?` }));
  expect(() => findCell('something else', IDS)).toThrow(expect.objectContaining({ code: 'unknown-name', hint: expect.stringContaining('Cells are: `mnist') as string }));
  expect(() => findCell('', IDS)).toThrow(expect.objectContaining({ code: 'unknown-name' }));
});
