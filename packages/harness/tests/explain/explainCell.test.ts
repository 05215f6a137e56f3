import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { type Benchmark, defineArchitecture, defineMetric, known, use } from '@exitbench/core';
import { describe, expect, it } from 'vitest';

import { type Comparison, type Explanation, type Plan, explainCell, openStore } from '../../src/index.ts';
import type { PlanOptions } from '../../src/plan/planBenchmark.ts';
import { accuracy } from '../support/plugins/metrics.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { tinyData } from '../support/plugins/tinyData.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { ENGINE, tempFolder, tempPlan } from '../support/tempBench.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { storeDiverged, storePlan } from './storePlan.ts';

/** Stores all of one plan and explains a cell of another. */
async function explained(before: Plan, after: Plan, cell = 'joint/0'): Promise<Explanation> {
  const folder = await tempFolder();
  await storePlan(folder, before);
  return explainCell(after, cell, folder);
}

/** Plans with one regime; what changes and what stays. */
async function change(change: Partial<Benchmark>, options: Partial<PlanOptions> = {}, cell = 'joint/0'): Promise<Explanation> {
  const [before, after] = await Promise.all([tempPlan({ regimes: [joint] }), tempPlan({ regimes: [joint], ...change }, options)]);
  return explained(before, after, cell);
}

const states = ({ nodes }: Explanation): readonly string[] => nodes.map(({ node, standing }) => `${node.name} ${standing.status}`);
const paths = (c: Comparison | null): readonly string[] => known(c, 'something is to be computed').differences.map((d) => `${d.path}: ${JSON.stringify(d.before)} → ${JSON.stringify(d.after)}`);

const UNTRAINED = ['prepare stored', 'everything missing', 'predict missing', 'metric-accuracy missing'];

describe('explain', () => {
  it('says that everything is stored', async () => {
    const same = await change({});
    expect(states(same)).toEqual(['prepare stored', 'everything stored', 'predict stored', 'metric-accuracy stored']);
    expect(same.first).toBeNull();
  });

  it('says that nothing of the kind is stored', async () => {
    const { first } = await explainCell(await tempPlan(), 'joint/0', await tempFolder());
    expect([first?.node.name, first?.neighbour, first?.differences]).toEqual(['prepare', null, []]);
  });

  it('names a changed parameter in each piece that has it', async () => {
    const found = await change({ architectures: [use(tinyNet, { rate: 0.1 })] }, {}, 'joint');
    expect(states(found)).toEqual(UNTRAINED);
    expect(found.first?.node.name).toBe('everything');
    expect(found.first?.neighbour?.label).toBe('tiny:computed/tiny/dense-gap/joint/0 everything');
    expect(paths(found.first)[0]).toMatch(/^recipe\.pieces\[block0\]\.spec.*rate: 0 → 0\.1$/);
    expect(paths(found.first)[1]).toMatch(/^recipe\.pieces\[block1\]\.spec.*rate: 0 → 0\.1$/);
    expect(paths(found.first)).toHaveLength(2);
  });

  it('names a changed seed', async () => {
    const found = await change({ seeds: [1] }, {}, 'joint/1');
    expect(states(found)).toEqual(UNTRAINED);
    expect(paths(found.first)).toEqual(['recipe.seed: 0 → 1']);
  });

  it('names the streams of a seed that follow no root', async () => {
    expect(paths((await change({ seeds: [{ root: 0, order: 1 }] }, {}, 'joint')).first)).toEqual(['recipe.seed.order: 0 → 1']);
    expect(paths((await change({ seeds: [{ root: 2, order: 0 }] }, {}, 'joint')).first)).toEqual(['recipe.seed.root: 0 → 2']);
  });

  it('names the seed of trials, not the rate, where seeds are listed in another order', async () => {
    const tune = { lr: [0.01, 0.1] };
    const [before, after] = await Promise.all([tempPlan({ regimes: [joint], tune, seeds: [0, 1] }), tempPlan({ regimes: [joint], tune, seeds: [1, 0] })]);
    const { first } = await explained(before, after, 'joint/1');
    expect([first?.node.name, first?.neighbour?.label]).toEqual(['everything at 0.01', 'tiny:computed/tiny/dense-gap/joint/0 everything at 0.01']);
    expect(paths(first)).toEqual(['recipe.seed: 0 → 1']);
  });

  it('names a changed setting of the engine', async () => {
    const found = await change({}, { engine: { ...ENGINE, instructionSet: 'AVX2' } });
    expect(states(found)).toEqual(UNTRAINED);
    expect(paths(found.first)).toEqual([`engine.instructionSet: ${JSON.stringify(ENGINE['instructionSet'])} → "AVX2"`]);
  });

  it('names a changed data variant, which the data set has first', async () => {
    const found = await change({ datasets: [{ plugin: tinyData, variant: 'other' }] });
    expect(states(found)[0]).toBe('prepare missing');
    expect(paths(found.first)).toEqual(['recipe.variant: "computed" → "other"']);
  });

  it('leaves training alone for an added metric', async () => {
    const other = defineMetric({ ...accuracy, id: 'metric-other' });
    const found = await change({ metrics: [accuracy, other] });
    expect(states(found)).toEqual(['prepare stored', 'everything stored', 'predict stored', 'metric-accuracy stored', 'metric-other missing']);
    expect(paths(found.first)).toEqual(['recipe.metric: "metric-accuracy" → "metric-other"']);
  });

  it('takes the neighbour that differs in the fewest values', async () => {
    const [before, after] = await Promise.all([tempPlan({ seeds: [0, 1], regimes: [joint, mixed] }), tempPlan({ seeds: [1], regimes: [joint, mixed], architectures: [use(tinyNet, { rate: 0.1 })] })]);
    const found = await explained(before, after, 'joint/1');
    expect(found.first?.neighbour?.label).toMatch(/joint\/1 everything$/);
  });
});

