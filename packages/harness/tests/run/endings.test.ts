import { known } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { cpuModel } from '../../src/collect/environment.ts';
import { type Limits, type Plan, type PlannedNode, inputsOf, openStore, readSpeed, speedId } from '../../src/index.ts';
import { failureOf } from '../../src/store/failures.ts';
import { failure, fakeExecutor, runToEnd, statuses } from '../support/executors.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

const phaseOf = (plan: Plan): PlannedNode => known(plan.nodes.find((n) => n.kind === 'phase'), 'there is one');

describe('a disk that fills', () => {
  it('stops the run with one reason, keeps what there is, and the same command goes on', async () => {
    const plan = await tempPlan();
    const store = await tempFolder();
    let stopped = 0;
    const first = { ...fakeExecutor({ end: ({ kind }) => (kind === 'predict' ? failure('full', 'There is no room left.') : undefined) }), stop: () => void stopped++ };
    const run = await runToEnd(plan, { store, executor: first });
    expect([run.interrupted, stopped]).toEqual([true, 1]);
    expect(run.events.filter((e) => e.kind === 'stopping')).toEqual([{ kind: 'stopping', reason: 'There is no room left.' }]);
    const status = Object.values(statuses(plan, run));
    const kept = status.filter((s) => s === 'completed').length;
    expect(new Set(status)).toEqual(new Set(['completed', 'interrupted', 'blocked']));
    expect(first.ran.length).toBe(kept + 1);
    expect([...run.outcomes.values()].flatMap((o) => (o.status === 'interrupted' ? [o.reason] : []))).toContainEqual('The run was stopped before it started: There is no room left.');

    const again = fakeExecutor();
    const { outcomes } = await runToEnd(plan, { store, executor: again });
    expect(again.ran.length).toBe(plan.nodes.length - kept);
    expect([...outcomes.values()].every((o) => o.status === 'completed')).toBe(true);
  });
});

describe('a node that is said to be done and has stored nothing', () => {
  it('has failed, and the run goes on', async () => {
    const plan = await tempPlan({ regimes: [joint, mixed] });
    const work = { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null };
    const executor = fakeExecutor({ end: ({ label }) => (label.endsWith('joint/0 everything') ? { kind: 'done', work } : undefined) });
    const run = await runToEnd(plan, { store: await tempFolder(), executor });
    const status = statuses(plan, run);
    expect(Object.entries(status).filter(([, s]) => s === 'failed').map(([label]) => label)).toEqual([expect.stringMatching(/joint\/0 everything$/)]);
    expect(new Set(Object.values(status))).toEqual(new Set(['completed', 'failed', 'blocked']));
    expect([...run.outcomes.values()].flatMap((o) => (o.status === 'failed' ? [o.reason] : []))).toEqual([expect.stringContaining('said that it was done, but the store has no whole result of it')]);
  });
});

describe('a phase that diverged', () => {
  it('is not tried again where that is stored', async () => {
    const plan = await tempPlan({ regimes: [joint, mixed] });
    const store = await tempFolder();
    const { key, kind, label, inputs } = known(plan.nodes.find((n) => n.label.endsWith('joint/0 everything')), 'planned');
    const work = { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null };
    await openStore(store).write({ key, kind, label, inputs: inputsOf(inputs), diverged: { reason: 'The loss is NaN.', log: ['one'] }, result: null, work }, {});
    const executor = fakeExecutor();
    const run = await runToEnd(plan, { store, executor });
    expect(executor.ran.some((l) => l.includes('joint'))).toBe(false);
    expect(run.outcomes.get(key)).toEqual({ status: 'diverged', reason: 'The loss is NaN.', log: ['one'] });
    expect(Object.values(statuses(plan, run)).filter((s) => s === 'blocked').length).toBe(2);
    // It is told after the start, and counts as found.
    expect(run.events[0]).toMatchObject({ kind: 'started', cached: 1, toRun: plan.nodes.length - 3 });
    expect(run.events.slice(1, 4).map((e) => e.kind)).toEqual(['node-ended', 'node-ended', 'node-ended']);
  });
});

