import { expect, it } from 'vitest';

import { scaled } from '../src/index.ts';

it('writes amounts with four digits and a prefix', () => {
  expect([scaled(999), scaled(1000), scaled(1.2344e12), scaled(1536, 1024), scaled(1000, 1024)]).toEqual(['999', '1 k', '1.234 T', '1.5 KiB', '1000 B']);
});
