import { expect, it } from 'vitest';

import { parseMemory, parseTimeout } from '../src/parseLimits.ts';

it('reads seconds for all nodes, or by kind', () => {
  expect(parseTimeout('600')).toBe(600);
  expect(parseTimeout('0.5')).toBe(0.5);
  expect(parseTimeout('phase=600, analyse=60')).toEqual({ phase: 600, analyse: 60 });
  expect(parseTimeout('prepare=1,phase=2,predict=3,select=4,analyse=5')).toEqual({ prepare: 1, phase: 2, predict: 3, select: 4, analyse: 5 });
});

it.each([
  ['', 'not a number of seconds'], ['0', 'above 0'], ['-1', 'above 0'], ['1e3', 'not a number'], ['phase', 'not a number'], ['phase=', 'not a number'],
  ['train=600', '`train` is no kind of node. Known: prepare, phase, predict, select, analyse.'], ['phase=1,phase=2', '`phase` is there twice'],
  ['phase=1,', '`` is no kind'], ['toString=1', 'no kind of node'], ['3000000', 'at most 2147483'],
])('refuses the timeout `%s`', (value, message) => {
  expect(() => parseTimeout(value)).toThrow(message);
});

it('reads GiB as bytes', () => {
  expect(parseMemory('4')).toBe(4_294_967_296);
  expect(parseMemory('0.5')).toBe(536_870_912);
});

it.each(['', '0', '4GB', '-2', 'Infinity'])('refuses the memory `%s`', (value) => {
  expect(() => parseMemory(value)).toThrow('is not a number of GiB above 0');
});
