import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sha256 } from '@exitbench/core';
import { beforeAll, describe, expect, it } from 'vitest';

import { importWeights } from '../src/importWeights.ts';
import { encodeWeights } from '../src/safetensors.ts';
import { tinyNetwork } from './support/tiny.ts';

const network = tinyNetwork();
const bytes = encodeWeights({ 'fc.bias': { shape: [3], values: Float32Array.of(1, 2, 3) }, wide: { shape: [4], values: new Float32Array(4) } });
let file = '';

beforeAll(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'import-')), 'weights.safetensors');
  await writeFile(file, bytes);
});

const phase = (map: Record<string, string>, digest = sha256(bytes)) => ({ kind: 'import' as const, sha256: digest, map });

describe('weights from a file', () => {
  it('take the place of those that the map names; the rest stays', async () => {
    const state = { 'classifier/kernel': { shape: [6, 3], values: new Float32Array(18) } };
    const next = await importWeights(network, phase({ 'classifier/bias': 'fc.bias' }), file, state);
    expect(next).toEqual({ ...state, 'classifier/bias': { shape: [3], values: Float32Array.of(1, 2, 3) } });
  });

  it('are refused when the file is not what its digest says', async () => {
    await expect(importWeights(network, phase({}, 'f'.repeat(64)), file, {})).rejects.toMatchObject({ code: 'bad-data', at: file });
  });

  it('are refused when the file is missing, a name is unknown, or a shape differs', async () => {
    await expect(importWeights(network, phase({}), `${file}.no`, {})).rejects.toMatchObject({ code: 'bad-data' });
    await expect(importWeights(network, phase({ 'classifier/bias': 'fc.biass' }), file, {})).rejects.toMatchObject({ hint: expect.stringContaining('fc.bias') as string });
    await expect(importWeights(network, phase({ 'classifier/bias': 'wide' }), file, {})).rejects.toThrow(/is \[4\], but .* needs \[3\]/);
  });
});
