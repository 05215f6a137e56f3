import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { gpuReport } from '../../src/doctor.ts';
import { fingerprintOf } from '../../src/fingerprint.ts';
import type { Manifest } from '../../src/index.ts';
import { findNvidia } from '../../src/tensorflow/nvidia.ts';

// No GPU is needed: a program that answers as nvidia-smi does.
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
function smi(says: string, code = 0): { readonly PATH: string } {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-smi-'));
  folders.push(folder);
  writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\necho '${says}'\nexit ${code}\n`, { mode: 0o755 });
  return { PATH: folder };
}

const H100 = { name: 'NVIDIA H100', driver: '550.54.15', compute: '9.0' };
const MANIFEST: Manifest = {
  library: 'tensorflow', version: '2.21.0', libraryDigest: 'a', libraryFile: '/l', libraryBytes: 1, bindingDigest: 'b', bindingFileDigest: 'c', tfjsNode: '4.22.0', route: 'wheel',
};

describe('findNvidia', () => {
  it('reads what the driver tells, once for each PATH', () => {
    const env = smi('NVIDIA H100, 550.54.15, 9.0');
    expect(findNvidia(env)).toEqual({ gpu: H100 });
    writeFileSync(join(env.PATH, 'nvidia-smi'), '#!/bin/sh\nexit 1\n');
    expect(findNvidia(env)).toEqual({ gpu: H100 });
  });

  it('says why there is none', () => {
    expect(findNvidia(smi('No devices were found', 6))).toEqual({ reason: 'nvidia-smi shows no GPU' });
    expect(findNvidia({ PATH: '/nowhere' })).toEqual({ reason: 'there is no nvidia-smi' });
  });
});

describe('what doctor says of a GPU', () => {
  const gpu = { gpu: H100 };
  it.each([
    ['none', 'tensorflow', { manifest: MANIFEST }, { reason: 'there is no nvidia-smi' }, false, "none of NVIDIA's: there is no nvidia-smi"],
    ['used', 'tensorflow', { manifest: { ...MANIFEST, device: 'cuda' } }, gpu, true, '`tensorflow` computes on it'],
    ['not asked for', 'wasm', { manifest: { ...MANIFEST, device: 'cuda' } }, gpu, false, 'another engine was asked for'],
    ['tried in vain', 'tensorflow', { manifest: { ...MANIFEST, device: 'cpu', gpu: { ...H100, unused: 'its driver is 470' } } }, gpu, false, 'not used, its driver is 470. `node tools/setup-engine.mjs --device cuda`'],
    ['newer than the set-up', 'tensorflow', { manifest: MANIFEST }, gpu, false, 'not used, the native engine was not set up for it'],
    ['without a native engine', 'wasm', { reason: 'not set up' }, gpu, false, 'not used, the native engine was not set up for it'],
  ] as const)('%s', (_, engine, native, seen, used, text) => {
    const report = gpuReport(engine, native, seen);
    expect(report).toMatchObject({ found: 'gpu' in seen ? H100 : null, used });
    expect(report.text).toContain(text);
  });
});

it('the fingerprint of native TensorFlow changes with the library, its version, and the binding before it', () => {
  const base = fingerprintOf(MANIFEST, {});
  const others: readonly Partial<Manifest>[] = [{ library: 'tensorflow-cpu' }, { version: '2.22.0' }, { libraryDigest: 'x' }, { bindingDigest: 'x' }];
  for (const other of others) expect(fingerprintOf({ ...MANIFEST, ...other }, {})).not.toEqual(base);
  // Where a file lies, and what a compiler has made of the same sources, is no difference.
  expect(fingerprintOf({ ...MANIFEST, libraryFile: '/elsewhere', bindingFileDigest: 'x', cache: '/elsewhere' }, {})).toEqual(base);
});

describe('the fingerprint of native TensorFlow on a GPU', () => {
  const onGpu: Manifest = { ...MANIFEST, device: 'cuda' };

  it('has the GPU and its driver, and does not promise the same bits', () => {
    const env = smi('NVIDIA H100, 550.54.15, 9.0');
    const found = fingerprintOf(onGpu, env);
    expect(found).toEqual({
      ...fingerprintOf(MANIFEST, env),
      adapter: { vendor: 'nvidia', architecture: 'compute capability 9.0', device: 'NVIDIA H100', description: 'driver 550.54.15' },
      settings: { ...fingerprintOf(MANIFEST, env).settings, repeatable: false },
    });
    expect(fingerprintOf(onGpu, smi('NVIDIA H100, 560.1, 9.0'))).not.toEqual(found);
    expect(fingerprintOf(MANIFEST, env).settings).not.toHaveProperty('repeatable');
  });

  it('is none where the GPU is gone', () => {
    expect(() => fingerprintOf(onGpu, { PATH: '/nowhere' })).toThrow(expect.objectContaining({ code: 'engine-unavailable', message: 'The engine `tensorflow` was set up for a GPU, and there is none: there is no nvidia-smi.' }));
  });
});
