import { expect, it } from 'vitest';

import { STOP_SIGNALS, heededSignals, stopSignals } from '../src/stopSignals.ts';

/** What is called back for signals at given milliseconds. */
function heard(...signals: readonly (readonly [number, (typeof STOP_SIGNALS)[number]])[]): readonly boolean[] {
  const calls: boolean[] = [];
  let now = 0;
  const listen = stopSignals(() => now, (again) => void calls.push(again));
  for (const [at, signal] of signals) {
    now = at;
    listen(signal);
  }
  return calls;
}

it.each(STOP_SIGNALS)('stops at the first %s', (signal) => {
  expect(heard([5, signal])).toEqual([false]);
});

it('ends at the second Ctrl-C', () => {
  expect(heard([0, 'SIGINT'], [300, 'SIGINT'])).toEqual([false, true]);
});

it('takes SIGTERM within two seconds for the same Ctrl-C, and later for another', () => {
  expect(heard([0, 'SIGINT'], [1999, 'SIGTERM'])).toEqual([false]);
  expect(heard([0, 'SIGINT'], [2000, 'SIGTERM'])).toEqual([false, true]);
  expect(heard([0, 'SIGTERM'], [10, 'SIGTERM'], [11, 'SIGHUP'])).toEqual([false]);
});

it('takes a SIGINT that comes at once for the same one, which a wrapper passed on', () => {
  expect(heard([0, 'SIGINT'], [3, 'SIGINT'])).toEqual([false]);
});

it('heeds a closed terminal only where there is one', () => {
  expect(heededSignals(true)).toEqual(['SIGINT', 'SIGTERM', 'SIGHUP']);
  expect(heededSignals(false)).toEqual(['SIGINT', 'SIGTERM']);
});

it('knows whether it has heard any', () => {
  const listen = stopSignals(() => 0, () => {});
  expect(listen.stopped()).toBe(false);
  listen('SIGHUP');
  expect(listen.stopped()).toBe(true);
});