describe('a failure', () => {
  it.each(['timeout', 'oom', 'unexpected'] as const)('is noted until the node completes: %s', async (code) => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    await runToEnd(plan, { store, executor: fakeExecutor({ end: ({ kind }) => (kind === 'phase' ? failure(code, 'It broke.') : undefined) }) });
    expect(await failureOf(store, phaseOf(plan).key)).toEqual({ status: code === 'unexpected' ? 'failed' : code, reason: 'It broke.', log: [] });
    await runToEnd(plan, { store, executor: fakeExecutor() });
    expect(await failureOf(store, phaseOf(plan).key)).toBeUndefined();
  });

  it.each(['interrupted', 'full'] as const)('is none where the run was stopped: %s', async (code) => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    await runToEnd(plan, { store, executor: fakeExecutor({ end: ({ kind }) => (kind === 'phase' ? failure(code, 'Stopped.') : undefined) }) });
    expect(await failureOf(store, phaseOf(plan).key)).toBeUndefined();
  });
});

describe('limits', () => {
  it('go with every node', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const seen: Record<string, Limits> = {};
    const executor = fakeExecutor({ end: ({ kind, limits }) => void (seen[kind] = limits) });
    await runToEnd(plan, { store: await tempFolder(), executor, limits: { seconds: { phase: 5 }, memory: 7 } });
    expect(seen).toEqual({ prepare: { seconds: 7200, memory: 7 }, phase: { seconds: 5, memory: 7 }, predict: { seconds: 600, memory: 7 }, analyse: { seconds: 1800, memory: 7 } });
  });
});

describe('a shuffled run', () => {
  it('starts ready nodes in another order, each still after those that it reads', async () => {
    const plan = await tempPlan({ regimes: [joint, mixed, disjoint], seeds: [0, 1] });
    const orders: (readonly string[])[] = [];
    for (const shuffle of [1, 1, 2]) {
      const executor = fakeExecutor();
      const { outcomes } = await runToEnd(plan, { store: await tempFolder(), executor, shuffle });
      expect([...outcomes.values()].every((o) => o.status === 'completed')).toBe(true);
      orders.push(executor.ran);
    }
    const [one, same, other] = orders;
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    expect(other?.toSorted()).toEqual(one?.toSorted());
  });
});

describe('the overhead of a run', () => {
  it('is null where everything is stored, and a share where something ran', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    const last = (run: Awaited<ReturnType<typeof runToEnd>>) => run.events.at(-1) as { readonly overhead: number | null };
    // The fakes say that each node took a second of work; no time at all has passed.
    expect(last(await runToEnd(plan, { store, executor: fakeExecutor() })).overhead).toBeLessThan(0);
    expect(last(await runToEnd(plan, { store, executor: fakeExecutor() })).overhead).toBeNull();
  });
});

describe('what a run took', () => {
  it('is known to the next one on this machine, and to estimates', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    await runToEnd(plan, { store, executor: fakeExecutor() });
    const trained = plan.nodes.filter((n) => n.macs > 0); // the phase and its prediction
    const macs = trained.reduce((sum, n) => sum + n.macs, 0);
    const speed = known(await readSpeed(store, speedId(plan.engine, cpuModel())), 'a phase has run');
    // The reference engine is expected to do 5e7 multiply-accumulates a second; the fake says that each node took a second.
    expect(speed).toEqual({ expected: expect.closeTo(macs / 5e7, 12) as number, seconds: 2 });
    const next = await tempPlan({ regimes: [joint], seeds: [1] });
    const { events } = await runToEnd(next, { store, executor: fakeExecutor() });
    // The same work with another seed: two seconds, and the start of a worker.
    expect(known(events.find((e) => e.kind === 'started'), 'told').seconds).toBeCloseTo(2.5 + 2, 9);
  });
});
