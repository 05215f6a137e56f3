import { type Benchmark, defineArchitecture, defineDataset, use } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { planRecord } from '../../src/collect/planRecord.ts';
import type { Plan } from '../../src/index.ts';
import { brighterData } from '../support/plugins/brighterData.ts';
import { accuracy, classesOnly, outside, regimes, seeds, starts } from '../support/plugins/metrics.ts';
import { joint, mixed } from '../support/plugins/regimes.ts';
import { tinyData } from '../support/plugins/tinyData.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { keysOf, tempPlan } from '../support/tempBench.ts';

const wide = defineDataset({ ...tinyData, id: 'dataset-wide', input: [{ name: 'image', shape: [5, 4, 1], dtype: 'float32' }] });
const values = defineDataset({ ...tinyData, id: 'dataset-values', task: { kind: 'regression', range: [0, 1] } });
const anyNet = defineArchitecture({ ...tinyNet, id: 'architecture-any', supports: () => true });

const cellsOf = (plan: Plan, metric: string): readonly (readonly string[])[] => plan.values.filter((v) => v.metric === metric).map((v) => v.cells);
const short = (ids: readonly string[]): readonly string[] => ids.map((id) => id.replace(':computed/tiny/dense-gap', ''));
const onlyOf = (plan: Plan, metric: string): readonly string[] | null | undefined => planRecord(plan).metrics.find((m) => m.id === metric)?.only;

describe('a metric for a part of the cells', () => {
  const change: Partial<Benchmark> = { seeds: [3, 0, 1], datasets: [tinyData, brighterData], data: { train: 20, validation: 20, test: 12 }, regimes: [joint, mixed] };

  it('has results for the first seeds, whatever part of the benchmark is run', async () => {
    const metrics = [use(accuracy, {}, { only: { seeds: 2 } }), regimes];
    const plan = await tempPlan({ ...change, datasets: [tinyData], metrics });
    expect(cellsOf(plan, 'metric-accuracy').flatMap(short)).toEqual(['tiny/joint/3', 'tiny/joint/0', 'tiny/mixed/3', 'tiny/mixed/0']);
    expect(plan.without.map((w) => [w.metric, ...short([w.cell]), w.reason])).toEqual(['tiny/joint/1', 'tiny/mixed/1'].map((cell) => ['metric-accuracy', cell, 'The benchmark asks for it on seeds 3, 0 only.']));
    expect(onlyOf(plan, 'metric-accuracy')).toHaveLength(4);
    expect(onlyOf(plan, 'metric-regimes')).toBeNull();
    const part = await tempPlan({ ...change, datasets: [tinyData], metrics }, { only: { seeds: [1] } });
    expect([cellsOf(part, 'metric-accuracy'), onlyOf(part, 'metric-accuracy'), part.cells.length]).toEqual([[], [], 2]);
  });

  it('has results for data sets by id, and its keys are those of the whole', async () => {
    const [whole, plan] = await Promise.all([tempPlan({ ...change, metrics: [accuracy] }), tempPlan({ ...change, metrics: [use(accuracy, {}, { only: { seeds: 1, datasets: ['dataset-brighter'] } })] })]);
    expect(cellsOf(plan, 'metric-accuracy').flatMap(short)).toEqual(['brighter/joint/3', 'brighter/mixed/3']);
    expect(keysOf(whole, 'analyse')).toEqual(expect.arrayContaining([...keysOf(plan, 'analyse')]));
    for (const kind of ['prepare', 'phase', 'predict'] as const) expect(keysOf(plan, kind)).toEqual(keysOf(whole, kind));
    expect(plan.cells.filter((c) => c.nodes.some((key) => keysOf(plan, 'analyse').includes(key)))).toHaveLength(2);
  });

  it('is selected by each of its names: with its parameters, as records call it, and without', async () => {
    const metrics = [accuracy, use(accuracy, { digits: 3 }), regimes];
    const labels = async (name: string): Promise<readonly string[]> => (await tempPlan({ metrics }, { only: { metrics: [name] } })).metrics.map((m) => m.label);
    expect(await labels('metric-accuracy(digits=3)')).toEqual(['metric-accuracy(digits=3)']);
    expect(await labels('accuracy(digits=3)')).toEqual(['metric-accuracy(digits=3)']);
    expect(await labels('metric-accuracy')).toEqual(['metric-accuracy', 'metric-accuracy(digits=3)']);
    await expect(labels('metric-accuracy(digits=4)')).rejects.toThrow(/There is no metric `metric-accuracy\(digits=4\)`/);
  });

  it('may leave out controls', async () => {
    const metrics = [use(accuracy, {}, { only: { controls: false } }), regimes];
    const plan = await tempPlan({ ...change, datasets: [tinyData], seeds: [3], regimes: [joint, use(mixed, {}, { role: 'control' })], metrics });
    expect(cellsOf(plan, 'metric-accuracy').map(short)).toEqual([['tiny/joint/3']]);
    expect(plan.without.map((w) => [...short([w.cell]), w.reason])).toEqual([['tiny/mixed/3', 'The benchmark does not ask for it on controls.']]);
    expect(cellsOf(plan, 'metric-regimes').map((ids) => ids.length)).toEqual([2]);
    await expect(tempPlan({ ...change, metrics: [use(accuracy, {}, { only: { controls: true as unknown as false } })] })).rejects.toThrow(/`controls` is `false` or left out, not true/);
  });

  it('may compare: regimes of the first seed, and of all seeds those that are asked for', async () => {
    const plan = await tempPlan({ ...change, datasets: [tinyData], metrics: [use(regimes, {}, { only: { seeds: 1 } }), use(seeds, {}, { only: { seeds: 2 } })] });
    expect(cellsOf(plan, 'metric-regimes').map(short)).toEqual([['tiny/joint/3', 'tiny/mixed/3']]);
    expect(cellsOf(plan, 'metric-seeds').map((ids) => ids.length)).toEqual([2, 2]);
  });

  it('has none for tasks that it does not serve', async () => {
    const plan = await tempPlan({ datasets: [tinyData, values], architectures: [anyNet], regimes: [joint], metrics: [classesOnly, regimes] });
    expect(cellsOf(plan, 'metric-classes')).toEqual([['tiny:computed/any/dense-gap/joint/0']]);
    expect(plan.without).toEqual([{ metric: 'metric-classes', cell: 'values:computed/any/dense-gap/joint/0', reason: 'It is computed for classification, not for regression.' }]);
    expect(cellsOf(plan, 'metric-regimes')).toHaveLength(2);
  });
});

