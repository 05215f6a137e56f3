import { describe, expect, it } from 'vitest';

import { ExitbenchError, describeError, known, unknownName } from '../src/index.ts';

describe('ExitbenchError', () => {
  it('keeps code, place, hint and cause', () => {
    const cause = new Error('deeper');
    const error = new ExitbenchError('bad-data', 'It is short.', { at: 'file', hint: 'Fetch it again.', cause });
    expect(error).toMatchObject({ name: 'ExitbenchError', code: 'bad-data', message: 'It is short.', at: 'file', hint: 'Fetch it again.', cause });
  });

  it('has no cause where there was none', () => {
    expect('cause' in new ExitbenchError('bad-data', 'It is short.')).toBe(false);
  });
});

describe('unknownName', () => {
  it('suggests the nearest name and lists all', () => {
    const error = unknownName('profile', 'quik', ['smoke', 'quick'], 'bench.profile');
    expect(error).toMatchObject({
      code: 'unknown-name', message: 'There is no profile `quik`.', at: 'bench.profile', hint: 'Did you mean `quick`? Known: `smoke`, `quick`.',
    });
  });

  it('suggests nothing when nothing is near', () => {
    expect(unknownName('profile', 'enormous', ['smoke', 'quick'], 'x').hint).toBe('Known: `smoke`, `quick`.');
  });

  it('says so when there are no names', () => {
    expect(unknownName('head', 'gap', [], 'x').hint).toBe('There are none.');
  });
});

describe('describeError', () => {
  it('says what, where and what to do', () => {
    expect(describeError(new ExitbenchError('bad-data', 'It is short.', { at: 'file', hint: 'Fetch it again.' }))).toBe(
      'It is short.\n  at: file\n  do: Fetch it again.',
    );
  });

  it('shows the stack of anything else, which is a bug', () => {
    expect(describeError(new TypeError('broken'))).toContain('errors.test.ts');
    expect(describeError('thrown text')).toBe('thrown text');
  });
});

describe('known', () => {
  it('hands on what is there, falsy values too', () => {
    expect([known(0, 'x'), known('', 'x'), known(false, 'x')]).toEqual([0, '', false]);
  });

  it('gives the reason that did not hold', () => {
    expect(() => known(undefined, 'blocks have ids')).toThrow('Broken assumption: blocks have ids.');
    expect(() => known(null, 'blocks have ids')).toThrow('Broken assumption: blocks have ids.');
  });
});
