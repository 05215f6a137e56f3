import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Benchmark, known } from '@exitbench/core';
import { formatRecords, parseRecords, withoutTimings } from '@exitbench/records';
import { describe, expect, it } from 'vitest';

import { type Executor, type Plan, type PlannedNode, collectRecords, localExecutor, openStore, readEnvironment } from '../../src/index.ts';
import type { SelectStored } from '../../src/run/perform/results.ts';
import { tunedPhase } from '../../src/run/perform/tunedPhase.ts';
import { contentPath } from '../../src/store/content.ts';
import { type Ran, failure, fakeExecutor, inProcessExecutor, runToEnd } from '../support/executors.ts';
import { canary } from '../support/plugins/canary.ts';
import { accuracy } from '../support/plugins/metrics.ts';
import { poisoned } from '../support/plugins/poisoned.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { ENGINE, tempFolder, tempPlan } from '../support/tempBench.ts';

const environment = readEnvironment(ENGINE);
const RATES = [0.001, 0.05];

type Tuned = Ran & { readonly plan: Plan; readonly store: string; readonly ran: readonly string[] };

async function runTuned(change: Partial<Benchmark> = {}, store?: string, executor: Executor = inProcessExecutor()): Promise<Tuned> {
  const plan = await tempPlan({ tune: { lr: RATES }, ...change });
  const folder = store ?? (await tempFolder());
  const run = await runToEnd(plan, { store: folder, executor });
  return { plan, store: folder, ran: run.events.flatMap((e) => (e.kind === 'node-started' ? [nameOf(plan, e.node.key)] : [])), ...run };
}

const nameOf = (plan: Plan, key: string): string => known(plan.nodes.find((n) => n.key === key), 'a node of the plan').name;
const nodeCalled = (plan: Plan, name: string): PlannedNode => known(plan.nodes.find((n) => n.name === name), name);
const recordsOf = ({ plan, outcomes }: Tuned): string => formatRecords(withoutTimings(parseRecords(formatRecords(collectRecords({ plan, outcomes, environment })))));
const cellsOf = ({ plan, outcomes }: Tuned): readonly { readonly status: string; readonly reason: string | null }[] =>
  collectRecords({ plan, outcomes, environment }).flatMap((r) => (r.kind === 'cell' ? [r] : []));

function selectionsOf({ plan, outcomes }: Tuned): readonly SelectStored[] {
  return plan.nodes.filter((n) => n.kind === 'select').map((n) => {
    const outcome = outcomes.get(n.key);
    return (outcome?.status === 'completed' ? outcome.result : null) as unknown as SelectStored;
  });
}

/** All that is stored of a node. */
async function storedOf({ store, plan }: Tuned, name: string): Promise<object> {
  const opened = openStore(store);
  const entry = known(await opened.find(nodeCalled(plan, name).key), name);
  const payloads = await Promise.all(Object.keys(entry.payloads).map(async (p) => [p, Buffer.from(await opened.read(entry, p)).toString('base64')] as const));
  return { result: entry.result, payloads: Object.fromEntries(payloads), work: entry.work };
}

