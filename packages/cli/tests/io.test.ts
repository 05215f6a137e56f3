import { Writable } from 'node:stream';
import { type WriteStream } from 'node:tty';

import { describe, expect, it } from 'vitest';

import { screenOf } from '../src/io.ts';

const stream = (facts: object): WriteStream => Object.assign(new Writable(), { isTTY: true, columns: 100, rows: 30, hasColors: () => true, ...facts }) as unknown as WriteStream;

describe('the screen', () => {
  it('is there at a terminal, as large as that is at the moment', () => {
    const terminal = stream({});
    const screen = screenOf(terminal, { TERM: 'xterm' });
    expect([screen?.columns(), screen?.rows(), screen?.colour]).toEqual([100, 30, true]);
    Object.assign(terminal, { columns: 50, rows: 10 });
    expect([screen?.columns(), screen?.rows()]).toEqual([50, 10]);
  });

  it.each([
    ['in a pipe', { isTTY: undefined }, {}], ['in CI', {}, { CI: 'true' }], ['in CI', {}, { CI: '1' }], ['under Nx', {}, { NX_TASK_TARGET_PROJECT: 'benchmarks' }],
    ['where the cursor cannot be moved', {}, { TERM: 'dumb' }],
  ])('is not there %s', (_, facts, env) => {
    expect(screenOf(stream(facts), env)).toBeUndefined();
  });

  it.each([{}, { CI: '' }, { CI: 'false' }, { CI: '0' }])('is there with %o', (env) => {
    expect(screenOf(stream({}), env)).toBeDefined();
  });

  it('is of the usual size where a terminal does not say, and has no colour where that is not wanted', () => {
    const screen = screenOf(stream({ columns: 0, rows: 0 }), { NO_COLOR: '1' });
    expect([screen?.columns(), screen?.rows(), screen?.colour]).toEqual([80, 24, false]);
    expect(screenOf(stream({ hasColors: () => false }), {})?.colour).toBe(false);
  });
});
