import { describe, expect, it } from 'vitest';

import { migrate } from '../src/index.ts';

const migrations = {
  1: (lines: readonly unknown[]) => lines.map((l) => `${String(l)}→2`),
  2: (lines: readonly unknown[]) => lines.map((l) => `${String(l)}→3`),
};

describe('migrate', () => {
  it('goes one version at a time', () => {
    expect(migrate(['a'], 1, 'f:1', { to: 3, migrations })).toEqual(['a→2→3']);
    expect(migrate(['a'], 3, 'f:1', { to: 3, migrations })).toEqual(['a']);
  });

  it('refuses a newer version and a gap', () => {
    expect(() => migrate(['a'], 4, 'f:1', { to: 3, migrations })).toThrow('schemas up to 3');
    expect(() => migrate(['a'], 1, 'f:1', { to: 3, migrations: { 1: migrations[1] } })).toThrow('from records of schema 2');
  });
});