describe('a benchmark with learning rates to choose from', () => {
  it('is run, recorded and cached; its records do not depend on the number of workers', { timeout: 120_000 }, async () => {
    const runs: Tuned[] = [];
    for (const jobs of [1, 2]) {
      const executor = localExecutor({ jobs });
      try {
        runs.push(await runTuned({ regimes: [joint, disjoint], seeds: [0, 1] }, undefined, executor));
      } finally {
        await executor.close();
      }
    }
    const [one, two] = runs as [Tuned, Tuned];
    expect(cellsOf(one).map((c) => c.status)).toEqual(Array(4).fill('completed'));
    expect(recordsOf(two)).toBe(recordsOf(one));

    const again = await runTuned({ regimes: [joint, disjoint], seeds: [0, 1] }, one.store);
    expect(again.ran).toEqual([]);
    expect(again.events[0]).toMatchObject({ toRun: 0, macs: 0 });
    expect(recordsOf(again)).toBe(recordsOf(one));

    const records = parseRecords(recordsOf(one));
    const [header] = records.flatMap((r) => (r.kind === 'header' ? [r] : []));
    expect(header?.plan.tune).toEqual({ lr: RATES, seed: { root: 0, init: 0, order: 0, augment: 0 } });
    const [cell] = records.flatMap((r) => (r.kind === 'cell' ? [r] : []));
    const selection = cell?.nodes.find((n) => n.kind === 'select')?.selection;
    expect(selection?.trials.map((t) => t.rate)).toEqual(RATES);
    expect(selection?.rate).toBe(RATES[(selection?.trials[0]?.score ?? 0) >= (selection?.trials[1]?.score ?? 0) ? 0 : 1]);
  });

  it('takes the chosen trial’s result for the first seed, with what it took', async () => {
    const run = await runTuned({ regimes: [joint] });
    const [selection] = selectionsOf(run);
    const chosen = await storedOf(run, `everything at ${selection?.rate}`);
    expect(await storedOf(run, 'everything')).toEqual(chosen);
    const copies = run.events.flatMap((e) => (e.kind === 'node-done' && e.copied ? [nameOf(run.plan, e.node.key)] : []));
    expect(copies).toEqual(['everything']);
    const other = RATES.find((rate) => rate !== selection?.rate);
    expect(await storedOf(run, `everything at ${other}`)).not.toEqual(chosen);
  });

  it('trains the first seed’s phase to the same bits where the trial is gone', async () => {
    const run = await runTuned({ regimes: [joint] });
    const before = await storedOf(run, 'everything');
    // Another store with the choice, and without its trials.
    const folder = await tempFolder();
    const [from, to] = [openStore(run.store), openStore(folder)];
    for (const name of ['prepare', 'rate of everything']) await to.write(known(await from.find(nodeCalled(run.plan, name).key), name), {});
    const { task, ...node } = nodeCalled(run.plan, 'everything');
    if (task.kind !== 'phase') throw new Error('It is a phase.');
    expect(await tunedPhase(task, from)).toMatchObject({ copy: { result: expect.any(Object) as object } });
    expect(await tunedPhase(task, to)).toMatchObject({ copy: null, planned: { phase: { optimiser: { rate: selectionsOf(run)[0]?.rate } } } });
    const job = { ...node, task, store: folder, engine: run.plan.engine, limits: { seconds: 600, memory: 2 ** 32 } };
    expect(await inProcessExecutor().run(job, () => {})).toMatchObject({ kind: 'done' });
    const after = await storedOf({ ...run, store: folder }, 'everything');
    expect({ ...after, work: null }).toEqual({ ...before, work: null });
  });

  it('trains it to the same bits where the trial is damaged', async () => {
    const run = await runTuned({ regimes: [joint] });
    const before = await storedOf(run, 'everything');
    const trial = known(await openStore(run.store).find(nodeCalled(run.plan, `everything at ${selectionsOf(run)[0]?.rate}`).key), 'it was trained');
    // Another store with the choice and a trial whose weights are not what was written.
    const folder = await tempFolder();
    const [from, to] = [openStore(run.store), openStore(folder)];
    for (const name of ['prepare', 'rate of everything']) await to.write(known(await from.find(nodeCalled(run.plan, name).key), name), {});
    const payloads = await Promise.all(Object.keys(trial.payloads).map(async (name) => [name, await from.read(trial, name)] as const));
    const copied = await to.write(trial, Object.fromEntries(payloads));
    const file = contentPath(join(folder, 'store'), known(Object.values(copied.payloads)[0], 'weights').integrity);
    const { task, ...node } = nodeCalled(run.plan, 'everything');
    if (task.kind !== 'phase') throw new Error('It is a phase.');
    expect(await tunedPhase(task, to)).toMatchObject({ copy: { result: expect.any(Object) as object } });
    // One bit, so that only reading it shows it.
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(file, bytes);
    const job = { ...node, task, store: folder, engine: run.plan.engine, limits: { seconds: 600, memory: 2 ** 32 } };
    expect(await inProcessExecutor().run(job, () => {})).toMatchObject({ kind: 'done' });
    expect({ ...(await storedOf({ ...run, store: folder }, 'everything')), work: null }).toEqual({ ...before, work: null });
  });

  it('trains other seeds at the chosen rate', async () => {
    const run = await runTuned({ regimes: [joint], seeds: [0, 1] });
    const rate = selectionsOf(run)[0]?.rate;
    const untuned = await runTuned({ regimes: [joint], seeds: [1], tune: { lr: RATES } });
    // Trials of seed 1 are what an untuned benchmark would train at each rate.
    const second = known(run.plan.nodes.findLast((n) => n.name === 'everything'), 'of seed 1');
    const entry = known(await openStore(run.store).find(second.key), 'it was trained');
    expect(entry.result).toEqual((await storedOf(untuned, `everything at ${rate}`) as { readonly result: unknown }).result);
  });

  it('trains only a new trial when one rate changes, and copies what follows on the first seed', async () => {
    const run = await runTuned({ regimes: [joint] });
    const next = await runTuned({ regimes: [joint], tune: { lr: [0.001, 0.1] } }, run.store);
    expect(next.ran.toSorted()).toEqual(['everything', 'everything at 0.1', 'metric-accuracy', 'predict', 'predict everything at 0.1', 'rate of everything']);
    expect(nodeCalled(next.plan, 'everything').macs).toBe(0);
  });

  it('chooses a backbone’s rate once for regimes that share it', async () => {
    const run = await runTuned({ regimes: [mixed, disjoint] });
    expect(run.ran.filter((name) => name.startsWith('backbone at'))).toEqual(RATES.map((rate) => `backbone at ${rate}`));
    expect(run.ran.filter((name) => name === 'backbone')).toHaveLength(1);
  });
});

