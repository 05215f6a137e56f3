import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { expect, it, onTestFinished } from 'vitest';

const REGISTER = new URL('register.mjs', pathToFileURL(createRequire(import.meta.url).resolve('@oxc-node/core'))).href;

interface Started {
  readonly process: ChildProcess;
  /** What marks the environment of all its processes. */
  readonly mark: string;
  /** Waits until it has said something. */
  seen(text: string): Promise<void>;
  readonly ended: Promise<unknown>;
  said(): string;
}

/** Starts a run of which the only worker hangs. @param before a command that starts it */
function startHanging(...before: readonly string[]): Started {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-cli-'));
  const mark = randomUUID();
  const [command, ...rest] = [...before, process.execPath];
  const started = spawn(
    command,
    [...rest, '--conditions=@exitbench/source', '--import', REGISTER, fileURLToPath(new URL('hangingStart.ts', import.meta.url)), 'run', '--profile', 'smoke', '--jobs', '1', '--store', join(folder, 'store'), '--out', folder],
    { env: { ...process.env, EXITBENCH_ENGINE: 'cpu', TEST_MARK: mark }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(started, 'exit').then(([code]: unknown[]) => code);
  onTestFinished(async () => {
    started.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  let said = '';
  let heard = (): void => {};
  for (const stream of [started.stdout, started.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      heard();
    });
  }
  return {
    process: started, mark, ended, said: () => said,
    seen: (text) => new Promise((resolve, reject) => {
      heard = () => void (said.includes(text) && resolve());
      void ended.then(() => reject(new Error(`It ended without \`${text}\`:\n${said}`)));
      heard();
    }),
  };
}

/** Command lines of processes with this mark in their environment. One that has ended and waits for its parent has none. */
function processesOf(mark: string): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
    } catch {
      return [];
    }
  });
}

const workersOf = (mark: string): readonly string[] => processesOf(mark).filter((line) => line.includes('/run/worker.'));

it.runIf(process.platform === 'linux')('the first Ctrl-C waits for a worker, the second ends it at once and leaves no process', async () => {
  const run = startHanging();
  await run.seen('dataset-hangs (computed): started');
  await expect.poll(() => workersOf(run.mark).length, { timeout: 30_000 }).toBe(1);
  run.process.kill('SIGINT');
  await run.seen('Stopping. ');
  // Nobody presses twice in a tenth of a second: this would be taken for the same stop.
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(workersOf(run.mark)).toHaveLength(1);
  run.process.kill('SIGINT');
  await run.seen('Ended at once.');
  expect(await run.ended).toBe(2);
  expect(workersOf(run.mark)).toEqual([]);
  // What digests code ends when its parent's end of the pipe is closed.
  await expect.poll(() => processesOf(run.mark), { timeout: 30_000 }).toEqual([]);
});

it.runIf(process.platform === 'linux')('a run under nohup goes on when the terminal is closed, and is stopped by what is meant for it', async () => {
  const run = startHanging('nohup');
  await run.seen('dataset-hangs (computed): started');
  run.process.kill('SIGHUP');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect([run.process.exitCode, run.process.signalCode]).toEqual([null, null]);
  expect(run.said()).not.toContain('Stopping');
  run.process.kill('SIGTERM');
  await run.seen('Stopping. ');
  run.process.kill('SIGKILL');
  await run.ended;
  await expect.poll(() => processesOf(run.mark), { timeout: 30_000 }).toEqual([]);
});
