import { type Benchmark, ExitbenchError, type HasParams, defineArchitecture, defineDataset, use } from '@exitbench/core';
import { gapHead } from '@exitbench/nn';
import { describe, expect, it } from 'vitest';

import { planBenchmark, resolveBenchmark } from '../../src/index.ts';
import { adding } from '../support/plugins/adding.ts';
import { accuracy, outside } from '../support/plugins/metrics.ts';
import { brighterData } from '../support/plugins/brighterData.ts';
import { joint, mixed, throwing } from '../support/plugins/regimes.ts';
import { tinyData } from '../support/plugins/tinyData.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { ENGINE, tempBench, tempPlan } from '../support/tempBench.ts';

function refusal(change: Partial<Benchmark>, profile = 'all'): ExitbenchError {
  try {
    resolveBenchmark(tempBench(change), profile);
  } catch (error) {
    if (error instanceof ExitbenchError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('resolving a benchmark', () => {
  it('fills every default in and freezes', () => {
    const { benchmark } = resolveBenchmark(tempBench({ regimes: [mixed, use(joint, {}, { role: 'control' })] }), 'all');
    expect(benchmark.regimes.map(({ id, params, role }) => ({ id, params, role }))).toEqual([
      { id: 'regime-mixed', params: { share: 0.5 }, role: 'ranked' }, { id: 'regime-joint', params: {}, role: 'control' },
    ]);
    expect(benchmark).toMatchObject({ evaluationBatch: 500, snapshots: null, notice: null, data: { train: 40, validation: 20, test: null } });
    expect(benchmark.datasets[0]).toMatchObject({ variant: 'computed', sizes: { train: 40, validation: 20, test: 20 } });
    expect(() => Object.assign(benchmark.data, { train: 1 })).toThrow(TypeError);
  });

  it('takes what a profile says, and the literal for the rest', () => {
    const { benchmark } = resolveBenchmark(tempBench({ profiles: { all: {}, small: { epochs: 1, notice: 'small' } } }), 'small');
    expect(benchmark).toMatchObject({ profile: 'small', epochs: [1], namesEpochs: false, notice: 'small', data: { train: 40 } });
  });

  it('suggests the nearest profile', () => {
    const error = refusal({ profiles: { smoke: {}, quick: {} } }, 'qick');
    expect(error.code).toBe('unknown-name');
    expect(error.hint).toContain('Did you mean `quick`?');
    expect(error.at).toBe('temp.profiles');
  });

  it('does not take a property of every object for a profile', () => {
    expect(refusal({}, 'constructor').code).toBe('unknown-name');
  });

  it.each<readonly [string, Partial<Benchmark>, string, string]>([
    ['a misspelt parameter', { regimes: [{ plugin: mixed, params: { shaer: 0.5 } }] }, 'unknown-name', 'temp.regimes[0].params.shaer'],
    ['a parameter out of range', { regimes: [joint, use(mixed, { share: 2 })] }, 'bad-parameter', 'temp.regimes[1].params.share'],
    ['a parameter of the wrong type', { architectures: [{ plugin: tinyNet, params: { width: '3' } }] }, 'bad-parameter', 'temp.architectures[0].params.width'],
    ['too many samples', { data: { train: 41, validation: 20 } }, 'bad-config', 'temp.data.train'],
    ['half a sample', { data: { train: 40, validation: 0.5 } }, 'bad-config', 'temp.data.validation'],
    ['no epochs', { epochs: 0 }, 'bad-config', 'temp.epochs'],
    ['an endless training', { epochs: Infinity }, 'bad-config', 'temp.epochs'],
    ['an empty axis', { seeds: [] }, 'bad-config', 'temp.seeds'],
    ['a seed that is no seed', { seeds: [0, -1] }, 'bad-config', 'temp.seeds[1].root'],
    ['a seed twice', { seeds: [0, { root: 0 }] }, 'bad-config', 'temp.seeds[1]'],
    ['a regime twice', { regimes: [mixed, use(mixed, { share: 0.5 })] }, 'bad-config', 'temp.regimes[1]'],
    ['an unknown variant', { datasets: [{ plugin: tinyData, variant: 'ofther' }] }, 'unknown-name', 'temp.datasets[0].variant'],
    ['a negative rate', { recipe: { optimiser: { kind: 'sgd', rate: -1, momentum: 0, decay: 0, decayScope: 'all' } } }, 'bad-config', 'temp.recipe.optimiser.rate'],
    ['milestones out of range', { recipe: { schedule: { kind: 'step', warmup: 0, milestones: [2], factor: 0.1 } } }, 'bad-config', 'temp.recipe.schedule.milestones[0]'],
    ['a misspelt part of a recipe', { recipe: { bacth: 5 } as object }, 'unknown-name', 'temp.recipe.bacth'],
    ['a plugin of another kind', { regimes: [tinyNet as HasParams as typeof joint] }, 'bad-config', 'temp.regimes[0]'],
    ['a regime that is not there', { regimes: [undefined as never] }, 'bad-config', 'temp.regimes[0]'],
    ['the name of a plugin', { regimes: [joint, 'mixed' as never] }, 'bad-config', 'temp.regimes[1]'],
    ['a used plugin without parameters', { regimes: [{ plugin: joint, role: 'control' } as never] }, 'bad-config', 'temp.regimes[0].params'],
    ['a used plugin that is not there', { regimes: [{ plugin: undefined, params: {} } as never] }, 'bad-config', 'temp.regimes[0]'],
    ['a misspelt field of a used plugin', { regimes: [{ plugin: joint, params: {}, rol: 'control' } as never] }, 'unknown-name', 'temp.regimes[0].rol'],
    ['a role that does not exist', { regimes: [{ plugin: joint, params: {}, role: 'controll' } as never] }, 'unknown-name', 'temp.regimes[0].role'],
    ['an order of what is no control', { regimes: [use(joint, {}, { order: 1 })] }, 'bad-config', 'temp.regimes[0].order'],
    ['the usual order as another', { regimes: [use(joint, {}, { role: 'control', order: 0 })] }, 'bad-config', 'temp.regimes[0].order'],
    ['half an order', { regimes: [use(joint, {}, { role: 'control', order: 1.5 })] }, 'bad-config', 'temp.regimes[0].order'],
    ['an order above the range of seeds', { regimes: [use(joint, {}, { role: 'control', order: 4295 })] }, 'bad-config', 'temp.regimes[0].order'],
    ['an order twice', { regimes: [use(joint, {}, { role: 'control', order: 1 }), use(joint, {}, { role: 'control', order: 1 })] }, 'bad-config', 'temp.regimes[1]'],
    ['a role of a metric', { metrics: [use(accuracy, {}, { role: 'control' })] }, 'bad-config', 'temp.metrics[0].role'],
    ['an order of an architecture', { architectures: [use(tinyNet, {}, { order: 1 })] }, 'bad-config', 'temp.architectures[0].order'],
    ['a part of the cells for a regime', { regimes: [use(joint, {}, { only: { seeds: 1 } })] }, 'bad-config', 'temp.regimes[0].only'],
    ['a part of the cells for a head', { exits: [{ placement: 'dense', head: use(gapHead, {}, { only: { seeds: 1 } }) }] }, 'bad-config', 'temp.exits[0].head.only'],
    ['other data sets for a regime', { regimes: [use(joint, {}, { on: [tinyData] })] }, 'bad-config', 'temp.regimes[0].on'],
    ['no part of the cells', { metrics: [use(accuracy, {}, { only: {} })] }, 'bad-config', 'temp.metrics[0].only'],
    ['a part of no seeds', { metrics: [use(accuracy, {}, { only: { seeds: 0 } })] }, 'bad-config', 'temp.metrics[0].only.seeds'],
    ['a part of no data sets', { metrics: [use(accuracy, {}, { only: { datasets: [] } })] }, 'bad-config', 'temp.metrics[0].only.datasets'],
    ['a data set that the benchmark has not', { metrics: [use(accuracy, {}, { only: { datasets: ['tiny', 'dataset-tny'] } })] }, 'unknown-name', 'temp.metrics[0].only.datasets[1]'],
    ['a misspelt part of the cells', { metrics: [use(accuracy, {}, { only: { seed: 1 } as never })] }, 'unknown-name', 'temp.metrics[0].only.seed'],
    ['other data sets for a metric that reads none', { metrics: [use(accuracy, {}, { on: [brighterData] })] }, 'bad-config', 'temp.metrics[0].on'],
    ['no other data sets for a metric that reads some', { metrics: [outside] }, 'bad-config', 'temp.metrics[0]'],
    ['an empty list of other data sets', { metrics: [use(outside, {}, { on: [] })] }, 'bad-config', 'temp.metrics[0].on'],
    ['another data set twice', { metrics: [use(outside, {}, { on: [brighterData, { plugin: brighterData, variant: 'other' }] })] }, 'bad-config', 'temp.metrics[0].on[1]'],
    ['another data set with too few test samples', { data: { train: 40, validation: 20, test: 15 }, metrics: [use(outside, {}, { on: [brighterData] })] }, 'bad-config', 'temp.data.test'],
    ['a budget twice', { epochs: [2, 4, 2] }, 'bad-config', 'temp.epochs[2]'],
    ['a budget of nothing', { epochs: [2, 0] }, 'bad-config', 'temp.epochs[1]'],
    ['no budget', { epochs: [] }, 'bad-config', 'temp.epochs'],
    ['no data sizes', { data: undefined as never }, 'bad-config', 'temp.data'],
    ['a misspelt split', { data: { train: 40, validation: 20, tset: 20 } as never }, 'unknown-name', 'temp.data.tset'],
    ['a data set that is not there', { datasets: [null as never] }, 'bad-config', 'temp.datasets[0]'],
    ['a misspelt field of a data set', { datasets: [{ plugin: tinyData, varaint: 'other' } as never] }, 'unknown-name', 'temp.datasets[0].varaint'],
    ['exits without a head', { exits: [{ placement: 'dense' } as never] }, 'bad-config', 'temp.exits[0].head'],
    ['exits without a placement', { exits: [{ head: gapHead } as never] }, 'bad-config', 'temp.exits[0].placement'],
    ['a misspelt field of exits', { exits: [{ placment: 'dense', head: gapHead } as never] }, 'unknown-name', 'temp.exits[0].placment'],
    ['a text as a seed', { seeds: [0, 'a' as never] }, 'bad-config', 'temp.seeds[1]'],
    ['no seed', { seeds: [null as never] }, 'bad-config', 'temp.seeds[0]'],
    ['a misspelt axis', { regims: [joint] } as never, 'unknown-name', 'temp.regims'],
    ['a field of phases', { budget: { epochs: 2 } } as never, 'unknown-name', 'temp.budget'],
    ['a number as a title', { title: 5 as never }, 'bad-config', 'temp.title'],
    ['a text as snapshots', { snapshots: 'all' as never }, 'bad-config', 'temp.snapshots'],
    ['no profiles', { profiles: undefined as never }, 'bad-config', 'temp.profiles'],
    ['one learning rate', { tune: { lr: [0.1] } }, 'bad-config', 'temp.tune.lr'],
    ['no learning rate', { tune: { lr: [] } }, 'bad-config', 'temp.tune.lr'],
    ['a learning rate twice', { tune: { lr: [0.1, 0.05, 0.1] } }, 'bad-config', 'temp.tune.lr[2]'],
    ['a learning rate that is no number', { tune: { lr: [0.1, NaN] } }, 'bad-config', 'temp.tune.lr[1]'],
    ['a learning rate without end', { tune: { lr: [Infinity, 0.1] } }, 'bad-config', 'temp.tune.lr[0]'],
    ['a negative learning rate', { tune: { lr: [0.1, -0.1] } }, 'bad-config', 'temp.tune.lr[1]'],
    ['a learning rate of nothing', { tune: { lr: [0, 0.1] } }, 'bad-config', 'temp.tune.lr[0]'],
    ['a number as learning rates', { tune: { lr: 0.1 as never } }, 'bad-config', 'temp.tune.lr'],
    ['a misspelt part of tuning', { tune: { rl: [0.1, 0.2] } as never }, 'unknown-name', 'temp.tune.rl'],
    ['tuning in a profile', { profiles: { all: { tune: { lr: [1] } } } }, 'bad-config', 'temp.profiles.all.tune.lr'],
    ['a share above one', { snapshots: [0, 1.5] }, 'bad-config', 'temp.snapshots[1]'],
  ])('refuses %s, with its path', (_, change, code, at) => {
    expect(refusal(change)).toMatchObject({ code, at });
  });

  it('says what to do with what is listed twice', () => {
    expect(refusal({ seeds: [0, 0] })).toMatchObject({ at: 'temp.seeds[1]', hint: 'Take one of them out.' });
    expect(refusal({ datasets: [tinyData, tinyData] })).toMatchObject({ at: 'temp.datasets[1]', hint: 'Take one of them out, or name another variant.' });
    expect(refusal({ regimes: [joint, joint] })).toMatchObject({ at: 'temp.regimes[1]', hint: 'Give one of them other parameters, or take it out.' });
  });

  it('says which profile a wrong value stands in', () => {
    expect(refusal({ profiles: { all: { epochs: -1 } } }).at).toBe('temp.profiles.all.epochs');
    expect(refusal({ profiles: { all: { epoch: 1 } as object } })).toMatchObject({ at: 'temp.profiles.all.epoch', hint: expect.stringContaining('`epochs`') });
  });

  it('names the nearest field', () => {
    expect(refusal({ regims: [joint] } as never).hint).toContain('Did you mean `regimes`?');
    expect(refusal({ metrics: [use(accuracy, {}, { only: { datasets: ['dataset-tny'] } })] }).hint).toContain('Did you mean `dataset-tiny`?');
    expect(refusal({ data: { trian: 40, validation: 20 } as never }).hint).toContain('Did you mean `train`?');
  });

  it('refuses an architecture that suits none of the data sets, and lets one pass that suits one of them', () => {
    const narrow = defineArchitecture({ ...tinyNet, id: 'architecture-narrow', supports: ({ id }, { width }) => (width < 3 || id === 'dataset-values' ? { reason: 'It is narrow.' } : true) });
    const values = defineDataset({ ...tinyData, id: 'dataset-values' });
    const wrong = refusal({ datasets: [tinyData, values], architectures: [tinyNet, use(narrow, { width: 2 })] });
    expect(wrong).toMatchObject({ code: 'bad-config', at: 'temp.architectures[1]', message: '`architecture-narrow` can be run on none of the data sets. It is narrow.' });
    expect(() => resolveBenchmark(tempBench({ datasets: [values, tinyData], architectures: [use(narrow, { width: 3 })] }), 'all')).not.toThrow();
    expect(refusal({ profiles: { all: { architectures: [use(narrow, { width: 1 })] } } }).at).toBe('temp.profiles.all.architectures[0]');
  });

  it('refuses two plugins of one id', () => {
    const twin = { ...accuracy, title: 'Twin' };
    expect(refusal({ metrics: [accuracy, twin] }).message).toContain('Two plugins are called `metric-accuracy`');
  });
});

describe('what is said of a use beside its parameters', () => {
  it('is resolved: role and order of regimes, parts of the cells and other data sets of metrics', () => {
    const { benchmark } = resolveBenchmark(tempBench({
      seeds: [3, 4, 5], epochs: [4, 2], data: { train: 40, validation: 20, test: 10 },
      regimes: [joint, use(joint, {}, { role: 'control', order: 4294 })],
      metrics: [use(accuracy, {}, { only: { seeds: 2, datasets: ['tiny'] } }), use(outside, {}, { on: [brighterData] })],
    }), 'all');
    expect(benchmark.regimes.map(({ role, order }) => [role, order])).toEqual([['ranked', 0], ['control', 4294]]);
    expect(benchmark.metrics[0]?.only).toEqual({ seeds: [3, 4].map((root) => ({ root, init: root, order: root, augment: root })), datasets: ['tiny:computed'], controls: true });
    expect(benchmark.metrics[1]).toMatchObject({ only: null, on: [{ id: 'dataset-brighter', variant: 'computed', sizes: { train: 20, validation: 20, test: 10 } }] });
    expect(benchmark).toMatchObject({ epochs: [2, 4], namesEpochs: true });
  });

  it('may be left undefined', () => {
    const { benchmark } = resolveBenchmark(tempBench({ regimes: [{ plugin: joint, params: {}, role: undefined } as never] }), 'all');
    expect(benchmark.regimes[0]).toMatchObject({ role: 'ranked', order: 0 });
  });

  it('may ask for more seeds than a profile has', () => {
    const { benchmark } = resolveBenchmark(tempBench({ seeds: [0], metrics: [use(accuracy, {}, { only: { seeds: 5 } })] }), 'all');
    expect(benchmark.metrics[0]?.only?.seeds).toHaveLength(1);
  });
});

describe('planning', () => {
  it('refuses two cells of one name', async () => {
    const twins = [{ placement: 'dense', head: { ...gapHead, id: 'a-b' } }, { placement: 'dense', head: { ...gapHead, id: 'a' }, combiner: { ...adding, id: 'b' } }] as const;
    const error = await tempPlan({ exits: twins, regimes: [joint] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'bad-config', at: 'temp.cells[1]', message: 'The cell `tiny:computed/tiny/dense-a-b/joint/0` is listed twice.' });
    const apart = [twins[0], { ...twins[1], combiner: { ...adding, id: 'c' } }];
    expect((await tempPlan({ exits: apart, regimes: [joint] })).cells).toHaveLength(2);
  });

  it('answers incompatibility with a sentence, and plans the rest', async () => {
    const values = defineDataset({ ...tinyData, id: 'dataset-values', task: { kind: 'regression', range: [0, 1] } });
    const { arms, cells } = await tempPlan({ datasets: [tinyData, values], regimes: [joint] });
    expect(arms.map((a) => a.excluded)).toEqual([null, 'It needs classes.']);
    expect(cells.map((c) => [c.id, c.nodes.length > 0, c.excluded])).toEqual([
      ['tiny:computed/tiny/dense-gap/joint/0', true, null], ['values:computed/tiny/dense-gap/joint/0', false, 'It needs classes.'],
    ]);
  });

  it('names the plugin that throws, and keeps the cause', async () => {
    const error = await tempPlan({ regimes: [throwing] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'plugin-failed', at: 'regime-throwing', cause: expect.any(TypeError) as unknown });
  });

  it('names a block that does not exist', async () => {
    const error = await tempPlan({ exits: [{ placement: ['block7'], head: gapHead }] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'unknown-name', hint: expect.stringContaining('`block1`') as unknown });
  });

  it('takes a part of the benchmark, by id or label', async () => {
    const regimes = [joint, mixed, use(mixed, { share: 0.25 })];
    const plan = await planBenchmark(tempBench({ regimes, seeds: [0, 1] }), { profile: 'all', engine: ENGINE, only: { regimes: ['mixed(share=0.25)', 'regime-joint'], seeds: [1] } });
    expect(plan.cells.map((c) => c.id)).toEqual(['tiny:computed/tiny/dense-gap/joint/1', 'tiny:computed/tiny/dense-gap/mixed(share=0.25)/1']);
    const error = await planBenchmark(tempBench({ regimes }), { profile: 'all', engine: ENGINE, only: { regimes: ['mixd'] } }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'unknown-name', hint: expect.stringContaining('`mixed`') as unknown });
    const misspelt = await planBenchmark(tempBench(), { profile: 'all', engine: ENGINE, only: { datasets: ['tny'] } }).catch((e: unknown) => e);
    expect(misspelt).toMatchObject({ code: 'unknown-name', at: 'only.datasets', message: 'There is no data set `tny`.', hint: expect.stringContaining('Did you mean `tiny`?') as unknown });
    expect((await planBenchmark(tempBench(), { profile: 'all', engine: ENGINE, only: { datasets: ['tiny'] } })).cells.length).toBe(3);
    expect(await planBenchmark(tempBench(), { profile: 'all', engine: ENGINE, only: { seeds: [] } }).catch((e: unknown) => e)).toMatchObject({ code: 'nothing-selected' });
  });
});
