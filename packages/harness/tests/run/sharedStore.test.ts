import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { known } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { type LeaseTimes, type Plan, type PlannedNode, type RunEvent, inputsOf, openLeases, openStore, runPlan } from '../../src/index.ts';
import { failure, fakeExecutor, runToEnd } from '../support/executors.ts';
import { joint, mixed } from '../support/plugins/regimes.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

const WORK = { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null };
const QUICK: LeaseTimes = { heartbeat: 0.02, expiry: 0.1 };

const phaseOf = (plan: Plan): PlannedNode => known(plan.nodes.find((n) => n.kind === 'phase'), 'there is one');

/** What another process does when it has computed a node. */
async function storeIt(folder: string, { key, kind, label, inputs }: PlannedNode): Promise<void> {
  const result = { steps: 1, macs: 1, history: null, snapshots: [] };
  await openStore(folder).write({ key, kind, label, inputs: inputsOf(inputs), result, work: WORK }, { weights: new TextEncoder().encode(key) });
}

describe('a node that another process computes', () => {
  it('is waited for, while others run; its result is taken from the store', { timeout: 20_000 }, async () => {
    const plan = await tempPlan({ regimes: [mixed, joint] });
    const store = await tempFolder();
    const phase = phaseOf(plan);
    const lease = known(await openLeases(join(store, 'leases')).take(phase.key, null), 'nobody else is there');
    const executor = fakeExecutor();
    const events: RunEvent[] = [];
    for await (const event of runPlan(plan, { store, executor })) {
      events.push(event);
      if (event.kind !== 'node-done' || !event.node.label.endsWith('joint/0 metric-accuracy')) continue;
      await storeIt(store, phase);
      await lease.release();
    }
    expect(executor.ran).not.toContain(phase.label);
    expect(executor.ran.length).toBe(plan.nodes.length - 1);
    expect(events.filter((e) => e.kind === 'node-elsewhere')).toMatchObject([{ node: { label: phase.label } }]);
    const last = known(events.at(-1), 'events');
    expect(last.kind === 'finished' && last.outcomes.get(phase.key)).toMatchObject({ status: 'completed', ran: false });
    expect(await openLeases(join(store, 'leases')).held()).toEqual([]);
  });

  it('is computed here when the other one gave it up, and is told of once', { timeout: 20_000 }, async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    const lease = known(await openLeases(join(store, 'leases')).take(phaseOf(plan).key, null), 'nobody else is there');
    const executor = fakeExecutor();
    const releasing = sleep(1500).then(() => lease.release());
    const { events } = await runToEnd(plan, { store, executor });
    await releasing;
    expect(executor.ran).toContain(phaseOf(plan).label);
    expect(events.filter((e) => e.kind === 'node-elsewhere').length).toBe(1);
  });

  it('is not waited for when the run is stopped', { timeout: 20_000 }, async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    const lease = known(await openLeases(join(store, 'leases')).take(phaseOf(plan).key, null), 'nobody else is there');
    const abort = new AbortController();
    const events: RunEvent[] = [];
    for await (const event of runPlan(plan, { store, executor: fakeExecutor(), signal: abort.signal })) {
      events.push(event);
      if (event.kind === 'node-elsewhere') abort.abort();
    }
    await lease.release();
    expect(events.at(-1)).toMatchObject({ kind: 'finished', interrupted: true });
  });

  it('is looked for in the store again once its lease is there', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    const phase = phaseOf(plan);
    // The other one has finished after the first look at the store.
    const executor = fakeExecutor();
    const inner = { ...executor, run: async (...[job, tell]: Parameters<typeof executor.run>) => {
      if (job.kind === 'prepare') await storeIt(store, phase);
      return executor.run(job, tell);
    } };
    const { outcomes } = await runToEnd(plan, { store, executor: inner });
    expect(executor.ran).not.toContain(phase.label);
    expect(outcomes.get(phase.key)).toMatchObject({ status: 'completed', ran: false });
  });

  it('is ended here when another process took its lease over', { timeout: 20_000 }, async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    const phase = phaseOf(plan);
    const taken = join(store, 'leases', `${phase.key}.2`);
    const executor = fakeExecutor();
    let cancelled = 0;
    const inner = { ...executor, async run(...[job, tell, cancel]: Parameters<typeof executor.run>) {
      if (job.kind !== 'phase') return executor.run(job, tell);
      await writeFile(taken, 'null');
      while (known(cancel, 'a node can be cancelled').aborted === false) await sleep(10);
      cancelled++;
      await storeIt(store, phase);
      await rm(taken);
      return failure('interrupted', 'It was cancelled.');
    } };
    const { outcomes } = await runToEnd(plan, { store, executor: inner, leases: QUICK });
    expect(cancelled).toBe(1);
    expect(outcomes.get(phase.key)).toMatchObject({ status: 'completed', ran: false });
  });

  it('is told how far its phases are', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    const progress = { step: 3, steps: 7, epoch: 1, loss: 0.5, imagesPerSecond: 9 };
    let news: unknown;
    const executor = fakeExecutor();
    const inner = { ...executor, async run(...[job, tell]: Parameters<typeof executor.run>) {
      if (job.kind === 'phase') {
        tell({ kind: 'progress', progress });
        await sleep(200);
        news = (await openLeases(join(store, 'leases'), QUICK).held()).map((lease) => lease.news);
      }
      return executor.run(job, tell);
    } };
    await runToEnd(plan, { store, executor: inner, leases: { heartbeat: 0.02, expiry: 12 } });
    expect(news).toEqual([{ kind: 'phase', label: phaseOf(plan).label, progress }]);
  });
});
