import { hostname } from 'node:os';

import { type Benchmark, type Json, known } from '@exitbench/core';
import { formatRecords, parseRecords, withoutTimings } from '@exitbench/records';
import { decodeBundle, encodeBundle } from '@exitbench/training';
import { describe, expect, it } from 'vitest';

import { priorities } from '../../src/run/priorities.ts';
import { shuffled } from '../../src/run/shuffled.ts';
import { type Executor, type Plan, collectRecords, localExecutor, openStore, readEnvironment } from '../../src/index.ts';
import { inProcessExecutor, type Ran, runToEnd, statuses } from '../support/executors.ts';
import { canary } from '../support/plugins/canary.ts';
import { accuracy, lying, phaseNames, regimes } from '../support/plugins/metrics.ts';
import { disjoint, exploding, joint, mixed, stopping } from '../support/plugins/regimes.ts';
import { reads, watched } from '../support/plugins/watched.ts';
import { ENGINE, tempFolder, tempPlan } from '../support/tempBench.ts';

const environment = readEnvironment(ENGINE);

async function runForReal(
  change: Partial<Benchmark>, store?: string, executor: Executor = inProcessExecutor(), options: { readonly shuffle?: number } = {},
): Promise<Ran & { readonly plan: Plan; readonly store: string }> {
  const plan = await tempPlan(change);
  const folder = store ?? (await tempFolder());
  return { plan, store: folder, ...(await runToEnd(plan, { store: folder, executor, ...options })) };
}

/** The records without times, as text. */
function recordsOf({ plan, outcomes }: Pick<Ran, 'outcomes'> & { readonly plan: Plan }): string {
  return formatRecords(withoutTimings(parseRecords(formatRecords(collectRecords({ plan, outcomes, environment })))));
}

async function weightsOf(store: string, plan: Plan): Promise<readonly string[]> {
  const opened = openStore(store);
  return Promise.all(plan.nodes.filter((n) => n.kind === 'phase').map(async (n) => {
    const entry = known(await opened.find(n.key), 'the phase has run');
    return `${n.name} ${Buffer.from(await opened.read(entry, 'weights')).toString('base64')}`;
  }));
}

/** A seed under which the two phases that can start at once do so the other way round. Ranks are of keys, which every change of code changes. */
function otherOrder({ nodes }: Plan): number {
  const [a, b] = nodes.filter((n) => n.kind === 'phase').map((n) => n.key);
  const isFirst = (ranks: ReadonlyMap<string, number>): boolean => (ranks.get(a ?? '') ?? 0) > (ranks.get(b ?? '') ?? 0);
  return known(Array.from({ length: 50 }, (_, seed) => seed).find((seed) => isFirst(shuffled(nodes, seed)) !== isFirst(priorities(nodes))), 'half of all orders');
}

