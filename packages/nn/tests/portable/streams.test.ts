import { describe, expect, it } from 'vitest';

import pinned from './pinned.json' with { type: 'json' };
import { streamDigests } from './streams.ts';

describe('streams that reach weights', () => {
  // Pinned by a Python program of its own (hashlib, struct, math.log, math.cos), not by this code.
  it('have the pinned digests on this version of Node', () => {
    expect(streamDigests()).toEqual(pinned);
  });
});
