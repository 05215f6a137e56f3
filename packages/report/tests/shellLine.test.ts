import { expect, it } from 'vitest';

import { shellLine } from '../src/index.ts';

it('quotes what a shell would take for its own', () => {
  expect(shellLine(['--regime', 'mixed(share=0.25)', 'a;b', '', "it's", '$HOME', '*'])).toBe(`--regime 'mixed(share=0.25)' 'a;b' '' 'it'\\''s' '$HOME' '*'`);
});

it('leaves alone what is plain', () => {
  expect(shellLine(['run', '--seed=0,1', '../store', 'a@b:c+d%'])).toBe('run --seed=0,1 ../store a@b:c+d%');
});
