import { gapHead, pooledHead } from '@exitbench/nn';
import { describe } from 'vitest';

import { testHead } from '../src/index.ts';

describe('the heads of nn', () => {
  testHead(gapHead);
  testHead(pooledHead, { params: [{ size: 1 }, { size: 2 }] });
});
