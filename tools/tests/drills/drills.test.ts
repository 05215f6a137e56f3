import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { describe, expect, it, onTestFinished } from 'vitest';

import { compareRuns } from '../../drills/compareRuns.mjs';
import { killDrill } from '../../drills/killDrill.mjs';
import { killAll } from '../../drills/processes.mjs';
import { type Program, start } from '../../drills/program.mjs';
import { twoProcessDrill } from '../../drills/twoProcessDrill.mjs';

interface Choices {
  readonly epochs: number;
  readonly seeds: readonly number[];
  readonly regimes: readonly ('joint' | 'mixed')[];
  readonly inProcess?: boolean;
  readonly forgetful?: boolean;
  readonly leases: { readonly heartbeat: number; readonly expiry: number };
}

const SCRIPT = fileURLToPath(new URL('../../../packages/harness/tests/support/drillRun.ts', import.meta.url));
const REGISTER = pathToFileURL(join(dirname(createRequire(import.meta.url).resolve('@oxc-node/core')), 'register.mjs')).href;

/** The harness itself, from its sources, with a throw-away benchmark on the reference engine. */
const program = (choices: Choices): Program => ({ store, out }) =>
  ({ file: process.execPath, args: ['--conditions=@exitbench/source', '--import', REGISTER, SCRIPT, store, out, JSON.stringify(choices)] });
const recordsIn = (out: string): string => join(out, 'records.jsonl');

/** Shorter than the defaults. A worker does not outlive its parent here: all processes are killed at once. */
const SHORT = { heartbeat: 0.4, expiry: 2 };

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exitbench-drill-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('a run that is killed twice with all its processes', () => {
  const choices: Choices = { epochs: 160, seeds: [0], regimes: ['joint'], leases: SHORT };

  it('goes on from its checkpoints and ends as one that nobody disturbed', { timeout: 180_000 }, async () => {
    const folder = await tempFolder();
    const report = await killDrill({ program: program(choices), recordsIn, folder, kills: 2, inPhase: 2, seed: 1, delay: 0.3 });
    expect(report.problems).toEqual([]);
    expect(report.entries).toBe(4); // a data set, a phase, a prediction, an analysis
    expect(report.resumed.length).toBe(2);
    for (const { from, checkpoint, last } of report.resumed) expect([from > 0, from >= checkpoint, from <= last]).toEqual([true, true, true]);

    // A run whose checkpoint forgets the momentum ends elsewhere, and that is seen.
    const place = { store: join(folder, 'forgetful'), out: folder };
    const cut = start(program(choices)(place), folder);
    while (!cut.isOver() && !cut.events.some((e) => e.kind === 'node-checkpoint')) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await killAll(folder)).toBe(0);
    expect(await start(program({ ...choices, forgetful: true })(place), folder).exited).toBe(0);
    const undisturbed = { store: join(folder, 'undisturbed', 'store'), records: recordsIn(join(folder, 'undisturbed', 'out')) };
    expect(compareRuns({ store: place.store, records: recordsIn(place.out) }, undisturbed).differences).toContainEqual(expect.stringMatching(/^phase \w+: other payloads$/));
    expect(compareRuns(undisturbed, undisturbed)).toEqual({ entries: 4, differences: [] });
  });
});

describe('two processes on one store', () => {
  const choices: Choices = { epochs: 10, seeds: [0, 1], regimes: ['joint', 'mixed'], inProcess: true, leases: SHORT };

  it('compute no node twice, and take over what a dead one has begun', { timeout: 180_000 }, async () => {
    const report = await twoProcessDrill({
      programs: [program(choices), program(choices)], recordsIn, folder: await tempFolder(), rounds: 3, killEvery: 3, seed: 1, delay: 0.3,
    });
    expect(report.problems).toEqual([]);
  });

  it('compute nodes twice where the heartbeats of one are not seen by the other', { timeout: 180_000 }, async () => {
    const silent = program({ ...choices, leases: { heartbeat: 1000, expiry: 1000 } });
    const impatient = program({ ...choices, leases: { heartbeat: 0.001, expiry: 0.002 } });
    const report = await twoProcessDrill({ programs: [silent, impatient], recordsIn, folder: await tempFolder(), rounds: 1, killEvery: 0, seed: 1 });
    expect(report.problems).toContainEqual(expect.stringMatching(/was computed 2 times/));
  });
});
