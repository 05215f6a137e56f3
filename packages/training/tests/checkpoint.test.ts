import { describe, expect, it } from 'vitest';

import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../src/checkpoint.ts';

const bytesOf = (of: Checkpoint): Uint8Array => Buffer.concat(encodeCheckpoint(of));
const weight = (value: number) => ({ w: { shape: [1], values: Float32Array.of(value) } });

const checkpoint: Checkpoint = {
  step: 7,
  weights: weight(1),
  slots: { 'momentum/w': { shape: [1], values: Float32Array.of(2) } },
  stopper: { best: { block0: 0.5 }, misses: { block0: 1 } },
  history: { epochs: [{ epoch: 0, step: 5, losses: { block0: 1.25 }, rate: 0.1 }], validations: [], stoppedAt: null, restored: 5 },
  sums: { steps: 2, sums: { block0: 2.5 } },
  best: { score: 0.75, weights: weight(3) },
  snapshots: { 0: weight(4), 5: weight(5) },
  of: 'a digest',
};

describe('checkpoints', () => {
  it('hold everything that resuming needs', () => {
    expect(decodeCheckpoint(bytesOf(checkpoint), 'a digest')).toEqual(checkpoint);
  });

  it('need no best weights', () => {
    const { best: _, ...without } = checkpoint;
    expect(decodeCheckpoint(bytesOf(without), 'a digest')).toEqual(without);
  });

  it('are refused when they belong to another phase', () => {
    expect(() => decodeCheckpoint(bytesOf(checkpoint), 'another')).toThrow(expect.objectContaining({ code: 'bad-data' }) as Error);
  });

  it('are refused when they are not whole', () => {
    expect(() => decodeCheckpoint(bytesOf(checkpoint).slice(0, -2), 'a digest')).toThrow(expect.objectContaining({ code: 'bad-data' }) as Error);
  });

  it('are views on the values, which are not copied', () => {
    const values = new Float32Array(8).fill(3);
    const parts = encodeCheckpoint({ ...checkpoint, weights: { w: { shape: [8], values } } });
    expect(parts.some((part) => part.buffer === values.buffer && part.byteLength === values.byteLength)).toBe(true);
  });
});
