import { describe, expect, it } from 'vitest';

import { momentsOf } from '../src/snapshots.ts';

const phases = [{ name: 'backbone', steps: 10, macs: 1, snapshots: [0, 0.07, 1] }, { name: 'all', steps: 10, macs: 1, snapshots: [0, 0.5, 1] }];

describe('momentsOf', () => {
  it('takes the kept snapshots that are asked for, phase by phase', () => {
    expect(momentsOf(phases, [0, 7, 100])).toEqual([
      { phase: 0, name: 'backbone', share: 0 }, { phase: 0, name: 'backbone', share: 0.07 }, { phase: 0, name: 'backbone', share: 1 },
      { phase: 1, name: 'all', share: 0 }, { phase: 1, name: 'all', share: 1 },
    ]);
    expect(momentsOf(phases, [50])).toEqual([{ phase: 1, name: 'all', share: 0.5 }]);
    expect(momentsOf(phases, [3])).toEqual([]);
  });
});
