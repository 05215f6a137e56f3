import { join } from 'node:path';

import { type Benchmark, defineArchitecture, defineDataset, known } from '@exitbench/core';
import { encodeBundle } from '@exitbench/training';
import { describe, expect, it, onTestFinished } from 'vitest';

import { type Plan, type PlannedNode, cellStandings, openStore, runningNodes, standingsOf, storeReader } from '../../src/index.ts';
import { noteFailure } from '../../src/store/failures.ts';
import { openLeases } from '../../src/store/leases.ts';
import { regimes as counting } from '../support/plugins/metrics.ts';
import { joint, mixed } from '../support/plugins/regimes.ts';
import { tinyData } from '../support/plugins/tinyData.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';
import { storeDiverged, storePlan } from './storePlan.ts';

const progress = { step: 30, steps: 120, epoch: 2, loss: 0.5, imagesPerSecond: 800 };

/** Where the cells of a plan stand: `joint/0 waiting`, with the reason where there is one. */
async function cells(plan: Plan, folder: string): Promise<readonly string[]> {
  const standings = await standingsOf(plan.nodes, storeReader(folder), await runningNodes(folder));
  return cellStandings(plan, standings).map(({ cell, status, reason }) => `${cell.id.split('/').slice(3).join('/')} ${status}${reason === null ? '' : `: ${reason}`}`);
}

function phase(plan: Plan, name: string, cell = ''): PlannedNode {
  return known(plan.nodes.find((n) => n.kind === 'phase' && n.name === name && n.label.includes(cell)), 'planned');
}

/** A checkpoint as training writes it, in what is read of it here. */
function checkpointAt(folder: string, { key }: PlannedNode, step: number): Promise<void> {
  const bytes = encodeBundle({ values: {}, notes: { state: JSON.stringify({ step, history: {} }) } });
  return openStore(folder).checkpoint(key).save([bytes], { coreSeconds: 1, seconds: 1, useful: 1 });
}

async function hold(folder: string, node: PlannedNode, news: Parameters<ReturnType<typeof openLeases>['take']>[1]): Promise<void> {
  const lease = known(await openLeases(join(folder, 'leases')).take(node.key, news), 'nobody else holds it');
  onTestFinished(() => lease.release());
}

