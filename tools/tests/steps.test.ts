import { expect, it } from 'vitest';
import { elapsed, run } from '../src/steps.mjs';

it('passes on exit codes', async () => {
  expect(await run(process.execPath, ['-e', 'process.exit(3)'])).toBe(3);
  expect(await run(process.execPath, ['-e', ''])).toBe(0);
});

it('adds to the environment', async () => {
  expect(await run(process.execPath, ['-e', 'process.exit(Number(process.env.EXITBENCH_TEST))'], { env: { EXITBENCH_TEST: '5' } })).toBe(5);
});

it('gives 128 + n for a program that signal n ended', async () => {
  expect(await run(process.execPath, ['-e', `process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)`])).toBe(143);
});

it('gives 127 for a program that is not there', async () => {
  expect(await run('exitbench-no-such-program', [])).toBe(127);
});

it('writes durations for people', () => {
  expect(elapsed(performance.now() - 1500)).toMatch(/^1\.[5-9] s$/);
  expect(elapsed(performance.now() - 125_000)).toMatch(/^2 min [5-9] s$/);
});
