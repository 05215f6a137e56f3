import { describe, expect, it } from 'vitest';

import { maxConfidence, staticExit } from '../src/index.ts';
import { outputs } from './example.ts';

describe('maxConfidence', () => {
  it('leaves at the first exit above the threshold', () => {
    const { left, answer } = maxConfidence().decide(outputs)(0.77);
    expect([...left]).toEqual([0, 1, 0, 1]);
    expect([...answer]).toEqual([0, 1, 0, 1]);
  });

  it('is strict: equal is not above', () => {
    const even = { samples: 1, width: 2, byExit: [new Float32Array(2), Float32Array.of(5, 0)] }; // confidence exactly 0.5
    expect([...maxConfidence().decide(even)(0.5).left]).toEqual([1]);
    expect([...maxConfidence().decide(even)(0.49).left]).toEqual([0]);
  });

  it('lets all leave at once at 0 and nobody before the end at 1, however sure', () => {
    const certain = { samples: 1, width: 2, byExit: [Float32Array.of(1e9, -1e9), Float32Array.of(0, 1)] }; // confidence exactly 1
    expect([...maxConfidence().decide(outputs)(0).left]).toEqual([0, 0, 0, 0]);
    expect([...maxConfidence().decide(certain)(1).left]).toEqual([1]);
    expect([...maxConfidence().decide(certain)(0.999).left]).toEqual([0]);
  });

  it('falls back on the most confident exit, which has cost as much as the last', () => {
    const { left, answer } = maxConfidence({ fallback: 'most-confident' }).decide(outputs)(0.95);
    expect([...left]).toEqual([1, 1, 1, 1]);
    expect([answer[0], answer[1]]).toEqual([0, 1]); // .9 against .8, .75 against .9
    expect(answer[3]).toBe(1); // .6 against .75
    expect([...maxConfidence().decide(outputs)(0.95).answer]).toEqual([1, 1, 1, 1]);
  });

  it('decides the same exit by exit', () => {
    const online = maxConfidence().online?.(0.77);
    expect(online?.leaves(outputs.byExit[0] as Float32Array, 2, 0)).toEqual([true, false, true, false]);
  });

  it('offers no exit-by-exit form of an answer that may come from before', () => {
    expect(maxConfidence({ fallback: 'most-confident' }).online).toBeUndefined();
  });

  it('sweeps 100 thresholds from 0 to 1', () => {
    const { settings } = maxConfidence();
    expect(settings).toHaveLength(100);
    expect([settings[0], settings[33], settings[99]]).toEqual([0, 1 / 3, 1]);
  });
});

describe('staticExit', () => {
  it('leaves at its exit, whatever the outputs', () => {
    expect([...staticExit(0).decide(outputs)(0).left]).toEqual([0, 0, 0, 0]);
    expect([...staticExit(1).decide(outputs)(1).answer]).toEqual([1, 1, 1, 1]);
    expect(staticExit(1).online?.(1).leaves(new Float32Array(4), 2, 0)).toEqual([false, false]);
    expect(staticExit(1).online?.(1).leaves(new Float32Array(4), 2, 1)).toEqual([true, true]);
  });

  it('refuses an exit that there is not', () => {
    expect(() => staticExit(2).decide(outputs)).toThrow('There is no exit 2');
    expect(() => staticExit(-1)).toThrow('counted from 0');
  });
});
