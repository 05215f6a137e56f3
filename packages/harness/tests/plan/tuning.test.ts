import { type Benchmark, defineRegime, fromRecipe, taskLoss, use } from '@exitbench/core';
import { gapHead, pooledHead } from '@exitbench/nn';
import { describe, expect, it } from 'vitest';

import { type Plan, type PlannedNode, planSnapshot } from '../../src/index.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { ENGINE, keysOf, tempBench, tempPlan } from '../support/tempBench.ts';
import { planBenchmark } from '../../src/index.ts';

const RATES = { lr: [0.01, 0.05, 0.1] };
const tuned = (change: Partial<Benchmark> = {}, only?: Parameters<typeof planBenchmark>[1]['only']): Promise<Plan> =>
  tempPlan({ tune: RATES, ...change }, only === undefined ? {} : { only });
const named = (plan: Plan, name: string): readonly PlannedNode[] => plan.nodes.filter((n) => n.name === name);
const names = (plan: Plan, kind: PlannedNode['kind']): readonly string[] => plan.nodes.filter((n) => n.kind === kind).map((n) => n.name);
const rateOf = (node: PlannedNode): unknown => (node.inputs.recipe['phase'] as { readonly optimiser: { readonly rate: unknown } }).optimiser.rate;

/** Three phases: only the first and the last are tuned. */
const three = defineRegime({
  ...mixed, id: 'regime-three', params: {},
  phases: (_, { recipe }) => (['backbone', 'heads', 'all'] as const).map((train) => ({
    ...fromRecipe(recipe), name: train, train, losses: [taskLoss(recipe, train === 'backbone' ? 'last' : 'all')], budget: { steps: 2 },
  })),
});

/** Heads first: its first phase is not of the backbone alone. */
const headsFirst = defineRegime({
  ...mixed, id: 'regime-heads-first', params: {},
  phases: (_, { recipe }) => (['all', 'heads'] as const).map((train) => ({ ...fromRecipe(recipe), name: train, train, losses: [taskLoss(recipe, 'all')], budget: { steps: 2 } })),
});

describe('trials', () => {
  it('are as many for the last phase of each regime, and shared for the backbone that regimes begin with', async () => {
    const { nodes, counts } = await tuned();
    const choices = nodes.flatMap((n) => (n.task.kind === 'select' ? [[n.name, n.task.trials.map((t) => t.rate)]] : []));
    expect(choices).toEqual(['everything', 'backbone', 'everything', 'heads'].map((name) => [`rate of ${name}`, RATES.lr]));
    // Four choices of three trials, and the four phases themselves.
    expect(counts.phase.distinct).toBe(4 * 3 + 4);
    expect(counts.select).toEqual({ planned: 5, distinct: 4 });
  });

  it('are ordinary phases at a rate: an untuned benchmark at that rate has the very node', async () => {
    const [plan, untuned] = await Promise.all([tuned({ regimes: [joint] }), tempPlan({ regimes: [joint] })]);
    // The recipe's rate is 0.05.
    expect(keysOf(untuned, 'phase')).toEqual(keysOf(plan, 'phase', 'everything at 0.05'));
    expect(keysOf(untuned, 'phase')).not.toEqual(keysOf(plan, 'phase', 'everything at 0.1'));
  });

  it('are on the first seed, also when another one is run', async () => {
    const [whole, part] = await Promise.all([tuned({ seeds: [0, 1, 2] }), tuned({ seeds: [0, 1, 2] }, { seeds: [2] })]);
    const trials = (plan: Plan): readonly PlannedNode[] => plan.nodes.filter((n) => n.kind === 'phase' && n.name.includes(' at '));
    expect(trials(part).map((n) => n.task.kind === 'phase' && n.task.seed.root)).toEqual(Array(12).fill(0));
    expect(trials(part).map((n) => n.key)).toEqual(trials(whole).map((n) => n.key));
    expect(keysOf(part, 'select')).toEqual(keysOf(whole, 'select'));
    expect(part.cells.map((c) => c.seed.root)).toEqual([2, 2, 2]);
    // Negative control: another first seed gives other trials.
    expect(keysOf(await tuned({ seeds: [1, 0] }), 'select')).not.toEqual(keysOf(whole, 'select'));
  });

  it('of a regime with three phases are of its first and last', async () => {
    const plan = await tuned({ regimes: [three] });
    expect(names(plan, 'select')).toEqual(['rate of backbone', 'rate of all']);
    expect(['backbone', 'heads', 'all'].map((name) => rateOf(named(plan, name)[0] as PlannedNode))).toEqual([null, 0.05, null]);
  });

  it('are not of a first phase with heads', async () => {
    expect(names(await tuned({ regimes: [headsFirst] }), 'select')).toEqual(['rate of heads']);
  });

  it('are evaluated on validation alone, on what has run', async () => {
    const plan = await tuned({ regimes: [disjoint] });
    const evaluated = (name: string): unknown => plan.nodes.flatMap((n) => (n.name === name && n.task.kind === 'predict' ? [n.task.pieces] : []));
    expect(evaluated('predict backbone at 0.1')).toEqual([['block0', 'block1', 'classifier']]);
    expect(evaluated('predict heads at 0.1')).toEqual([['block0', 'block1', 'classifier', 'block0/head']]);
    expect(evaluated('predict')).toEqual([null]);
    const select = named(plan, 'rate of backbone')[0];
    expect(select?.task).toMatchObject({ exits: ['classifier'] });
    expect(named(plan, 'predict backbone at 0.1')[0]?.inputs.recipe['parts']).toEqual(['validation']);
  });
});