describe('a benchmark from end to end', () => {
  it('trains, predicts and analyses, and its records can be read', { timeout: 30_000 }, async () => {
    const run = await runForReal({ metrics: [accuracy, regimes], regimes: [joint, mixed, disjoint, stopping] });
    expect(new Set(Object.values(statuses(run.plan, run)))).toEqual(new Set(['completed']));
    const records = parseRecords(formatRecords(collectRecords({ ...run, environment })));
    const values = records.flatMap((r) => (r.kind === 'value' ? [r] : []));
    // A comparison stands where its first cell does, `disjoint`: a metric is given cells by id.
    expect(values.map((v) => [v.metric, v.cells.length])).toEqual([
      ['metric-accuracy', 1], ['metric-accuracy', 1], ['metric-accuracy', 1], ['metric-regimes', 4], ['metric-accuracy', 1],
    ]);
    expect(values[0]?.result).toEqual({ exits: { block0: expect.any(Number) as Json, classifier: expect.any(Number) as Json }, phases: [{ name: 'everything', steps: 7, macs: 7 * 10 * 3 * 1740, snapshots: [0, 0.01, 0.05, 0.25, 0.5, 1] }] });
    const cells = records.flatMap((r) => (r.kind === 'cell' ? [r] : []));
    expect(cells.map((c) => c.status)).toEqual(['completed', 'completed', 'completed', 'completed']);
    expect(cells[0]?.nodes.map((n) => n.kind)).toEqual(['prepare', 'phase', 'predict', 'analyse', 'analyse']);
    // Seven steps at four an epoch.
    expect(cells[0]?.nodes[1]?.training?.history.map((h) => [h.epoch, h.step, h.validation])).toEqual([[1, 4, null], [2, 7, null]]);
    expect(cells[3]?.nodes[1]?.training?.history[0]?.validation).toMatchObject({ losses: [expect.any(Number), expect.any(Number)] });
  });

  it('names the cells of a comparison in the order in which the metric was given them', async () => {
    const run = await runForReal({ metrics: [phaseNames], regimes: [mixed, joint, disjoint] });
    const [value] = collectRecords({ ...run, environment }).flatMap((r) => (r.kind === 'value' ? [r] : []));
    // In the plan the order is mixed, joint, disjoint.
    expect(value?.cells.map((cell, i) => [cell.split('/').at(-2), (value.result as readonly Json[])[i]])).toEqual([
      ['disjoint', 'backbone heads'], ['joint', 'everything'], ['mixed', 'backbone everything'],
    ]);
  });

  it('gives the same bytes in forked workers, however many, in whatever order', { timeout: 120_000 }, async () => {
    const change: Partial<Benchmark> = { regimes: [joint, disjoint], metrics: [accuracy, regimes] };
    const runs: Awaited<ReturnType<typeof runForReal>>[] = [];
    // One worker where orders are compared: of two, the quicker takes what is next.
    for (const [jobs, options] of [[1, {}], [2, {}], [1, { shuffle: otherOrder(await tempPlan(change)) }]] as const) {
      const executor = localExecutor({ jobs });
      try {
        runs.push(await runForReal(change, undefined, executor, options));
      } finally {
        await executor.close();
      }
    }
    const [one, two, other] = runs as [typeof runs[0], typeof runs[0], typeof runs[0]];
    expect(new Set(Object.values(statuses(one.plan, one)))).toEqual(new Set(['completed']));
    expect(recordsOf(two)).toBe(recordsOf(one));
    expect(await weightsOf(two.store, two.plan)).toEqual(await weightsOf(one.store, one.plan));
    expect(recordsOf(other)).toBe(recordsOf(one));
    expect(await weightsOf(other.store, other.plan)).toEqual(await weightsOf(one.store, one.plan));
    const starts = (run: Ran): readonly string[] => run.events.flatMap((e) => (e.kind === 'node-started' ? [e.node.label] : []));
    expect(starts(other)).not.toEqual(starts(one)); // the order was another one
    const peaks = [...one.outcomes.values()].map((o) => (o.status === 'completed' ? o.work.peakMemory : null)).filter((m) => m !== null);
    // One worker: where it cannot forget the peak of a node only its first one's is known.
    expect(peaks.length).toBe(process.platform === 'linux' ? one.outcomes.size : 1);
  });

  it('goes on where it was stopped, bit by bit', { timeout: 60_000 }, async () => {
    const change: Partial<Benchmark> = { datasets: [watched], regimes: [joint], epochs: 4 };
    const whole = await runForReal(change);
    const plan = await tempPlan(change);
    const store = await tempFolder();
    const abort = new AbortController();
    let steps = 0;
    const count = (): void => void (++steps === 5 && abort.abort());
    reads.on('read', count);
    const stopped = await runToEnd(plan, { store, executor: inProcessExecutor(), signal: abort.signal });
    reads.off('read', count);
    expect([stopped.interrupted, steps]).toEqual([true, 5]);
    expect(Object.values(statuses(plan, stopped))).toEqual(['completed', 'interrupted', 'blocked', 'blocked']);
    const phase = known(plan.nodes.find((n) => n.kind === 'phase'), 'joint has one');
    const saved = known(await openStore(store).checkpoint(phase.key).load(), 'it was stopped');
    expect([saved.spent.seconds >= saved.spent.useful, saved.spent.useful > 0, saved.spent.coreSeconds > 0]).toEqual([true, true, true]);

    reads.on('read', count);
    const resumed = await runForReal(change, store);
    reads.off('read', count);
    expect(steps).toBe(15); // of the 15 steps, none was made twice
    expect(resumed.events.filter((e) => e.kind === 'node-resumed')).toMatchObject([{ step: 5, node: { key: phase.key } }]);
    const outcome = resumed.outcomes.get(phase.key);
    const work = known(outcome?.status === 'completed' ? outcome.work : undefined, 'completed');
    for (const part of ['seconds', 'useful', 'coreSeconds'] as const) expect(work[part]).toBeGreaterThan(saved.spent[part]); // what was spent before is in it
    expect(work.useful).toBeLessThanOrEqual(work.seconds);
    expect(await weightsOf(store, plan)).toEqual(await weightsOf(whole.store, plan));
    expect(recordsOf(resumed)).toBe(recordsOf(whole));
    expect(await openStore(store).checkpoint(phase.key).load()).toBeUndefined();
  });

  it('ends elsewhere when a checkpoint has lost the momentum', { timeout: 60_000 }, async () => {
    const change: Partial<Benchmark> = { datasets: [watched], regimes: [joint], epochs: 4 };
    const whole = await runForReal(change);
    const store = await tempFolder();
    const abort = new AbortController();
    let steps = 0;
    const count = (): void => void (++steps === 5 && abort.abort());
    reads.on('read', count);
    const plan = await tempPlan(change);
    await runToEnd(plan, { store, executor: inProcessExecutor(), signal: abort.signal });
    reads.off('read', count);
    const phase = known(plan.nodes.find((n) => n.kind === 'phase'), 'joint has one');
    const checkpoint = openStore(store).checkpoint(phase.key);
    const saved = known(await checkpoint.load(), 'it was stopped');
    const { values, notes } = decodeBundle(saved.bytes, 'checkpoint');
    const slots = Object.keys(values).filter((name) => name.startsWith('slots:'));
    expect(slots.length).toBeGreaterThan(0);
    for (const name of slots) known(values[name], 'listed').values.fill(0);
    await checkpoint.save([encodeBundle({ values, notes })], saved.spent);
    await runForReal(change, store);
    expect(await weightsOf(store, plan)).not.toEqual(await weightsOf(whole.store, plan));
  });

  it('says where a loss diverged, and finishes the rest', async () => {
    const run = await runForReal({ regimes: [joint, exploding] });
    const [good, bad] = collectRecords({ ...run, environment }).flatMap((r) => (r.kind === 'cell' ? [r] : []));
    expect(good?.status).toBe('completed');
    expect(bad).toMatchObject({ status: 'diverged', reason: expect.stringMatching(/exit `\w+` is (NaN|-?Infinity) at step \d+ of the phase `everything`/) as string });
    expect(bad?.nodes.map((n) => n.kind)).toEqual(['prepare']);
  });

  it('refuses a result that is not what the metric promised', async () => {
    const run = await runForReal({ regimes: [joint], metrics: [accuracy, lying] });
    const [cell] = collectRecords({ ...run, environment }).flatMap((r) => (r.kind === 'cell' ? [r] : []));
    expect(cell).toMatchObject({ status: 'failed', reason: expect.stringContaining('The result of `metric-lying` is not what its schema says') as string });
  });

  it.each([['joint', joint], ['mixed', mixed], ['disjoint', disjoint], ['stopping', stopping]])('never touches the test split in training: %s', async (_, regime) => {
    const run = await runForReal({ datasets: [canary], regimes: [regime], data: { train: 20, validation: 10, test: 10 } });
    const status = run.plan.nodes.map((n) => [n.kind, run.outcomes.get(n.key)?.status].join(' '));
    expect(status.filter((s) => s.startsWith('p'))).toEqual(expect.arrayContaining(['prepare completed', 'phase completed', 'predict failed']));
    expect(status).not.toContain('phase failed');
  });

  it('names no host, user or path in its records', async () => {
    const run = await runForReal({ datasets: [canary], regimes: [joint] });
    const text = formatRecords(collectRecords({ ...run, environment }));
    expect(text).toContain('The test split was touched.');
    for (const name of [hostname(), process.cwd(), 'file://', '/packages/']) expect(text).not.toContain(name);
  });
});

