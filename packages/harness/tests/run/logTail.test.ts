import { describe, expect, it } from 'vitest';

import { logTail } from '../../src/run/logTail.ts';

describe('the tail of a log', () => {
  it('has the last lines, however they come, without empty ones', () => {
    const log = logTail(2);
    log.add('one\ntw');
    log.add('o\r\n\n');
    expect(log.lines()).toEqual(['one', 'two']);
    log.add('thr');
    expect(log.lines()).toEqual(['two', 'thr']);
    log.add('ee\n');
    expect(log.lines()).toEqual(['two', 'three']);
    log.clear();
    expect(log.lines()).toEqual([]);
  });

  it('cuts long lines, also one that never ends', () => {
    const log = logTail(20, 5);
    log.add('123456789\n');
    for (let i = 0; i < 1000; i++) log.add('abc');
    expect(log.lines()).toEqual(['12345', 'abcab']);
  });
});