describe('a metric on other data sets', () => {
  const on = (...datasets: Benchmark['datasets']): Partial<Benchmark> => ({ regimes: [joint], metrics: [use(outside, {}, { on: datasets })] });

  it('gets a prediction on the test part of each, which trains nothing and is there once for all metrics', async () => {
    const [plain, one, two] = await Promise.all([
      tempPlan({ regimes: [joint], data: { train: 40, validation: 20, test: 10 } }), tempPlan({ ...on(brighterData), data: { train: 40, validation: 20, test: 10 } }),
      tempPlan({ regimes: [joint], data: { train: 40, validation: 20, test: 10 }, metrics: [use(outside, {}, { on: [brighterData] }), use({ ...outside, id: 'metric-outside-too' }, {}, { on: [brighterData] })] }),
    ]);
    for (const kind of ['phase', 'select'] as const) expect(keysOf(one, kind)).toEqual(keysOf(plain, kind));
    expect(keysOf(one, 'predict', 'predict')).toEqual(keysOf(plain, 'predict'));
    const [predict] = one.nodes.filter((n) => n.name === 'predict brighter:computed');
    expect(predict?.task).toMatchObject({ kind: 'predict', on: { id: 'dataset-brighter', sizes: { test: 10 } }, pieces: null });
    expect(predict?.steps).toBe(1);
    expect(one.cells[0]?.nodes.map((key) => one.nodes.find((n) => n.key === key)?.name)).toEqual(['prepare', 'everything', 'predict', 'prepare', 'predict brighter:computed', 'metric-outside']);
    expect(keysOf(two, 'predict')).toEqual(keysOf(one, 'predict'));
    one.nodes.forEach((node, i) => expect(one.nodes.slice(0, i).map((n) => n.key)).toEqual(expect.arrayContaining([...node.after])));
  });

  it('leaves out the network’s own data set, and has nothing where no other is left', async () => {
    const plan = await tempPlan({ ...on(brighterData, tinyData), datasets: [tinyData, brighterData], data: { train: 20, validation: 20, test: 12 } });
    const others = plan.nodes.flatMap((n) => (n.task.kind === 'analyse' ? [n.task.cells[0]?.others.map((o) => o.dataset)] : []));
    expect(others).toEqual([['dataset-brighter'], ['dataset-tiny']]);
    const alone = await tempPlan(on(tinyData));
    expect([alone.values, alone.without.map((w) => w.reason), onlyOf(alone, 'metric-outside')]).toEqual([[], ['It needs another data set than the network\'s own.'], []]);
    // Another variant is another data set.
    expect((await tempPlan(on({ plugin: tinyData, variant: 'other' }))).values).toHaveLength(1);
  });

  it('has nothing where an input is of another shape, and says so', async () => {
    const plan = await tempPlan({ ...on(brighterData, wide), data: { train: 40, validation: 20, test: 12 } });
    expect(plan.values).toEqual([]);
    expect(plan.without[0]?.reason).toBe('wide:computed does not fit the network: its inputs are image 5×4×1 float32, not image 4×4×1 float32.');
    expect(plan.nodes.filter((n) => n.kind === 'predict')).toHaveLength(1);
  });

  it('is another result on another data set or test size, and the same in whatever order they stand', async () => {
    const third = defineDataset({ ...brighterData, id: 'dataset-third' });
    const key = async (change: Partial<Benchmark>, test = 12): Promise<readonly string[]> => keysOf(await tempPlan({ ...change, data: { train: 40, validation: 20, test } }), 'analyse');
    const first = await key(on(brighterData, third));
    expect(await key(on(third, brighterData))).toEqual(first);
    expect(await key(on(brighterData))).not.toEqual(first);
    expect(await key(on(third))).not.toEqual(await key(on(brighterData)));
    expect(await key(on(brighterData, third), 10)).not.toEqual(first);
  });
});

