import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { known } from '@exitbench/core';
import { type Plan, type PlannedNode, noteFailure, openLeases, planSnapshot } from '@exitbench/harness';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { benchmark } from './benchmark.ts';
import { smoke, storeNodes } from './storeNodes.ts';
import { exitbench } from './terminal.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'exitbench-cli-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Cells of the tiny benchmark. */
const CELL = (regime: string, seed: number): string => `none:computed/two/dense-plain/${regime}/${seed}`;

const say = (...args: readonly string[]): ReturnType<typeof exitbench> => exitbench([...args, '--profile', 'smoke', '--store', folder]);

const phaseOf = ({ nodes }: Plan, cell: string): PlannedNode => known(nodes.find((n) => n.kind === 'phase' && n.label.startsWith(cell)), 'planned');

describe('explain', () => {
  it('says that everything is stored', async () => {
    await storeNodes(folder, await smoke());
    const { code, out } = await say('explain', 'joint/0');
    expect(code).toBe(0);
    expect(out).toContain(`tiny, profile smoke\n${CELL('joint', 0)}\n`);
    expect(out).toMatch(/phase +joint +stored/);
    expect(out).toContain('Everything is stored: there is nothing to compute.');
  });

  it('names the first node to compute, its nearest neighbour and what differs', async () => {
    await storeNodes(folder, await smoke({ recipe: { batch: 5 } }));
    const { out } = await say('explain', CELL('joint', 0));
    expect(out).toMatch(/prepare +prepare +stored\n +phase +joint +not stored\n/);
    expect(out).toMatch(/The first node to compute is `phase joint`\. The nearest one in the store, `none:computed\/two\/dense-plain\/joint\/0 joint` \([0-9a-f]{12}, stored \d{4}-\d\d-\d\d \d\d:\d\d UTC\), differs in \d+ inputs:\n  recipe\.phase\.batch: 5 → 10/);
  });

  it('says that there is nothing to compare with', async () => {
    expect((await say('explain', 'joint/1')).out).toContain('The first node to compute is `prepare`. The store has no other node of its kind to compare it with.');
  });

  it('says on which seed and at which rate a node is, where that is not the cell’s', async () => {
    const tuned = { ...benchmark, tune: { lr: [0.1, 0.2] } };
    const explain = async (cell: string): Promise<string> => (await exitbench(['explain', cell, '--profile', 'smoke', '--store', folder], { benchmarks: [tuned] })).out;
    await storeNodes(folder, await smoke({ tune: { lr: [0.1, 0.4] } }));
    const out = await explain('joint/1');
    expect(out).toMatch(/phase +joint at 0\.1 on seed 0 +stored\n +predict +predict joint at 0\.1 on seed 0 +stored\n +phase +joint at 0\.2 on seed 0 +not stored\n/);
    expect(out).toMatch(/phase +joint +not stored\n +predict +predict +not stored\n/);
    expect(out).toContain('The first node to compute is `phase joint at 0.2` on seed 0. The nearest one');
    const shared = await smoke(tuned);
    await storeNodes(folder, shared, (n) => n.kind === 'phase');
    expect(await explain('joint/1')).toContain('The first node to compute is `predict joint at 0.2` on seed 0.');
    // On its own seed nothing is added.
    expect(await explain('joint/0')).toMatch(/phase +joint at 0\.1 +stored\n/);
  });

  it('names the cell that was meant', async () => {
    expect(await say('explain', 'jonit/0')).toMatchObject({ code: 64, err: expect.stringContaining(`Did you mean \`${CELL('joint', 0)}\`?`) as string });
    expect(await say('explain', 'joint')).toMatchObject({ code: 64, err: expect.stringContaining(`Name one of them: \`${CELL('joint', 0)}\`, \`${CELL('joint', 1)}\`.`) as string });
  });
});

