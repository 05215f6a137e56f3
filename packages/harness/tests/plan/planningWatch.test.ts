import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { workerModule } from '../../src/run/forkOptions.ts';
import { marked } from '../support/processes.ts';

interface Ended {
  readonly how: number | string | null;
  readonly out: string;
  readonly err: string;
  /** Processes that it left. */
  readonly left: number;
}

const FILE = fileURLToPath(new URL('../support/programs/plans.ts', import.meta.url));

/** What becomes of a program that plans. */
async function plan(how: string, watching: 'watched' | 'unwatched' = 'watched', seconds = 0): Promise<Ended> {
  const { env, alive } = marked();
  const child = spawn(process.execPath, [...(workerModule().options.execArgv ?? []), FILE, how, watching], {
    env: { ...env, EXITBENCH_PLANNING_SECONDS: '0.2' }, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const timer = seconds === 0 ? undefined : setTimeout(() => child.kill('SIGTERM'), seconds * 1000);
  const ended = await new Promise<number | string | null>((resolve) => void child.once('exit', (code, signal) => resolve(code ?? signal)));
  clearTimeout(timer);
  return { how: ended, out: out.trim(), err: err.trim(), left: alive().length };
}

describe('planning', { timeout: 60_000 }, () => {
  it('goes its way, watched, where no plugin is in it', async () => {
    expect(await plan('none')).toEqual({ how: 0, out: 'planned', err: '', left: 0 });
  });

  it.each([
    ['exit', 'exit'], ['reallyExit', 'reallyExit'], ['abort', 'abort'], ['kill', 'kill'], ['group', 'kill'],
  ])('names a plugin that would end the process: %s', async (how, way) => {
    expect(await plan(how, 'unwatched')).toMatchObject({ how: 0, out: `\`some-plugin\` called \`process.${way}\` in \`build\`.`, err: '' });
  });

  it('names one that does so later', async () => {
    const { how, err } = await plan('later');
    expect(how).not.toBe(0);
    expect(err).toContain('`some-plugin` called `process.exit` in `build`.');
  });

  it('lets the program end on a signal that it listens for', async () => {
    expect(await plan('stopped')).toMatchObject({ how: 2, out: '', err: '' });
  });

  it('says so, and ends with 64, when nothing is left to wait for', async () => {
    expect(await plan('never')).toMatchObject({ how: 64, out: '', err: 'The process ended in `planning` of `the benchmark`, which did not come back.' });
  });

  it.each([
    ['wait', '`build` of `some-plugin`'], ['promises', '`build` of `some-plugin`'], ['module', '`planning` of `the benchmark`'],
  ])('is ended with all that it started where nothing else helps, by a line that names who: %s', async (how, who) => {
    const ended = await plan(how);
    expect(ended).toMatchObject({ how: 'SIGKILL', out: '' });
    expect(ended.err).toContain(`${who} did not come back within 5.2 s, and cannot be ended: the process ends.`);
    expect(ended.err).toContain('EXITBENCH_PLANNING_SECONDS');
    expect(ended.left).toBe(0);
  });

  it('would hang without a watch', async () => {
    expect(await plan('promises', 'unwatched', 8)).toMatchObject({ how: 'SIGTERM', out: '', err: '' });
  });
});
