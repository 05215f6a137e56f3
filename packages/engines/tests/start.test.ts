import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

import { type EngineId, readFingerprint, readManifest, startEngine, verifyLoaded } from '../src/index.ts';
import { requireOneCore } from '../src/oneCore.ts';
import { type Ended, runElsewhere } from './runElsewhere.ts';

const native = readManifest();
const noNative = 'reason' in native ? ` (skipped: ${native.reason})` : '';

describe('startEngine', () => {
  it.each(['wasm', 'cpu'] as const)('%s computes, prints nothing and leaves the process handlers alone', async (id) => {
    const { printed, report } = await startElsewhere(id);
    expect(report).toMatchObject({ engine: { id, version: '4.22.0', threads: 1 }, product: [11], addedListeners: 0 });
    expect(printed).toBe('');
  });

  it('wasm can be started again and again without a second registration', async () => {
    await startEngine('wasm');
    const kernel = tf.getKernel('Conv2DBackpropFilter', 'wasm');
    await startEngine('wasm');
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBe(kernel);
    expect(tf.getBackend()).toBe('wasm');
  });
});

describe.skipIf('reason' in native)(`startEngine of the native engine${noNative}`, () => {
  it('tensorflow: computes on one thread whatever the environment says, and prints nothing', async () => {
    const { printed, report } = await startElsewhere('tensorflow', { TF_NUM_INTRAOP_THREADS: '4', OMP_NUM_THREADS: '4' });
    const version = 'manifest' in native ? native.manifest.version : '';
    expect(report).toMatchObject({ engine: { id: 'tensorflow', version, threads: 1 }, product: [11], threads: ['1', '1', '1'] });
    expect(printed).toBe('');
  });

  it('tensorflow: the log can be read when it is asked for', async () => {
    const { printed } = await startElsewhere('tensorflow', { TF_CPP_MIN_LOG_LEVEL: '0' });
    expect(printed).toMatch(/TensorFlow/);
  });

  it('tensorflow: starts and computes where Node has removed what tfjs-node calls of node:util, as Node 23 and later have', async () => {
    const { code, printed, report } = await runElsewhere('removedHelpers.ts', []);
    expect({ code, printed, product: report?.product }).toEqual({ code: 0, printed: '', product: [10, 4, 16] });
    // The control: without them tfjs-node fails.
    const without = await runElsewhere('removedHelpers.ts', ['not supplied']);
    expect(without).toMatchObject({ code: 1, report: undefined });
    expect(without.printed).toContain('is not a function');
  });

  it('tensorflow: a started engine is held against the fingerprint that was planned', async () => {
    const engine = await startEngine('tensorflow');
    const planned = readFingerprint('tensorflow');
    expect(() => verifyLoaded(planned, engine)).not.toThrow();
    expect(() => verifyLoaded({ ...planned, libraryDigest: '0'.repeat(64) }, engine)).toThrow(/`libraryDigest` is/);
    expect(() => verifyLoaded(planned, { ...engine, version: '2.9.1' })).toThrow(/`libraryVersion` is `2.9.1`/);
    expect(() => verifyLoaded(planned, { ...engine, libraryFile: process.execPath })).toThrow(/`library` is/);
    expect(() => verifyLoaded(planned, engine, { ONEDNN_MAX_CPU_ISA: 'SSE41' })).toThrow(/`instructionSet` is `SSE41`/);
  });
});

describe('one copy of TensorFlow.js', () => {
  it('is the one that the backends register with', async () => {
    const { BackendWasm } = await import('@tensorflow/tfjs-backend-wasm');
    expect(() => requireOneCore('x', BackendWasm.prototype instanceof tf.KernelBackend)).not.toThrow();
    expect(() => requireOneCore('x', BackendWasm.prototype instanceof Map)).toThrow(/do not share one @tensorflow\/tfjs-core 4\.22\.0/);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** Starts an engine in a process of its own. */
async function startElsewhere(id: EngineId, env: Record<string, string> = {}): Promise<Ended> {
  const ended = await runElsewhere('startEngine.ts', [id], { ...process.env, ...env });
  if (ended.code !== 0) throw new Error(`The process ended with ${ended.code}: ${ended.printed}`);
  return ended;
}