describe('status', () => {
  it('counts cells by arm and outcome, before anything has run', async () => {
    const { code, out } = await say('status');
    expect(code).toBe(0);
    expect(out).toContain('tiny, profile smoke: 0 of 4 cells completed, 0 of 13 nodes done');
    expect(out).toMatch(/arm +planned +waiting\n +none:computed\/two\/dense-plain\/joint +2 +2\n.*late +2 +2\n +all +4 +4\nleft: .* multiply-accumulates, about .* by a machine of the usual kind$/);
  });

  it('says what runs now, what failed and why', async () => {
    const plan = await smoke();
    await storeNodes(folder, plan, (n) => n.kind === 'prepare' || n.label.startsWith(CELL('joint', 0)));
    const running = phaseOf(plan, CELL('joint', 1));
    const progress = { step: 30, steps: 120, epoch: 2, loss: 0.51234, imagesPerSecond: 800.4 };
    const lease = known(await openLeases(join(folder, 'leases')).take(running.key, { kind: 'phase', label: running.label, progress }), 'nobody holds it');
    onTestFinished(() => lease.release());
    await noteFailure(folder, phaseOf(plan, CELL('late', 0)).key, { status: 'timeout', reason: 'It took longer than 600 s.', log: [] });

    const { out } = await say('status');
    expect(out).toContain('1 of 4 cells completed, 4 of 13 nodes done');
    expect(out).toMatch(/planned +completed +running +waiting +timeout\n.*joint +2 +1 +1 +0 +0\n.*late +2 +0 +0 +1 +1\n/);
    expect(out).toContain(`now:\n  ${running.label}: epoch 2, step 30/120, loss 0.5123, 800 images/s\n`);
    expect(out).toMatch(/left: .* in 1 process, by what its stored results took\n/);
    expect(out).toContain(`timeout: ${CELL('late', 0)}: It took longer than 600 s.`);
  });

  it('has nothing left of what is completed', async () => {
    await storeNodes(folder, await smoke());
    const { out } = await say('status');
    expect(out).toContain('4 of 4 cells completed');
    expect(out).toMatch(/left: nothing to compute$/);
    expect(out).not.toContain('now:');
  });
});

describe('plan', () => {
  it('says what is shared, what is stored, and by what it knows the time', async () => {
    await storeNodes(folder, await smoke(), (n) => n.kind === 'prepare');
    const { out } = await say('plan');
    expect(out).toMatch(/nodes +asked for +distinct +in the store +to run\nprepare +4 +1 +1 +0\nphase +4 +4 +0 +4\npredict +4 +4 +0 +4\nanalyse +4 +4 +0 +4\nall +16 +13 +1 +12\n/);
    expect(out).toMatch(/to run: .* multiply-accumulates, about .* by a machine of the usual kind$/);
  });

  it('compares with a plan in a file', async () => {
    const file = join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify([planSnapshot(await smoke())]));
    expect(await say('plan', '--diff', file)).toMatchObject({ code: 0, out: `tiny, profile smoke: as committed in ${file}` });
    writeFileSync(file, JSON.stringify([planSnapshot(await smoke({ seeds: [0] }))]));
    const other = await say('plan', '--diff', file);
    expect(other.code).toBe(2);
    expect(other.out).toContain(`not as committed in ${file}\n  ~ plan seeds: 0 → 0, 1\n  + cell ${CELL('joint', 1)}\n`);
    writeFileSync(file, '[]');
    expect(await say('plan', '--diff', file)).toMatchObject({ code: 2, out: expect.stringContaining('  + plan tiny, profile smoke: 4 cells') as string });
  });

  it('takes what `plan --json` gives', async () => {
    const file = join(folder, 'plan.json');
    writeFileSync(file, (await say('plan', '--json')).out);
    expect((JSON.parse(readFileSync(file, 'utf8')) as { readonly profile: string }).profile).toBe('smoke');
    expect((await say('plan', '--diff', file)).code).toBe(0);
  });

  it('refuses a file that holds no plan, no file, and parts of a plan', async () => {
    const file = join(folder, 'plan.json');
    writeFileSync(file, '{"benchmark": 1}');
    expect(await say('plan', '--diff', file)).toMatchObject({ code: 64, err: expect.stringContaining('holds no plan') as string });
    expect(await exitbench(['plan', '--profile', 'smoke', '--diff'], { home: folder })).toMatchObject({ code: 64, err: expect.stringContaining('no committed plan of `tiny`') as string });
    expect(await say('plan', '--diff', file, '--seed', '0')).toMatchObject({ code: 64, err: expect.stringContaining('Leave out `--seed`') as string });
  });
});
