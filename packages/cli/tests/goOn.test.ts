import { expect, it } from 'vitest';

import { goOnLine } from '../src/goOn.ts';

it('goes on without removing what a stopped run has computed', () => {
  expect(goOnLine('exitbench', ['run', 'refresh', '--cache', 'refresh', '--jobs', '1'])).toBe('exitbench run refresh --jobs 1');
  expect(goOnLine('exitbench', ['--cache=refresh', 'run'])).toBe('exitbench run');
  expect(goOnLine('exitbench', ['run', '--cache', 'only', '--out', 'refresh'])).toBe('exitbench run --cache only --out refresh');
});

it('is a whole line where there were no arguments', () => {
  expect(goOnLine('npm run bench --', [])).toBe('npm run bench');
  expect(goOnLine('npm run bench --', ['--cache', 'refresh'])).toBe('npm run bench');
  expect(goOnLine('exitbench', [])).toBe('exitbench');
  expect(goOnLine('npm run bench --', ['--jobs', '1'])).toBe('npm run bench -- --jobs 1');
});
