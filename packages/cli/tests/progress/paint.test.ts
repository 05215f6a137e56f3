import { expect, it } from 'vitest';

import { cutStart, paint } from '../../src/progress/paint.ts';

const spans = [{ text: 'regimes', style: 'bold' }, { text: ' 3/42 ' }, { text: '1 failed', style: 'red' }] as const;

it('cuts a line at the terminal’s columns, and says so', () => {
  expect([21, 20, 14, 13, 8, 7, 1, 0].map((columns) => paint(spans, columns, false))).toEqual([
    'regimes 3/42 1 failed', 'regimes 3/42 1 fail…', 'regimes 3/42 …', 'regimes 3/42…', 'regimes…', 'regime…', '…', '',
  ]);
});

it('begins and ends a style around what is left of its text', () => {
  expect(paint(spans, 16, true)).toBe('\u001B[1mregimes\u001B[22m 3/42 \u001B[31m1 …\u001B[39m');
  expect(paint(spans, 80, true)).toBe('\u001B[1mregimes\u001B[22m 3/42 \u001B[31m1 failed\u001B[39m');
});

it('counts characters, not units of UTF-16', () => {
  expect(paint([{ text: '😀😀' }], 2, false)).toBe('😀😀');
  expect(paint([{ text: '😀😀😀' }], 2, false)).toBe('😀…');
});

it('keeps the end of a name', () => {
  expect([9, 8, 3, 1, 0].map((columns) => cutStart('a/b/mixed', columns))).toEqual(['a/b/mixed', '…b/mixed', '…ed', '…', '']);
});
