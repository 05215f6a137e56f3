import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { killDrill } from '../../../../tools/drills/killDrill.mjs';
import { twoProcessDrill } from '../../../../tools/drills/twoProcessDrill.mjs';
import { type LeaseTimes } from '../../src/index.ts';
import { workerModule } from '../../src/run/forkOptions.ts';
import { tempFolder } from '../support/tempFolder.ts';

interface Choices {
  readonly epochs: number;
  readonly seeds: readonly number[];
  readonly regimes: readonly ('joint' | 'mixed')[];
  readonly inProcess?: boolean;
  readonly leases: LeaseTimes;
}

const SCRIPT = fileURLToPath(new URL('../support/drillRun.ts', import.meta.url));
const program = (choices: Choices) => ({ store, out }: { readonly store: string; readonly out: string }) =>
  ({ file: process.execPath, args: [...(workerModule().options.execArgv ?? []), SCRIPT, store, out, JSON.stringify(choices)] });
const recordsIn = (out: string): string => join(out, 'records.jsonl');

/** Shorter than the defaults; a worker is gone sooner, since all processes are killed at once. */
const SHORT: LeaseTimes = { heartbeat: 0.4, expiry: 2 };

describe('a run that is killed twice with all its processes', () => {
  it('goes on from its checkpoints and ends as one that nobody disturbed', { timeout: 120_000 }, async () => {
    const choices: Choices = { epochs: 160, seeds: [0], regimes: ['joint'], leases: SHORT };
    const report = await killDrill({ program: program(choices), recordsIn, folder: await tempFolder(), kills: 2, inPhase: 2, seed: 1, delay: 0.3 });
    expect(report.problems).toEqual([]);
    expect(report.entries).toBe(4); // a data set, a phase, a prediction, an analysis
    expect(report.resumed.length).toBeGreaterThanOrEqual(2);
    for (const { from, checkpoint, last } of report.resumed) expect([from > 0, from >= checkpoint, from <= last]).toEqual([true, true, true]);
  });
});

describe('two processes on one store', () => {
  const choices: Choices = { epochs: 4, seeds: [0, 1], regimes: ['joint', 'mixed'], inProcess: true, leases: SHORT };

  it('compute no node twice, and take over what a dead one has begun', { timeout: 120_000 }, async () => {
    const [one, other] = [program(choices), program(choices)];
    const report = await twoProcessDrill({ programs: [one, other], recordsIn, folder: await tempFolder(), rounds: 3, killEvery: 3, seed: 1, delay: 0.3 });
    expect(report.problems).toEqual([]);
  });

  it('compute nodes twice where the heartbeats of one are not seen by the other', { timeout: 120_000 }, async () => {
    const silent = program({ ...choices, leases: { heartbeat: 1000, expiry: 1000 } });
    const impatient = program({ ...choices, leases: { heartbeat: 0.001, expiry: 0.002 } });
    const report = await twoProcessDrill({ programs: [silent, impatient], recordsIn, folder: await tempFolder(), rounds: 1, killEvery: 0, seed: 1 });
    expect(report.problems).toContainEqual(expect.stringMatching(/was computed 2 times/));
  });
});
