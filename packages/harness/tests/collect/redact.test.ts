import { describe, expect, it } from 'vitest';

import { redact } from '../../src/index.ts';

const here = { host: 'calculon', user: 'ada', home: '/home/ada' };

describe('redacting', () => {
  it.each([
    ['Error: no file /home/ada/work/net.ts:3:7', 'Error: no file …/net.ts:3:7'],
    ['at run (file:///opt/checkout/packages/nn/src/index.ts:10:2)', 'at run (…/index.ts:10:2)'],
    ['C:\\Users\\ada\\net.ts is gone', '…/net.ts is gone'],
    ['ada@calculon ran out of memory', '…@… ran out of memory'],
    ['`/data/mnist/train.gz` has SHA-256 ab12, not cd34', '`…/train.gz` has SHA-256 ab12, not cd34'],
  ])('%s → %s', (text, wanted) => {
    expect(redact(text, here)).toBe(wanted);
  });

  it.each(['https://example.org/data/train.gz', 'images/s 3/4 and block0/head', 'adage', '1/2/3'])('leaves %s', (text) => {
    expect(redact(text, here)).toBe(text);
  });
});
