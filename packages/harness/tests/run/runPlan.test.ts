import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type NodeKey, defineMetric, known, use } from '@exitbench/core';
import cacache from 'cacache';
import { describe, expect, it } from 'vitest';

import { forgetStored, openLeases, openStore } from '../../src/index.ts';
import { attemptNode } from '../../src/run/nodeRun.ts';
import { failure, fakeExecutor, runToEnd, statuses } from '../support/executors.ts';
import { accuracy, regimes } from '../support/plugins/metrics.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { tempFolder, tempPlan } from '../support/tempBench.ts';

const cell = (regime: string, node: string): string => `tiny:computed/tiny/dense-gap/${regime}/0 ${node}`;

describe('running a plan', () => {
  it('runs every node once, each after those that it reads, longest path first', async () => {
    const plan = await tempPlan({ regimes: [joint, use(mixed, { share: 0.75 }), use(disjoint, { share: 0.75 })] });
    const executor = fakeExecutor();
    const { outcomes } = await runToEnd(plan, { store: await tempFolder(), executor });
    expect([...outcomes.values()].every((o) => o.status === 'completed')).toBe(true);
    expect(executor.ran.length).toBe(plan.nodes.length);
    expect(executor.ran.slice(0, 3)).toEqual(['dataset-tiny (computed)', cell('mixed(share=0.75)', 'backbone'), cell('joint', 'everything')]);
  });

  it('fills as many slots as there are', async () => {
    const plan = await tempPlan({ seeds: [0, 1, 2] });
    let most = 0;
    let now = 0;
    const inner = fakeExecutor();
    const executor = {
      ...inner, slots: 3,
      run: async (...args: Parameters<typeof inner.run>) => {
        most = Math.max(most, ++now);
        return inner.run(...args).finally(() => now--);
      },
    };
    await runToEnd(plan, { store: await tempFolder(), executor });
    expect(most).toBe(3);
  });

  it('runs what measures the machine with nothing beside it, in however many slots', async () => {
    const plan = await tempPlan({ seeds: [0, 1, 2], metrics: [accuracy, defineMetric({ ...accuracy, id: 'metric-timed', volatile: true })] });
    const running = new Set<string>();
    const beside = new Map<string, number>();
    const inner = fakeExecutor();
    const executor = {
      ...inner, slots: 3,
      run: async (...args: Parameters<typeof inner.run>) => {
        const [{ label }] = args;
        running.add(label);
        for (const one of running) beside.set(one, Math.max(beside.get(one) ?? 0, running.size - 1));
        return inner.run(...args).finally(() => running.delete(label));
      },
    };
    await runToEnd(plan, { store: await tempFolder(), executor });
    const most = (name: string): readonly number[] => [...beside].filter(([label]) => label.endsWith(` ${name}`)).map(([, n]) => n);
    expect(most('metric-timed')).toEqual(Array.from({ length: 9 }, () => 0));
    expect(Math.max(...most('metric-accuracy'))).toBe(2);
  });

  it('computes nothing that is in the store', async () => {
    const plan = await tempPlan();
    const store = await tempFolder();
    await runToEnd(plan, { store, executor: fakeExecutor() });
    const again = fakeExecutor();
    const { events, outcomes } = await runToEnd(plan, { store, executor: again });
    expect(again.ran).toEqual([]);
    expect(events.map((e) => e.kind)).toEqual(['started', 'finished']);
    expect(events[0]).toMatchObject({ cached: plan.nodes.length, toRun: 0, macs: 0 });
    expect([...outcomes.values()].every((o) => o.status === 'completed' && !o.ran)).toBe(true);
  });

  it('computes only the analysis for a new metric', async () => {
    const store = await tempFolder();
    await runToEnd(await tempPlan(), { store, executor: fakeExecutor() });
    const executor = fakeExecutor();
    await runToEnd(await tempPlan({ metrics: [accuracy, regimes] }), { store, executor });
    expect(executor.ran).toEqual([expect.stringContaining('metric-regimes')]);
  });

  it('lets a failing node cost its own cells only', async () => {
    const plan = await tempPlan({ metrics: [accuracy] });
    const executor = fakeExecutor({ end: ({ label }) => (label.endsWith('joint/0 everything') ? failure('unexpected', 'It broke.') : undefined) });
    const run = await runToEnd(plan, { store: await tempFolder(), executor });
    const status = statuses(plan, run);
    expect([cell('joint', 'everything'), cell('joint', 'predict'), cell('joint', 'metric-accuracy')].map((l) => status[l])).toEqual(['failed', 'blocked', 'blocked']);
    expect(Object.values(status).filter((s) => s === 'completed').length).toBe(plan.nodes.length - 3);
  });

  it('does not take a failure for a result', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    await runToEnd(plan, { store, executor: fakeExecutor({ end: ({ kind }) => (kind === 'phase' ? failure('diverged', 'NaN.') : undefined) }) });
    const again = fakeExecutor();
    const { outcomes } = await runToEnd(plan, { store, executor: again });
    expect(again.ran.length).toBe(3);
    expect([...outcomes.values()].every((o) => o.status === 'completed')).toBe(true);
  });

  it('computes again what was forgotten, and goes on with that after a stop', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    await runToEnd(plan, { store, executor: fakeExecutor() });
    await forgetStored(store, plan.nodes.map((n) => n.key));
    const abort = new AbortController();
    const stopped = fakeExecutor({ end: ({ kind }) => (kind === 'phase' ? (abort.abort(), failure('interrupted', 'Stopped.')) : undefined) });
    await runToEnd(plan, { store, executor: stopped, signal: abort.signal });
    const rest = fakeExecutor();
    await runToEnd(plan, { store, executor: rest });
    expect([stopped.ran.length, rest.ran]).toEqual([2, plan.nodes.slice(1).map((n) => n.label)]);
  });

  it('starts no node once it was stopped, however far its preparation had come', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const abort = new AbortController();
    const executor = fakeExecutor();
    const place = openStore(await tempFolder());
    const leases = openLeases(join(place.folder, 'leases'));
    const node = known(plan.nodes[0], 'prepare');
    let looked = 0;
    const store = { ...place, find: (key: NodeKey) => (looked++, abort.abort(), place.find(key)) };
    const end = await attemptNode(node, { seconds: 60, memory: 2 ** 32 }, { store, leases, executor, engine: plan.engine, isStopped: () => abort.signal.aborted }, () => () => {});
    expect([end.kind, looked, executor.ran]).toEqual(['stopped', 1, []]);
  });

  it('computes nothing when only the store counts', async () => {
    const store = await tempFolder();
    await runToEnd(await tempPlan({ regimes: [joint] }), { store, executor: fakeExecutor() });
    const plan = await tempPlan({ regimes: [joint, mixed] });
    const executor = fakeExecutor();
    const run = await runToEnd(plan, { store, executor, policy: 'only' });
    expect(executor.ran).toEqual([]);
    expect(new Set(plan.nodes.map((n) => [n.label.includes('mixed'), run.outcomes.get(n.key)?.status].join()))).toEqual(new Set(['false,completed', 'true,skipped']));
  });

  it('stops when it is told to: nothing new starts, and the rest is interrupted', async () => {
    const plan = await tempPlan();
    const abort = new AbortController();
    let stopped = 0;
    const executor = {
      ...fakeExecutor({ end: ({ kind }) => (kind === 'phase' ? (abort.abort(), failure('interrupted', 'Stopped.')) : undefined) }),
      stop: () => void stopped++,
    };
    const run = await runToEnd(plan, { store: await tempFolder(), executor, signal: abort.signal });
    expect([run.interrupted, stopped, executor.ran.length]).toEqual([true, 1, 2]);
    expect(run.events.map((e) => e.kind)).toContain('stopping');
    expect(new Set([...run.outcomes.values()].map((o) => o.status))).toEqual(new Set(['completed', 'interrupted', 'blocked']));
  });

  it('computes a damaged result again, and then what reads it', async () => {
    const plan = await tempPlan({ regimes: [mixed] });
    const store = await tempFolder();
    const backbone = known(plan.nodes.find((n) => n.name === 'backbone'), 'mixed has one');
    let damaged = false;
    const executor = fakeExecutor({
      end({ label, key, store: folder }) {
        if (damaged || !label.endsWith('everything')) return undefined;
        damaged = true;
        return failure('bad-store', `The stored weights that ${key} needs are damaged in ${folder}.`, backbone.key);
      },
    });
    const inner = { ...executor, run: async (...[job, tell]: Parameters<typeof executor.run>) => {
      if (!damaged && job.label.endsWith('everything')) await damage(store, backbone.key);
      return executor.run(job, tell);
    } };
    const run = await runToEnd(plan, { store, executor: inner });
    expect(executor.ran.filter((l) => l.endsWith('backbone')).length).toBe(2);
    expect(executor.ran.filter((l) => l.endsWith('everything')).length).toBe(2);
    expect([...run.outcomes.values()].every((o) => o.status === 'completed')).toBe(true);
    expect(run.events.filter((e) => e.kind === 'corrupt')).toMatchObject([{ corrupt: { key: backbone.key } }]);
  });

  it('tells of damage that it finds before it starts', async () => {
    const plan = await tempPlan({ regimes: [joint] });
    const store = await tempFolder();
    await runToEnd(plan, { store, executor: fakeExecutor() });
    const phase = known(plan.nodes.find((n) => n.kind === 'phase'), 'joint has one');
    await damage(store, phase.key);
    const executor = fakeExecutor();
    const { events } = await runToEnd(plan, { store, executor });
    expect(events[0]).toMatchObject({ kind: 'corrupt', corrupt: { key: phase.key } });
    expect(executor.ran).toEqual([cell('joint', 'everything')]);
    expect(await openStore(store).find(phase.key)).toBeDefined();
  });
});

/** Shortens the weights of an entry. */
async function damage(store: string, key: string): Promise<void> {
  const info = await cacache.get.info(join(store, 'store'), `payload/${key}/weights`);
  await writeFile(known(info, 'stored').path, 'x');
}
