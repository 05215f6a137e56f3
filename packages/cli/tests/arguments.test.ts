import { describe, expect, it } from 'vitest';

import { exitbench } from './terminal.ts';

describe('help', () => {
  it('teaches with examples and ends well', async () => {
    const { code, out } = await exitbench(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Examples:');
    for (const command of ['run', 'plan', 'report', 'list', 'doctor']) expect(out).toContain(command);
  });

  it('has examples for each command that plans', async () => {
    expect((await exitbench(['run', '--help'])).out).toContain('--dataset mnist');
    expect((await exitbench(['plan', '--help'])).out).toContain("--architecture 'resnet(width=8)'");
  });

  it('leaves the names of Nx alone', async () => {
    const { out } = await exitbench(['run', '--help']);
    expect(out).not.toMatch(/--(verbose|graph|exclude|parallel|configuration)\b/);
  });
});

describe('what cannot be understood', () => {
  it('names the option that was meant', async () => {
    const { code, err } = await exitbench(['run', '--profil', 'smoke']);
    expect(code).toBe(64);
    expect(err).toContain('--profile');
  });

  it('names the command that was meant, with benchmarks and without', async () => {
    const withNone = await exitbench(['plna'], { benchmarks: [] });
    expect(withNone.code).toBe(64);
    expect(withNone.err).toContain('plan');
    const withOne = await exitbench(['plna']);
    expect(withOne.code).toBe(64);
    expect(withOne.err).toContain('Did you mean `plan`?');
  });

  it('names the benchmark and the profile that were meant', async () => {
    const other = await exitbench(['plan', 'tyni']);
    expect([other.code, other.err]).toEqual([64, expect.stringContaining('Did you mean `tiny`?')]);
    const profile = await exitbench(['plan', '--profile', 'smok']);
    expect([profile.code, profile.err]).toEqual([64, expect.stringContaining('Did you mean `smoke`?')]);
  });

  it('names the regime that was meant', async () => {
    const { code, err } = await exitbench(['plan', '--regime', 'jonit']);
    expect([code, err]).toEqual([64, expect.stringContaining('Did you mean `joint`?')]);
  });

  it('refuses limits that are none, and says which kinds of nodes there are', async () => {
    expect((await exitbench(['run', '--memory', 'much'])).code).toBe(64);
    const { code, err } = await exitbench(['run', '--timeout', 'train=600']);
    expect([code, err]).toEqual([64, expect.stringContaining('Known: prepare, phase, predict, select, analyse.')]);
  });

  it('refuses numbers that are none and words that are not offered', async () => {
    expect((await exitbench(['run', '--jobs', '0'])).code).toBe(64);
    expect((await exitbench(['run', '--seed', '1,x'])).code).toBe(64);
    const { code, err } = await exitbench(['run', '--cache', 'never']);
    expect([code, err]).toEqual([64, expect.stringContaining('reuse, refresh, only')]);
  });

  it('refuses an engine that does not exist', async () => {
    const { code, err } = await exitbench(['plan', '--engine', 'wsam']);
    expect([code, err]).toEqual([64, expect.stringContaining('Did you mean `wasm`?')]);
  });

  it('says what to do where there is no benchmark', async () => {
    const { code, err } = await exitbench(['run'], { benchmarks: [] });
    expect([code, err]).toEqual([64, expect.stringContaining('--benchmark')]);
  });
});