describe('the arm of a compared cell', () => {
  const armsOf = (plan: Plan): readonly unknown[] => plan.nodes.flatMap((n) => (n.task.kind === 'analyse' ? n.task.cells.map((c) => c.arm) : []));

  it('is told to comparisons of regimes alone, and is in their keys', async () => {
    const control = use(joint, {}, { role: 'control', order: 1 });
    const plan = await tempPlan({ regimes: [joint, control], metrics: [starts] });
    const told = { regime: 'regime-joint', params: {} };
    const arms = [{ ...told, label: 'joint', role: 'ranked', order: 0 }, { ...told, label: 'joint (other order)', role: 'control', order: 1 }];
    expect(armsOf(plan)).toEqual(arms);
    const inputs = plan.nodes.find((n) => n.kind === 'analyse')?.inputs.recipe['cells'];
    expect(inputs).toMatchObject(arms.map((arm) => ({ arm })));
    const role = await tempPlan({ regimes: [use(joint, {}, { role: 'control' }), control], metrics: [starts] });
    expect(keysOf(role, 'phase')).toEqual(keysOf(plan, 'phase'));
    expect(keysOf(role, 'analyse')).not.toEqual(keysOf(plan, 'analyse'));
  });

  it('is not told to metrics of one cell or of seeds, whose keys know no role', async () => {
    const [ranked, control] = await Promise.all([tempPlan({ regimes: [joint], metrics: [accuracy, seeds] }), tempPlan({ regimes: [use(joint, {}, { role: 'control' })], metrics: [accuracy, seeds] })]);
    expect(armsOf(ranked)).toEqual([null, null]);
    expect(keysOf(control, 'analyse')).toEqual(keysOf(ranked, 'analyse'));
  });
});
