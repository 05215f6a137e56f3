import { describe, expect, it } from 'vitest';

import { emittedAnswers } from '../src/index.ts';

describe('emitted answers', () => {
  // Two exits, three samples, two classes: the first exit is sure of samples 0 and 2 (softmax .88 and .98), and wrong about 2.
  const outputs = { samples: 3, width: 2, byExit: [Float32Array.from([2, 0, 0, 0, 4, 0]), Float32Array.from([1, 0, 0, 1, 0, 1])] };
  const points = emittedAnswers(outputs, Int32Array.from([0, 1, 1]), { base: 10, exits: [4, 10] });
  const sure = (z: number): number => 1 / (1 + Math.exp(-z));

  it('are the first confident exit’s, with its confidence, and cost what was run', () => {
    const half = points.findLast((p) => p.setting <= 0.6);
    expect(half?.cost).toBe((4 + 10 + 4) / 3);
    expect([...(half?.right ?? [])]).toEqual([1, 1, 0]);
    [sure(2), sure(1), sure(4)].forEach((c, s) => expect(half?.confidence[s]).toBeCloseTo(c, 12));
  });

  it('are all the last exit’s at the threshold 1', () => {
    const last = points.at(-1);
    expect([last?.setting, last?.cost, [...(last?.right ?? [])]]).toEqual([1, 10, [1, 1, 1]]);
  });
});
