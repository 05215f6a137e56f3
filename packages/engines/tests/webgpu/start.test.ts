import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

import { type Adapter, chooseEngine, doctor, readFingerprint, startEngine, verifyLoaded } from '../../src/index.ts';
import { findAdapter } from '../../src/webgpu/adapter.ts';
import { findDawn } from '../../src/webgpu/dawn.ts';
import { runElsewhere } from '../runElsewhere.ts';
import { hasAdapter, noAdapter } from './adapterHere.ts';

/** Where no driver is found, whatever this machine has: an empty list of drivers, and a loader that is none. */
const NO_DRIVER = { ...process.env, VK_DRIVER_FILES: '/nowhere.json', VK_ICD_FILENAMES: '/nowhere.json', LD_LIBRARY_PATH: '' };
const dawn = findDawn();
const noDawn = 'reason' in dawn ? ` (skipped: ${dawn.reason})` : '';

describe('Dawn', () => {
  it('that is not installed is said so, with how to get it', () => {
    const missing = findDawn(() => {
      throw new Error('Cannot find module');
    });
    expect(missing).toEqual({ reason: 'the optional package `webgpu` (Dawn) is not installed', remedy: expect.stringContaining('setup-webgpu') });
  });

  it('without a library for this system is said so', () => {
    expect(findDawn(() => '/nowhere/webgpu/package.json')).toEqual({ reason: expect.stringContaining(`no library for ${process.platform}`), remedy: expect.stringContaining('wasm') });
  });
});

describe('choosing webgpu', () => {
  it('never happens by itself, nor does it make a reason to pass over', () => {
    const { engine, why } = chooseEngine({ env: {} });
    expect([engine, why]).toEqual([expect.stringMatching(/^(tensorflow|wasm)$/), expect.not.stringContaining('webgpu')]);
  });
});

describe.skipIf('reason' in dawn || process.platform !== 'linux')(`choosing webgpu without a driver${noDawn}`, { timeout: 900_000 }, () => {
  it('is refused with what it takes', () => {
    expect(() => chooseEngine({ env: { ...NO_DRIVER, EXITBENCH_ENGINE: 'webgpu' } })).toThrow(
      expect.objectContaining({ code: 'engine-unavailable', at: 'EXITBENCH_ENGINE', message: expect.stringContaining('Dawn finds no GPU adapter'), hint: expect.stringContaining('Vulkan') }),
    );
    expect(() => readFingerprint('webgpu', NO_DRIVER)).toThrow(expect.objectContaining({ code: 'engine-unavailable' }));
  });

  it('is listed as missing', () => {
    const { candidates } = doctor({ requested: 'wasm', env: NO_DRIVER });
    expect(candidates.find(({ id }) => id === 'webgpu')).toMatchObject({ available: false, reason: expect.stringContaining('no GPU adapter') as string });
  });

  it('fails to start in the same words', async () => {
    const { code, printed } = await runElsewhere('startEngine.ts', ['webgpu', 'unplanned'], NO_DRIVER);
    expect([code, printed]).toEqual([1, expect.stringMatching(/`webgpu` cannot start: Dawn finds no GPU adapter/)]);
  });
});

describe.skipIf(!hasAdapter)(`webgpu: started${noAdapter}`, { timeout: 900_000 }, () => {
  it('computes, prints nothing, puts `navigator` back and lets the process end', async () => {
    const { code, printed, report } = await runElsewhere('startEngine.ts', ['webgpu']);
    expect(report).toMatchObject({ engine: { id: 'webgpu', version: '0.6.2', threads: 1 }, product: [11], addedListeners: 0, navigator: 'as before' });
    expect([code, printed]).toEqual([0, '']);
  });

  it('is said to be there, on what and by which driver', () => {
    const { adapter } = findAdapter() as { readonly adapter: Adapter };
    const { engine, candidates, fingerprint } = doctor({ requested: 'webgpu' });
    expect([engine, fingerprint.adapter, fingerprint.instructionSet]).toEqual(['webgpu', adapter, `${adapter.vendor} ${adapter.architecture}`]);
    expect(candidates.find(({ id }) => id === 'webgpu')).toEqual({ id: 'webgpu', available: true, reason: `${adapter.vendor} ${adapter.device}, ${adapter.description}: only when asked for` });
  });

  it('is held against the fingerprint that was planned', async () => {
    const planned = readFingerprint('webgpu');
    const engine = await startEngine('webgpu');
    expect(planned).toMatchObject({ library: 'webgpu', libraryVersion: '0.6.2', libraryDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(() => verifyLoaded(planned, engine)).not.toThrow();
    expect(() => verifyLoaded({ ...planned, adapter: { ...planned.adapter as Adapter, description: 'another driver' } }, engine)).toThrow(/`adapter` is .*another driver/);
  });

  it('can be started again and again', async () => {
    const first = await startEngine('webgpu');
    const kernel = tf.getKernel('UnsortedSegmentSum', 'webgpu');
    await startEngine('cpu');
    expect(await startEngine('webgpu')).toBe(first);
    expect([tf.getBackend(), tf.getKernel('UnsortedSegmentSum', 'webgpu')]).toEqual(['webgpu', kernel]);
  });

  it('does not compute on with what the GPU has refused', async () => {
    const { code, printed } = await runElsewhere('refusedOperation.ts', []);
    expect([code, printed]).toEqual([1, expect.stringContaining('The GPU refused an operation: Buffer size')]);
  });
});
