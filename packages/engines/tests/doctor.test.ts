import { describe, expect, it } from 'vitest';

import { betterThan } from '../src/doctor.ts';
import { fingerprintOf } from '../src/fingerprint.ts';
import { type Candidate, type Manifest, doctor, readFingerprint, readManifest } from '../src/index.ts';
import { oneDnnReport } from '../src/oneDnnReport.ts';

const MANIFEST: Manifest = {
  library: 'libtensorflow', version: '2.9.1', libraryDigest: 'a', libraryFile: '/l', libraryBytes: 1, bindingDigest: 'b', bindingFileDigest: 'c', tfjsNode: '4.22.0', route: 'prebuilt',
};
const native = readManifest();

describe('how a faster engine can be had', () => {
  const candidates = (available: boolean): readonly Candidate[] => [{ id: 'tensorflow', available, reason: '', remedy: 'set it up' }, { id: 'wasm', available: true, reason: '' }];

  it("is the wheel where upstream's prebuilt library is set up", () => {
    const text = betterThan('tensorflow', candidates(true), { manifest: MANIFEST });
    expect(text).toContain('libtensorflow 2.9.1');
    expect(text).toContain('`node tools/setup-engine.mjs --route wheel` gives a newer one, and steps are replayed');
  });

  it('is the wheel with CUDA where it computes on a GPU, on which nothing is replayed', () => {
    const text = betterThan('tensorflow', candidates(true), { manifest: { ...MANIFEST, device: 'cuda' } });
    expect(text).toContain('`node tools/setup-engine.mjs --route wheel --device cuda`');
    expect(text).not.toContain('replayed');
  });

  it('is nothing where the wheel is set up, and the native engine where another is used', () => {
    expect(betterThan('tensorflow', candidates(true), { manifest: { ...MANIFEST, route: 'wheel' } })).toBeUndefined();
    expect(betterThan('wasm', candidates(true), { manifest: MANIFEST })).toContain('is set up and faster');
    expect(betterThan('wasm', candidates(false), { reason: 'not set up' })).toBe('set it up');
  });
});

describe('what doctor says of oneDNN', () => {
  // The flags of a processor on which TensorFlow uses it unasked, and of one on which it does not.
  const [usual, old] = [new Set(['avx2', 'avx512_vnni']), new Set(['avx2'])];
  const report = (env: Record<string, string>, flags: ReadonlySet<string>, oneDNN: 'on' | 'off') => {
    const fingerprint = fingerprintOf(MANIFEST, env);
    return oneDnnReport({ ...fingerprint, settings: { ...fingerprint.settings, oneDNN } }, env, flags);
  };

  it('is its math mode where it is on', () => {
    expect(report({}, usual, 'on')).toEqual({ state: 'on', mathMode: 'strict', text: 'on, math mode strict' });
    expect(report({ ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' }, usual, 'on')).toEqual({ state: 'on', mathMode: 'bf16', text: 'on, math mode bf16' });
  });

  it('is how to get it where it is off', () => {
    const declined = report({ TF_ENABLE_ONEDNN_OPTS: '0' }, usual, 'off');
    expect(declined).toMatchObject({ state: 'off', mathMode: 'strict' });
    expect(declined?.text).toMatch(/^off, math mode strict; .* leave TF_ENABLE_ONEDNN_OPTS=0 away/);
    for (const env of [{}, { TF_ENABLE_ONEDNN_OPTS: '0' }]) expect(report(env, old, 'off')?.text).toContain('set TF_ENABLE_ONEDNN_OPTS=1');
  });

  it('is nothing for other engines and on a GPU', () => {
    expect(oneDnnReport(readFingerprint('wasm'), {})).toBeUndefined();
    const fingerprint = fingerprintOf(MANIFEST, {});
    expect(oneDnnReport({ ...fingerprint, adapter: { vendor: 'nvidia', architecture: '', device: '', description: '' } }, {})).toBeUndefined();
  });

  const why = 'reason' in native ? ` (skipped: ${native.reason})` : native.manifest.device === 'cuda' ? ' (skipped: it computes on a GPU)' : '';
  it.skipIf(why !== '')(`is in the report${why}`, () => {
    expect(doctor({ requested: 'tensorflow', env: { TF_ENABLE_ONEDNN_OPTS: '0' } }).oneDnn).toMatchObject({ state: 'off', mathMode: 'strict' });
    expect(doctor({ requested: 'tensorflow', env: { TF_ENABLE_ONEDNN_OPTS: '1' } }).oneDnn).toMatchObject({ state: 'on' });
    expect(doctor({ requested: 'wasm', env: {} }).oneDnn).toBeUndefined();
  });
});
