import { type Benchmark, ExitbenchError, defineArchitecture, defineHead, defineRegime } from '@exitbench/core';
import { gapHead } from '@exitbench/nn';
import { describe, expect, it, vi } from 'vitest';

import { callPlugin } from '../../src/plan/guard.ts';
import { joint } from '../support/plugins/regimes.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { tempPlan } from '../support/tempBench.ts';

const module = import.meta.url;

/** Would never end; a finally and a catch that swallows everything change nothing about it. */
function loop(): never {
  for (;;) {
    try {
      for (;;);
    } catch {
      // on it goes
    }
  }
}

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('planning', () => {
  it.each<[string, string, Partial<Benchmark>]>([
    ['architecture-tiny', 'supports', { architectures: [defineArchitecture({ ...tinyNet, supports: loop })] }],
    ['architecture-tiny', 'build', { architectures: [defineArchitecture({ ...tinyNet, build: loop })] }],
    ['architecture-tiny', 'recipe', { architectures: [defineArchitecture({ ...tinyNet, recipe: loop })] }],
    ['gap', 'supports', { exits: [{ placement: 'dense', head: defineHead({ ...gapHead, module, supports: loop }) }] }],
    ['architecture-tiny with gap', 'build', { exits: [{ placement: 'dense', head: defineHead({ ...gapHead, module, build: loop }) }] }],
    ['regime-joint', 'phases', { regimes: [defineRegime({ ...joint, phases: loop })] }],
  ])('is ended in a loop without end: %s, %s', async (plugin, method, change) => {
    vi.stubEnv('EXITBENCH_PLANNING_SECONDS', '0.3');
    const error: unknown = await tempPlan(change).catch((e: unknown) => e).finally(() => vi.unstubAllEnvs());
    expect(error).toBeInstanceOf(ExitbenchError);
    expect(error).toMatchObject({ code: 'plugin-failed', at: plugin, message: `\`${plugin}\` did not come back from \`${method}\` within 0.3 s.` });
    expect((error as ExitbenchError).hint).toContain('EXITBENCH_PLANNING_SECONDS');
  });
});

describe('a guarded call', () => {
  it('gives what the plugin gives, the very thing, and passes errors that say what is wrong', () => {
    const given = { a: 1 };
    expect(callPlugin('p', 'm', () => given)).toBe(given);
    const error = new ExitbenchError('bad-network', 'No.');
    expect(thrownBy(() => callPlugin('p', 'm', () => {
      throw error;
    }))).toBe(error);
    expect(thrownBy(() => callPlugin('p', 'm', () => {
      throw new TypeError('oh');
    }))).toMatchObject({ code: 'plugin-failed', message: '`p` threw in `m`: oh', at: 'p' });
  });

  it('names the plugin whatever is thrown, also what cannot be looked at', () => {
    const trap = (): never => {
      throw new TypeError('do not look');
    };
    const hostile = new Proxy({}, { get: trap, getPrototypeOf: trap, has: trap });
    expect(thrownBy(() => callPlugin('p', 'm', () => {
      throw hostile;
    }))).toMatchObject({ code: 'plugin-failed', message: '`p` threw in `m`: something that cannot be looked at', at: 'p' });
  });

  it('lets one inside another be, and a slow one end', () => {
    expect(callPlugin('p', 'm', () => callPlugin('q', 'n', () => 2) + 1)).toBe(3);
    const slow = (): string => {
      for (const end = performance.now() + 200; performance.now() < end;);
      return 'done';
    };
    expect(callPlugin('p', 'm', slow)).toBe('done');
    expect(thrownBy(() => callPlugin('p', 'm', slow, 0.05))).toMatchObject({ code: 'plugin-failed' });
  });

  it.each(['0', '-1', 'soon', ''])('has its 30 seconds when %o are given', (given) => {
    vi.stubEnv('EXITBENCH_PLANNING_SECONDS', given);
    expect(callPlugin('p', 'm', () => 1)).toBe(1);
    vi.unstubAllEnvs();
  });
});