describe('the choice for a backbone', () => {
  it('is one for disjoint and mixed, for every head and placement', async () => {
    const architectures = [use(tinyNet, { blocks: 3 })];
    const plans = await Promise.all([
      tuned({ architectures, regimes: [mixed] }), tuned({ architectures, regimes: [disjoint] }),
      tuned({ architectures, regimes: [mixed], exits: [{ placement: 'dense', head: pooledHead }] }),
      tuned({ architectures, regimes: [disjoint], exits: [{ placement: ['block1'], head: gapHead }] }),
    ]);
    const keys = (name: string): readonly string[] => plans.map((p) => String(named(p, name)[0]?.key));
    for (const name of ['rate of backbone', 'backbone', 'predict backbone at 0.1']) expect(new Set(keys(name)).size).toBe(1);
    // Negative controls: the last phase's choice depends on all of them, the backbone's on its share.
    const lasts = plans.map((p, i) => named(p, i % 2 === 0 ? 'rate of everything' : 'rate of heads')[0]?.key);
    expect(new Set(lasts).size).toBe(4);
    expect(keysOf(await tuned({ architectures, regimes: [use(mixed, { share: 0.25 })] }), 'phase', 'backbone')).not.toEqual(keysOf(plans[0] as Plan, 'phase', 'backbone'));
  });
});

