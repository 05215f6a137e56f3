import { describe, expect, it } from 'vitest';

import { chooseEngine, doctor, readManifest } from '../src/index.ts';

const nativeReady = 'manifest' in readManifest();

describe('chooseEngine', () => {
  it('takes native TensorFlow where it is set up and wasm elsewhere, and says why', () => {
    const choice = chooseEngine({ env: {} });
    expect(choice.engine).toBe(nativeReady ? 'tensorflow' : 'wasm');
    expect(choice.why).toContain(nativeReady ? 'the best that is set up' : '`tensorflow` is not available');
  });

  it('follows the environment, and a request before it', () => {
    expect(chooseEngine({ env: { EXITBENCH_ENGINE: 'wasm' } })).toMatchObject({ engine: 'wasm', why: 'asked for with EXITBENCH_ENGINE' });
    expect(chooseEngine({ requested: 'cpu', env: { EXITBENCH_ENGINE: 'wasm' } })).toMatchObject({ engine: 'cpu', why: 'asked for with --engine' });
  });

  it('takes an empty variable as none', () => {
    expect(chooseEngine({ env: { EXITBENCH_ENGINE: '' } }).why).toContain('the best that is set up');
  });

  it('suggests the nearest name', () => {
    expect(() => chooseEngine({ requested: 'tensorfow', env: {} })).toThrow(
      expect.objectContaining({ code: 'unknown-name', at: '--engine', hint: expect.stringContaining('Did you mean `tensorflow`?') }),
    );
  });

  it('never takes cpu by itself', () => {
    expect(chooseEngine({ env: {} }).engine).not.toBe('cpu');
  });
});

describe('doctor', () => {
  it('describes what is used without a request for more', () => {
    const report = doctor({ requested: 'wasm', env: { EXITBENCH_CACHE: '/nowhere' } });
    expect(report.engine).toBe('wasm');
    expect(report.fingerprint.library).toBe('@tensorflow/tfjs-backend-wasm');
    expect(report.candidates.map(({ id }) => id)).toEqual(['tensorflow', 'wasm', 'webgpu', 'cpu']);
    expect(report.cpu.cores).toBeGreaterThan(0);
    expect(report.better).toMatch(nativeReady ? /is set up and faster/ : /setup-engine/);
  });
});
