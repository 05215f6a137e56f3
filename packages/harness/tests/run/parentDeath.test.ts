import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { known, use } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import type { NodeJob } from '../../src/index.ts';
import { workerModule } from '../../src/run/forkOptions.ts';
import { inProcessExecutor } from '../support/executors.ts';
import { misbehaving, misbehavingNet } from '../support/plugins/misbehaving.ts';
import { joint } from '../support/plugins/regimes.ts';
import { type Marked, marked } from '../support/processes.ts';
import { jobOf, runNodes } from '../support/runNodes.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

interface Program {
  readonly pid: number;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

function startProgram(name: string, args: readonly string[], { env }: Marked): Program {
  const file = fileURLToPath(new URL(`../support/programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...(workerModule().options.execArgv ?? []), file, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return { pid: known(child.pid, 'it has started'), output: () => output, exit: new Promise((resolve) => child.once('exit', resolve)) };
}

/** An analysis of a trained network, or its phase, as a file; what comes before it has been run. */
async function jobFile(which: 'analyse' | 'phase', how: 'family' | 'none'): Promise<string> {
  const plan = await tempPlan({
    regimes: [joint], epochs: 1, metrics: [use(misbehaving, { how })], ...(which === 'phase' ? { architectures: [misbehavingNet] } : {}),
  });
  const node = known(plan.nodes.find((n) => n.kind === which), 'planned');
  const store = await tempFolder();
  await runNodes(plan, { store, executor: inProcessExecutor(), nodes: plan.nodes.slice(0, plan.nodes.indexOf(node)) });
  const job: NodeJob = jobOf(plan, node, store);
  const file = join(store, 'job.json');
  await writeFile(file, JSON.stringify(job));
  return file;
}

/** Seconds: two looks at the parent, on a machine that has other things to do. */
const SOON = 15;

describe('a worker whose parent was killed', () => {
  it('is gone at once: in a metric that hangs, with a grandchild in a session of its own', async () => {
    const processes = marked();
    const { pid } = startProgram('oneJob', [await jobFile('analyse', 'family')], processes);
    expect(await processes.until(3, 30)).toBe(3);
    await setTimeout(1500); // the hang begins after the grandchild
    expect(processes.alive().length).toBe(3);
    process.kill(pid, 'SIGKILL');
    expect(await processes.until(0, SOON)).toBe(0);
  });

  it('is gone at once: in a phase that hangs', async () => {
    const processes = marked();
    const { pid } = startProgram('oneJob', [await jobFile('phase', 'none')], processes);
    expect(await processes.until(2, 30)).toBe(2);
    await setTimeout(3000);
    expect(processes.alive().length).toBe(2);
    process.kill(pid, 'SIGKILL');
    expect(await processes.until(0, SOON)).toBe(0);
  });

  it('is gone when the parent stands still, which tries again when it goes on', { timeout: 90_000 }, async () => {
    const processes = marked();
    const { pid, output } = startProgram('oneJob', [await jobFile('phase', 'none')], processes);
    expect(await processes.until(2, 30)).toBe(2);
    await setTimeout(3000);
    process.kill(pid, 'SIGSTOP');
    expect(await processes.until(1, 11)).toBe(1); // sooner than its lease expires
    process.kill(pid, 'SIGCONT');
    expect(await processes.until(2, 20)).toBe(2);
    expect(output()).toBe('');
  });

  it('stays when nothing watches', async () => {
    const watched = marked();
    const unwatched = marked();
    const programs = [startProgram('loop', ['watched'], watched), startProgram('loop', ['unwatched'], unwatched)];
    expect([await watched.until(2, 30), await unwatched.until(2, 30)]).toEqual([2, 2]);
    for (const { output } of programs) while (output() !== 'looping\n') await setTimeout(50);
    for (const { pid } of programs) process.kill(pid, 'SIGKILL');
    expect(await watched.until(0, SOON)).toBe(0);
    expect(await unwatched.until(0, 3)).toBe(1);
  });
});

describe('a program that has run a node', () => {
  it('ends by itself after the executor is closed, whatever the limits, and not before', async () => {
    const file = await jobFile('analyse', 'none');
    const [closing, staying] = [marked(), marked()];
    const one = startProgram('oneJob', [file, 'close'], closing);
    expect([await one.exit, one.output(), closing.alive()]).toEqual([0, 'done\n', []]);

    const other = startProgram('oneJob', [file], staying);
    expect(await staying.until(2, 30)).toBe(2);
    process.kill(other.pid, 'SIGKILL');
    expect(await staying.until(0, SOON)).toBe(0);
  });
});