describe('cells', () => {
  it('wait before anything has run, and are completed when everything is stored', async () => {
    const [plan, folder] = [await tempPlan({ regimes: [joint, mixed] }), await tempFolder()];
    expect(await cells(plan, folder)).toEqual(['joint/0 waiting', 'mixed/0 waiting']);
    await storePlan(folder, plan, (n) => !n.label.includes('/mixed/'));
    expect(await cells(plan, folder)).toEqual(['joint/0 completed', 'mixed/0 waiting']);
    await storePlan(folder, plan);
    expect(await cells(plan, folder)).toEqual(['joint/0 completed', 'mixed/0 completed']);
  });

  it('run while a process holds one of their nodes, all that share it', async () => {
    const [plan, folder] = [await tempPlan(), await tempFolder()];
    const backbone = phase(plan, 'backbone');
    await hold(folder, backbone, { kind: 'phase', label: backbone.label, progress });
    expect(await cells(plan, folder)).toEqual(['joint/0 waiting', 'mixed/0 running', 'disjoint/0 running']);
    const standings = await standingsOf(plan.nodes, storeReader(folder), await runningNodes(folder));
    expect(standings.get(backbone.key)).toEqual({ status: 'running', progress });
  });

  it('know no progress where none was told yet', async () => {
    const [plan, folder] = [await tempPlan({ regimes: [joint] }), await tempFolder()];
    await hold(folder, phase(plan, 'everything'), { kind: 'phase', label: 'x', progress: null });
    const standings = await standingsOf(plan.nodes, storeReader(folder), await runningNodes(folder));
    expect(standings.get(phase(plan, 'everything').key)).toEqual({ status: 'running', progress: null });
  });

  it('go on where a checkpoint is', async () => {
    const [plan, folder] = [await tempPlan({ regimes: [joint, mixed] }), await tempFolder()];
    await checkpointAt(folder, phase(plan, 'everything', '/joint/'), 42);
    expect(await cells(plan, folder)).toEqual(['joint/0 resumable', 'mixed/0 waiting']);
    const standings = await standingsOf(plan.nodes, storeReader(folder), await runningNodes(folder));
    expect(standings.get(phase(plan, 'everything', '/joint/').key)).toEqual({ status: 'resumable', step: 42 });
  });

  it('tell how they failed', async () => {
    const [plan, folder] = [await tempPlan(), await tempFolder()];
    await noteFailure(folder, phase(plan, 'everything', '/joint/').key, { status: 'timeout', reason: 'It took longer than 600 s.', log: [] });
    await storeDiverged(folder, phase(plan, 'heads'), 'The loss is NaN at step 7.');
    expect(await cells(plan, folder)).toEqual(['joint/0 timeout: It took longer than 600 s.', 'mixed/0 waiting', 'disjoint/0 diverged: The loss is NaN at step 7.']);
  });

  it('do not count as failed while they are tried again', async () => {
    const [plan, folder] = [await tempPlan({ regimes: [joint] }), await tempFolder()];
    const node = phase(plan, 'everything');
    await noteFailure(folder, node.key, { status: 'failed', reason: 'No data.', log: [] });
    expect(await cells(plan, folder)).toEqual(['joint/0 failed: No data.']);
    await hold(folder, node, null);
    expect(await cells(plan, folder)).toEqual(['joint/0 running']);
  });

  it('fail together where they share what failed; a comparison that another prevents is not their fault', async () => {
    const [plan, folder] = [await tempPlan({ regimes: [joint, mixed], metrics: [counting] }), await tempFolder()];
    await storePlan(folder, plan, (n) => n.label.includes('/joint/') && n.kind !== 'analyse');
    await storePlan(folder, plan, (n) => n.kind === 'prepare');
    await noteFailure(folder, phase(plan, 'backbone').key, { status: 'oom', reason: 'It held 5 GiB.', log: [] });
    expect(await cells(plan, folder)).toEqual(['joint/0 completed', 'mixed/0 oom: It held 5 GiB.']);
  });

  it('are excluded with their sentence', async () => {
    const choosy = defineArchitecture({ ...tinyNet, supports: ({ id }) => (id === 'dataset-tiny' ? true : { reason: 'It needs words.' }) });
    const plan = await tempPlan({ regimes: [joint], architectures: [choosy], datasets: [tinyData, defineDataset({ ...tinyData, id: 'dataset-other' })] });
    expect(await cells(plan, await tempFolder())).toEqual(['joint/0 waiting', 'joint/0 excluded: It needs words.']);
  });
});

describe('learning rates', () => {
  const tuned: Partial<Benchmark> = { regimes: [joint], tune: { lr: [0.01, 0.1] } };
  const trials = (plan: Plan): readonly PlannedNode[] =>
    plan.nodes.flatMap((n) => (n.task.kind === 'select' ? n.task.trials.map((t) => known(plan.nodes.find((m) => m.key === t.phase), 'planned')) : []));

  it('that diverge are only not chosen', async () => {
    const [plan, folder] = [await tempPlan(tuned), await tempFolder()];
    const [low, high] = trials(plan);
    await storeDiverged(folder, known(high, 'two rates'), 'The loss is NaN.');
    expect(await cells(plan, folder)).toEqual(['joint/0 waiting']);
    const lost = new Set([high?.key, ...plan.nodes.filter((n) => n.kind === 'predict' && n.after.includes(known(high, 'two').key)).map((n) => n.key)]);
    await storePlan(folder, plan, (n) => !lost.has(n.key));
    expect(low?.key).not.toBe(high?.key);
    expect(await cells(plan, folder)).toEqual(['joint/0 completed']);
  });

  it('leave no cell where all diverge', async () => {
    const [plan, folder] = [await tempPlan(tuned), await tempFolder()];
    for (const trial of trials(plan)) await storeDiverged(folder, trial, 'The loss is NaN.');
    expect(await cells(plan, folder)).toEqual(['joint/0 diverged: Training diverged at every learning rate.']);
  });
});
