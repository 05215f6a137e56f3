import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { verifyMapped } from '../src/fingerprint.ts';
import { readFingerprint, readManifest, startEngine, verifyLoaded } from '../src/index.ts';

const native = readManifest();
const noNative = 'reason' in native ? ` (skipped: ${native.reason})` : '';

describe('readFingerprint', () => {
  it('of wasm is a matter of files alone', () => {
    const fingerprint = readFingerprint('wasm', { ONEDNN_MAX_CPU_ISA: 'AVX2' });
    expect(fingerprint).toEqual(readFingerprint('wasm', {}));
    expect(fingerprint).toMatchObject({ libraryVersion: '4.22.0', instructionSet: 'wasm-simd128', threads: 1, settings: { oneDNN: 'none', mathMode: 'strict' } });
    // The pinned files of @tensorflow/tfjs-backend-wasm 4.22.0, by `sha256sum`.
    expect(fingerprint.libraryDigest).toBe('77ebb28a6d34f371dbbf2086b7f2de8994acd8ea5a3cf1fa24d2c26c840cac7b');
    expect(fingerprint.bindingDigest).toBe('296e0807192bf27c560eab3fadca612655ef94e7af550f737b03ddb11af3c6ce');
  });

  it('of cpu is a matter of its one file', () => {
    expect(readFingerprint('cpu', {})).toMatchObject({ engine: 'cpu', libraryVersion: '4.22.0', bindingDigest: 'none', instructionSet: 'javascript' });
  });
});

describe.skipIf('reason' in native)(`readFingerprint of the native engine${noNative}`, () => {
  it('tensorflow: comes from the manifest, the processor and the environment', () => {
    const manifest = 'manifest' in native ? native.manifest : undefined;
    const fingerprint = readFingerprint('tensorflow', {});
    expect(fingerprint).toMatchObject({ engine: 'tensorflow', library: manifest?.library, libraryVersion: manifest?.version, libraryDigest: manifest?.libraryDigest, threads: 1 });
    expect(manifest?.bindingDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprint.bindingDigest).toBe(manifest?.bindingDigest);
  });

  it('tensorflow: changes with every setting that changes results', () => {
    const base = readFingerprint('tensorflow', {});
    const settings: readonly Record<string, string>[] = [
      { ONEDNN_MAX_CPU_ISA: 'SSE41' }, { DNNL_MAX_CPU_ISA: 'SSE41' }, { ONEDNN_CPU_ISA_HINTS: 'PREFER_YMM' },
      { TF_ENABLE_ONEDNN_OPTS: base.settings.oneDNN === 'on' ? '0' : '1' },
      { ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' }, { DNNL_DEFAULT_FPMATH_MODE: 'ANY' }, { TF_SET_ONEDNN_FPMATH_MODE: 'BF16' },
    ];
    const found = settings.map((env) => readFingerprint('tensorflow', env));
    for (const fingerprint of found) expect(fingerprint).not.toEqual(base);
    // Two names of one setting, and modes of another name, apart.
    expect(found[0]).toEqual(found[1]);
    expect(found[4]).not.toEqual(found[5]);
    // Threads are the engine's to set; `startEngine` is tested to do it.
    expect(readFingerprint('tensorflow', { TF_NUM_INTRAOP_THREADS: '2', OMP_NUM_THREADS: '2' })).toEqual({ ...base, threads: 1 });
    expect(readFingerprint('tensorflow', { PATH: '/bin', HOME: '/elsewhere', EXITBENCH_CACHE: '/elsewhere' })).toEqual(base);
  });
});

describe('verifyLoaded', () => {
  it('accepts what was planned and names the field that differs', async () => {
    const engine = await startEngine('wasm');
    const planned = readFingerprint('wasm');
    expect(() => verifyLoaded(planned, engine)).not.toThrow();
    expect(() => verifyLoaded({ ...planned, libraryDigest: 'f00' }, engine)).toThrow(expect.objectContaining({ code: 'engine-mismatch', message: expect.stringContaining('`libraryDigest`') }));
    expect(() => verifyLoaded(planned, { ...engine, threads: 2 })).toThrow(/`threads` is 2, planned was 1/);
    expect(() => verifyLoaded(planned, { ...engine, version: '4.21.0' })).toThrow(/`libraryVersion` is `4.21.0`, planned was `4.22.0`/);
    expect(() => verifyLoaded(readFingerprint('cpu'), engine)).toThrow(/`engine` is `wasm`, planned was `cpu`/);
  });
});

describe('verifyMapped', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'exitbench-mapped-'));
    for (const name of ['library', 'other']) writeFileSync(join(folder, name), 'abc');
    symlinkSync(join(folder, 'library'), join(folder, 'link'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const verify = (mapped: string | undefined, libraryBytes: number) => () =>
    verifyMapped({ id: 'tensorflow', ...(mapped === undefined ? {} : { libraryFile: join(folder, mapped) }) }, { libraryFile: join(folder, 'library'), libraryBytes });

  it('accepts the library of the manifest, by whatever path, and what cannot be known', () => {
    for (const mapped of ['library', 'link', undefined]) expect(verify(mapped, 3)).not.toThrow();
  });

  it('refuses another file and another size', () => {
    expect(verify('other', 3)).toThrow(expect.objectContaining({ code: 'engine-mismatch', message: expect.stringContaining('`library`') }));
    expect(verify('link', 4)).toThrow(expect.objectContaining({ code: 'engine-mismatch', message: expect.stringContaining('`libraryDigest` is `3 bytes`, planned was `4 bytes`') }));
  });
});