describe('the test part', () => {
  it('is not touched by trials and choices', async () => {
    const run = await runTuned({ datasets: [canary], regimes: [disjoint], data: { train: 20, validation: 10, test: 10 } });
    const status = (kind: string): readonly string[] => run.plan.nodes.filter((n) => n.kind === kind).map((n) => run.outcomes.get(n.key)?.status ?? '');
    expect(status('select')).toEqual(['completed', 'completed']);
    expect(status('phase').every((s) => s === 'completed')).toBe(true);
    // Negative control: who asks for it is caught.
    expect(run.outcomes.get(nodeCalled(run.plan, 'predict').key)).toMatchObject({ status: 'failed', reason: expect.stringContaining('The test split was touched.') as string });
  });

  it('can be poisoned without any effect on choices and weights', async () => {
    const [plain, bad] = [await runTuned({ regimes: [disjoint] }), await runTuned({ datasets: [poisoned], regimes: [disjoint] })];
    expect(selectionsOf(bad)).toEqual(selectionsOf(plain));
    const resultOf = async (run: Tuned): Promise<object> => ({ ...(await storedOf(run, 'heads')), work: null });
    expect(await resultOf(bad)).toEqual(await resultOf(plain));
    // Negative control: the metric sees it.
    const exits = (run: Tuned): unknown => collectRecords({ ...run, environment }).flatMap((r) => (r.kind === 'value' ? [(r.result as { readonly exits: unknown }).exits] : []));
    expect(exits(bad)).not.toEqual(exits(plain));
  });
});

describe('a trial', () => {
  it('that diverges has lost; the cell completes, and nothing is tried again', async () => {
    const change = { regimes: [joint], tune: { lr: [0.05, 1e30] } };
    const run = await runTuned(change);
    expect(selectionsOf(run)).toEqual([{ rate: 0.05, trials: [{ rate: 0.05, score: expect.any(Number) as number }, { rate: 1e30, score: null }] }]);
    expect(run.outcomes.get(nodeCalled(run.plan, 'everything at 1e+30').key)).toMatchObject({ status: 'diverged' });
    expect(cellsOf(run)).toMatchObject([{ status: 'completed', reason: null }]);
    const again = await runTuned(change, run.store);
    expect(again.ran).toEqual([]);
    expect(recordsOf(again)).toBe(recordsOf(run));
  });

  it('of which all diverge makes the cell diverge, for good', async () => {
    const change = { regimes: [joint], tune: { lr: [1e29, 1e30] } };
    const run = await runTuned(change);
    expect(cellsOf(run)).toMatchObject([{ status: 'diverged', reason: expect.stringContaining('at every learning rate that was tried: 1e+29, 1e+30') as string }]);
    expect((await runTuned(change, run.store)).ran).toEqual([]);
  });

  it('that fails blocks the choice, and the cell has its reason', async () => {
    const executor = fakeExecutor({ end: ({ label }) => (label.endsWith('/0 backbone at 0.05') ? failure('unexpected', 'It broke.') : undefined) });
    const run = await runTuned({ regimes: [joint, mixed], metrics: [accuracy] }, undefined, executor);
    expect(run.outcomes.get(nodeCalled(run.plan, 'rate of backbone').key)).toMatchObject({ status: 'blocked' });
    expect(cellsOf(run)).toMatchObject([{ status: 'completed' }, { status: 'failed', reason: 'It broke.' }]);
  });

  it('of which the prediction is lost is not taken for one that diverged', async () => {
    const run = await runTuned({ regimes: [joint] });
    const { task, ...node } = nodeCalled(run.plan, 'rate of everything');
    const job = { ...node, task, store: await tempFolder(), engine: run.plan.engine, limits: { seconds: 600, memory: 2 ** 32 } };
    expect(await inProcessExecutor().run(job, () => {})).toMatchObject({ kind: 'failed', failure: { code: 'bad-store' } });
  });
});
