import { describe, expect, it } from 'vitest';

import { decodeBundle, decodeWeights, encodeBundle, encodeWeights } from '../src/safetensors.ts';

const values = {
  'b/kernel': { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
  'a/bias': { shape: [], values: Float32Array.of(-0.5) },
};

describe('safetensors', () => {
  it('comes back as it was', () => {
    const { values: back, notes } = decodeBundle(encodeBundle({ values, notes: { step: '3' } }), 'test');
    expect(back).toEqual(values);
    expect(notes).toEqual({ step: '3' });
  });

  it('has one encoding, whatever the order of names', () => {
    const turned = { 'a/bias': values['a/bias'], 'b/kernel': values['b/kernel'] };
    expect(encodeWeights(turned)).toEqual(encodeWeights(values));
  });

  it('has the layout of the format: length, JSON header, data from the next byte on', () => {
    const bytes = encodeWeights({ w: { shape: [1], values: Float32Array.of(1) } });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({ __metadata__: {}, w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
    // 1.0 in IEEE 754, little endian.
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it.each([
    ['nothing', 0],
    ['half of the header', 20],
    ['all but the last byte', -1],
  ])('names the file when it holds %s', (_, end) => {
    const bytes = encodeWeights(values).slice(0, end);
    expect(() => decodeWeights(bytes, 'weights.safetensors')).toThrow(expect.objectContaining({ code: 'bad-data', at: 'weights.safetensors' }) as Error);
  });

  it('refuses other number formats', () => {
    const text = new TextDecoder('latin1').decode(encodeWeights(values)).replace('"F32"', '"F16"');
    expect(() => decodeWeights(Uint8Array.from(text, (c) => c.charCodeAt(0)), 'x')).toThrow(/is F16/);
  });
});
