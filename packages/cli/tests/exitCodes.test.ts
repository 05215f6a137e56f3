import { type ErrorCode, ExitbenchError } from '@exitbench/core';
import { expect, it } from 'vitest';

import { EXIT, exitCodeOf } from '../src/exitCodes.ts';

/** Every code that there is: a new one has to be added here before types hold. */
const EXPECTED: Readonly<Record<ErrorCode, number>> = {
  'bad-argument': 64,
  'bad-config': 64,
  'bad-parameter': 64,
  'bad-network': 64,
  'bad-phase': 64,
  'bad-record': 64,
  'bad-store': 64,
  'engine-unavailable': 64,
  'plugin-failed': 64,
  'unknown-name': 64,
  'nothing-selected': 3,
  'bad-data': 1,
  diverged: 1,
  'engine-mismatch': 1,
  'not-canonical': 1,
  interrupted: 1,
  'frozen-changed': 1,
};

it.each(Object.entries(EXPECTED) as [ErrorCode, number][])('%s ends with %i', (code, exit) => {
  expect(exitCodeOf(new ExitbenchError(code, ''))).toBe(exit);
});

it('takes anything else for a bug', () => {
  expect(exitCodeOf(new TypeError('x is not a function'))).toBe(EXIT.internal);
  expect(exitCodeOf('bad-argument')).toBe(EXIT.internal);
});