describe('explain, of code', () => {
  async function edited(edit: (workspace: Awaited<ReturnType<typeof tempWorkspace>>) => Promise<void>): Promise<Explanation> {
    const workspace = await tempWorkspace();
    const net = defineArchitecture({ ...tinyNet, module: workspace.url('net-a/src/index.ts') });
    const before = await tempPlan({ regimes: [joint], architectures: [net] });
    await edit(workspace);
    return explained(before, await tempPlan({ regimes: [joint], architectures: [net] }));
  }

  it('names the helper file that changed', async () => {
    const found = await edited((w) => w.edit('net-a/src/helper.ts', 'x * 2', 'x * 3'));
    expect(states(found)).toEqual(UNTRAINED);
    expect(found.first?.differences).toMatchObject([{ path: 'code.architecture', files: [{ name: '@exitbench/net-a/helper', change: 'changed' }] }]);
  });

  it('names files that are new, and are used no more', async () => {
    const found = await edited(async (w) => {
      await w.write('net-a/src/other.ts', 'export const widen = (x: number): number => x + 1;\nexport type Wide = number;\n');
      await w.edit('net-a/src/index.ts', "'./helper.ts'", "'./other.ts'");
    });
    expect(found.first?.differences[0]?.files?.map((f) => `${f.name} ${f.change}`)).toEqual([
      '@exitbench/net-a/helper removed', '@exitbench/net-a/index changed', '@exitbench/net-a/other added',
    ]);
  });

  it('finds no difference in a comment', async () => {
    const found = await edited((w) => w.edit('net-a/src/helper.ts', 'Twice as wide.', 'Double width.'));
    expect(found.first).toBeNull();
  });
});

describe('explain, of nodes before', () => {
  it('goes to the node that is read, and says what is new of it', async () => {
    const folder = await tempFolder();
    const [before, after] = await Promise.all([tempPlan({ regimes: [mixed] }), tempPlan({ regimes: [mixed], recipe: { batch: 5 } })]);
    await storePlan(folder, before);
    // The phases are trained already; the run was stopped before it evaluated them.
    await storePlan(folder, after, (n) => n.kind === 'phase');
    const { first } = await explainCell(after, 'mixed', folder);
    expect(first?.node.name).toBe('predict');
    expect(first?.differences.map((d) => d.path)).toEqual(['after.previous']);
    expect(first?.before?.node.name).toBe('everything');
    expect(paths(first?.before ?? null)[0]).toBe('recipe.phase.batch: 10 → 5');
    // Its own inputs differ, so there is nothing more to go to.
    expect(first?.before?.before).toBeNull();
  });
});

describe('explain, of what is not missing', () => {
  it('says how a node failed, where a checkpoint is, and what is damaged', async () => {
    const folder = await tempFolder();
    const plan = await tempPlan({ regimes: [disjoint] });
    const [prepare, backbone, heads] = plan.nodes.map((n) => n.key);
    await storePlan(folder, plan, (n) => n.kind !== 'phase');
    const { noteFailure } = await import('../../src/store/failures.ts');
    await noteFailure(folder, known(heads, 'planned'), { status: 'oom', reason: 'It held 5 GiB.', log: [] });
    const found = await explainCell(plan, 'disjoint', folder);
    expect(found.nodes.find(({ node }) => node.key === heads)?.standing).toEqual({ status: 'oom', reason: 'It held 5 GiB.', step: null });
    expect(found.nodes.find(({ node }) => node.key === prepare)?.standing.status).toBe('stored');
    expect(found.first?.node.key).toBe(backbone);
  });

  it('takes an entry that another node wrote for damage', async () => {
    const folder = await tempFolder();
    const plan = await tempPlan({ regimes: [joint] });
    await storePlan(folder, plan, (n) => n.kind !== 'phase');
    const phase = known(plan.nodes.find((n) => n.kind === 'phase'), 'planned');
    await openStore(folder).write({ key: phase.key, kind: 'phase', label: 'x', inputs: { made: 'up' }, result: null, work: { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null } }, {});
    const found = await explainCell(plan, 'joint', folder);
    expect(states(found)).toEqual(['prepare stored', 'everything damaged', 'predict stored', 'metric-accuracy stored']);
  });

  it('has nothing to compute of a cell that diverged', async () => {
    const folder = await tempFolder();
    const plan = await tempPlan({ regimes: [joint] });
    await storePlan(folder, plan, (n) => n.kind === 'prepare');
    await storeDiverged(folder, known(plan.nodes.find((n) => n.kind === 'phase'), 'planned'), 'The loss is NaN at step 7.');
    const found = await explainCell(plan, 'joint', folder);
    expect(states(found)).toEqual(['prepare stored', 'everything diverged', 'predict missing', 'metric-accuracy missing']);
    expect(found.first).toBeNull();
  });

  it('changes nothing in the store, and makes none', async () => {
    const folder = await tempFolder();
    const plan = await tempPlan({ regimes: [joint] });
    await explainCell(plan, 'joint', join(folder, 'none'));
    expect(await readdir(folder)).toEqual([]);
    await storePlan(folder, plan, (n) => n.kind === 'prepare');
    const look = async (): Promise<readonly string[]> => Promise.all((await readdir(folder, { recursive: true })).toSorted().map(async (name) => `${name} ${(await stat(join(folder, name))).mtimeMs}`));
    const before = await look();
    await explainCell(plan, 'joint', folder);
    expect(await look()).toEqual(before);
  });
});