describe('a tuned phase', () => {
  it('has the key of what chooses, never a rate', async () => {
    const { nodes } = await tuned({ regimes: [joint], seeds: [0, 1] });
    const phases = nodes.filter((n) => n.name === 'everything');
    const select = nodes.find((n) => n.kind === 'select');
    for (const { inputs, after } of phases) {
      expect(inputs.after['rate']).toMatchObject({ key: select?.key });
      expect(after).toContain(select?.key);
    }
    expect(phases.map(rateOf)).toEqual([null, null]);
  });

  it('costs nothing on the first seed, whose trials it is; the estimate counts the trials', async () => {
    const { nodes, arms } = await tuned({ regimes: [joint], seeds: [0, 1] });
    const [arm] = arms;
    const macs = arm?.excluded === null ? arm.macs : 0;
    const of = (test: (n: PlannedNode) => boolean): readonly (readonly number[])[] => nodes.filter((n) => n.kind === 'phase' && test(n)).map((n) => [n.macs, n.steps]);
    expect(of((n) => n.name === 'everything')).toEqual([[0, 0], [macs, 7]]);
    expect(of((n) => n.name !== 'everything')).toEqual([[macs, 7], [macs, 7], [macs, 7]]);
    expect(nodes.filter((n) => n.name === 'everything').map((n) => n.task.kind === 'phase' && n.task.rate?.trials.map((t) => t.rate))).toEqual([RATES.lr, []]);
  });

  it('follows, with everything after it, a change of one rate; the other trials stay', async () => {
    const [before, after] = await Promise.all([tuned({ regimes: [mixed], seeds: [0, 1] }), tuned({ regimes: [mixed], seeds: [0, 1], tune: { lr: [0.01, 0.05, 0.2] } })]);
    const old = new Set(before.nodes.map((n) => n.key));
    const fresh = after.nodes.filter((n) => !old.has(n.key)).map((n) => (n.task.kind === 'phase' ? `${n.name}, seed ${n.task.seed.root}${n.macs === 0 ? ', copied' : ''}` : n.name));
    expect(fresh).toEqual([
      // The one new trial of the backbone, and the choice.
      'backbone at 0.2, seed 0', 'predict backbone at 0.2', 'rate of backbone',
      // The choice may be another, so what follows has other keys: on the first seed a copy, then its trials.
      'backbone, seed 0, copied',
      'everything at 0.01, seed 0', 'predict everything at 0.01', 'everything at 0.05, seed 0', 'predict everything at 0.05', 'everything at 0.2, seed 0', 'predict everything at 0.2',
      'rate of everything', 'everything, seed 0, copied', 'predict', 'backbone, seed 1', 'everything, seed 1', 'predict',
      'metric-accuracy', 'metric-accuracy',
    ]);
    // A regime of one phase has one new trial only.
    const [one, two] = await Promise.all([tuned({ regimes: [joint] }), tuned({ regimes: [joint], tune: { lr: [0.01, 0.05, 0.2] } })]);
    const known = new Set(one.nodes.map((n) => n.key));
    expect(two.nodes.filter((n) => n.kind === 'phase' && !known.has(n.key)).map((n) => n.name)).toEqual(['everything at 0.2', 'everything']);
  });

  it('does not change with the order in which rates are written', async () => {
    const [one, two] = await Promise.all([tuned(), tuned({ tune: { lr: [0.1, 0.01, 0.05] } })]);
    expect(two.nodes.map((n) => n.key)).toEqual(one.nodes.map((n) => n.key));
  });
});

describe('a plan with tuning', () => {
  it('lists every node after those that it reads, and in each cell all that it needs', async () => {
    const { nodes, cells } = await tuned({ seeds: [0, 1], regimes: [joint, three, mixed] });
    nodes.forEach((node, i) => expect(nodes.slice(0, i).map((n) => n.key)).toEqual(expect.arrayContaining([...node.after])));
    const byKey = new Map(nodes.map((n) => [n.key, n]));
    for (const cell of cells) {
      cell.nodes.forEach((key, i) => expect(cell.nodes.slice(0, i)).toEqual(expect.arrayContaining([...(byKey.get(key)?.after ?? ['missing'])])));
      expect(new Set(cell.nodes).size).toBe(cell.nodes.length);
    }
    expect(new Set(cells.flatMap((c) => c.nodes))).toEqual(new Set(nodes.map((n) => n.key)));
  });

  it('has selections in what is committed, the same on every engine', async () => {
    const [one, two] = await Promise.all([tuned(), planBenchmark(tempBench({ tune: RATES }), { profile: 'all', engine: { ...ENGINE, engine: 'wasm' } })]);
    expect(planSnapshot(two)).toEqual(planSnapshot(one));
    expect(planSnapshot(one).cells[0]?.nodes).toContainEqual(expect.stringMatching(/^select rate of everything [0-9a-f]{64}$/));
  });

  it('has no selection and no other key where nothing is tuned', async () => {
    const [plain, other] = await Promise.all([tempPlan(), tuned()]);
    expect(names(plain, 'select')).toEqual([]);
    expect(keysOf(plain, 'predict')).not.toEqual(keysOf(other, 'predict'));
  });
});