describe('a worker', () => {
  it('that dies costs its node only', { timeout: 30_000 }, async () => {
    const plan = await tempPlan({ regimes: [joint], metrics: [accuracy] });
    const executor = localExecutor({ jobs: 1, env: { ...process.env, NODE_OPTIONS: '--no-such-option' } });
    const run = await runToEnd(plan, { store: await tempFolder(), executor });
    await executor.close();
    const failed = run.outcomes.get(known(plan.nodes[0], 'prepare').key);
    expect(failed).toMatchObject({ status: 'failed', reason: expect.stringContaining('The worker process ended with code 9') as string });
    expect(failed !== undefined && 'log' in failed ? failed.log.join() : '').toContain('--no-such-option');
  });

  it.each([['asked to', 30], ['ended, when it does not', 0]])('is stopped: %s', { timeout: 60_000 }, async (_, grace) => {
    const plan = await tempPlan({ regimes: [joint], epochs: 100_000 });
    const store = await tempFolder();
    const executor = localExecutor({ jobs: 1, grace });
    const abort = new AbortController();
    const run = await runToEnd(plan, {
      store, signal: abort.signal,
      executor: { ...executor, run: (job, tell) => executor.run(job, (news) => {
        if (news.kind === 'progress') abort.abort();
        tell(news);
      }) },
    });
    await executor.close();
    expect(Object.values(statuses(plan, run))).toEqual(['completed', 'interrupted', 'blocked', 'blocked']);
    const phase = known(plan.nodes.find((n) => n.kind === 'phase'), 'joint has one');
    // One that is ended may or may not have come to saving.
    const isSaved = (await openStore(store).checkpoint(phase.key).load()) !== undefined;
    expect(isSaved || grace === 0).toBe(true);
  });

  it('stops when the engine is not the one that was planned', async () => {
    const plan = await tempPlan({ regimes: [joint] }, { engine: { ...ENGINE, libraryVersion: '0.0.0' } });
    const run = await runToEnd(plan, { store: await tempFolder(), executor: inProcessExecutor() });
    expect(run.outcomes.get(known(plan.nodes[1], 'the phase').key)).toMatchObject({ status: 'failed', reason: expect.stringContaining('libraryVersion') as string });
  });
});

describe('the environment', () => {
  it('says commit, lockfile and Node, and nothing of the machine but its processor', () => {
    expect(Object.keys(environment).toSorted()).toEqual(['commit', 'cpu', 'dirty', 'engine', 'kind', 'lockfile', 'node', 'repeatable']);
    expect(environment.node).toBe(process.version);
    expect(environment.lockfile).toMatch(/^[0-9a-f]{64}$/);
  });
});
