import { describe, expect, it } from 'vitest';

import { nodeLimits } from '../../src/run/nodeLimits.ts';

describe('limits of a node', () => {
  it('are a floor for its kind, or 30 times what is expected', () => {
    expect(nodeLimits('phase', 19, {})).toEqual({ seconds: 600, memory: 4 * 1024 ** 3 });
    expect(nodeLimits('phase', 21, {}).seconds).toBe(630);
    expect(nodeLimits('prepare', null, {}).seconds).toBe(7200);
    expect([nodeLimits('predict', 0).seconds, nodeLimits('select', 0).seconds, nodeLimits('analyse', 0).seconds]).toEqual([600, 300, 1800]);
  });

  it('are what was asked for: for all, or for a kind', () => {
    expect(nodeLimits('phase', 1000, { seconds: 5, memory: 7 })).toEqual({ seconds: 5, memory: 7 });
    expect(nodeLimits('phase', 0, { seconds: { phase: 60 } }).seconds).toBe(60);
    expect(nodeLimits('analyse', 0, { seconds: { phase: 60 } }).seconds).toBe(1800);
  });
});
