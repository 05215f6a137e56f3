import { type Benchmark, CONTRACT_REVISION, defineArchitecture, defineDataset, defineMetric, defineRegime, digestOf, fromRecipe, known, taskLoss, use } from '@exitbench/core';
import { gapHead, pooledHead } from '@exitbench/nn';
import { describe, expect, it } from 'vitest';

import { type Arm, type Plan, type PlannedNode, codeDigest, keyOf } from '../../src/index.ts';
import { entryOf } from '../../src/digest/ourEntries.ts';
import { type Code, digestCode } from '../../src/plan/code.ts';
import { type Grounds, phaseInputs, predictInputs } from '../../src/plan/nodeInputs.ts';
import { resolveBenchmark } from '../../src/plan/resolveBenchmark.ts';
import { adding } from '../support/plugins/adding.ts';
import { accuracy, phaseNames } from '../support/plugins/metrics.ts';
import { joint, mixed } from '../support/plugins/regimes.ts';
import { tinyData } from '../support/plugins/tinyData.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { keysOf, tempBench, tempPlan } from '../support/tempBench.ts';

const otherData = defineDataset({ ...tinyData, id: 'dataset-other' });
const otherNet = defineArchitecture({ ...tinyNet, id: 'architecture-other' });
const handled = defineMetric({ ...phaseNames, id: 'metric-handled', scope: 'cell', needs: { handle: true } });
const timed = defineMetric({ ...phaseNames, id: 'metric-timed', scope: 'cell', volatile: true });

/** Everything, then the combiners. */
const combining = defineRegime({
  ...joint, id: 'regime-combining',
  phases: (_, { recipe }) => [
    { ...fromRecipe(recipe), name: 'everything', train: 'all', losses: [taskLoss(recipe, 'all')], budget: { steps: 2 } },
    { ...fromRecipe(recipe), name: 'combiners', train: 'combiners', losses: [{ ...taskLoss(recipe, 'attached'), of: 'combined' }], budget: { steps: 2 } },
  ],
});

const BENCH: Partial<Benchmark> = {
  datasets: [tinyData, otherData], architectures: [tinyNet, otherNet], exits: [{ placement: 'dense', head: gapHead }, { placement: 'dense', head: pooledHead }],
  regimes: [mixed], metrics: [accuracy, phaseNames, handled],
};

/** Made-up digests; one of them is another after an edit. */
function fakeCode(edited?: string): Code {
  const of = (name: string): string => (name === edited ? `${name}, edited` : name);
  return { dataset: of, architecture: of, head: of, combiner: of, metric: of, phase: of('phase'), predict: of('predict'), select: of('select'), handle: of('handle'), engine: of('engine'), lines: {} };
}

/** A benchmark's plan before and after an edit: nodes that have another input of their own, and nodes that have another key. */
async function edit(name: string, change: Partial<Benchmark> = BENCH): Promise<{ readonly own: readonly string[]; readonly keys: readonly string[]; readonly nodes: readonly PlannedNode[] }> {
  const plan = (edited?: string): Promise<Plan> => tempPlan(change, { readCode: () => Promise.resolve(fakeCode(edited)) });
  const [before, after] = await Promise.all([plan(), plan(name)]);
  const own = ({ inputs: { kind, recipe, code, engine } }: PlannedNode): string => digestOf({ kind, recipe, code, engine });
  const pairs = before.nodes.map((n, i) => [n, known(after.nodes[i], 'as many nodes')] as const);
  return {
    nodes: before.nodes,
    own: pairs.filter(([a, b]) => own(a) !== own(b)).map(([a]) => a.label),
    keys: pairs.filter(([a, b]) => a.key !== b.key).map(([a]) => a.label),
  };
}

/** Nodes, and all that read them or what they give. */
function withReaders(nodes: readonly PlannedNode[], first: readonly string[]): readonly string[] {
  const keys = new Set(nodes.filter((n) => first.includes(n.label)).map((n) => n.key));
  for (const n of nodes) if (n.after.some((key) => keys.has(key))) keys.add(n.key);
  return nodes.filter((n) => keys.has(n.key)).map((n) => n.label);
}

describe('an edit of code', () => {
  type Expected = (node: PlannedNode) => boolean;
  const computes = ({ kind }: PlannedNode): boolean => kind === 'phase' || kind === 'predict';
  it.each<readonly [string, Expected]>([
    ['dataset-other', (n) => n.kind === 'prepare' && n.label.includes('other')],
    ['architecture-other', (n) => computes(n) && n.label.includes('/other/')],
    ['gap', (n) => (n.kind === 'predict' || n.name === 'everything') && n.label.includes('-gap/')],
    ['metric-accuracy', (n) => n.name === 'metric-accuracy'],
    ['phase', (n) => n.kind === 'phase'],
    ['predict', (n) => n.kind === 'predict'],
    ['handle', (n) => n.name === 'metric-handled'],
    ['engine', (n) => computes(n) || n.name === 'metric-handled'],
    ['what nobody uses', () => false],
  ])('of %s changes the nodes that run it, and those that read them, and no other', async (name, expected) => {
    const { own, keys, nodes } = await edit(name);
    expect(own).toEqual(nodes.filter(expected).map((n) => n.label));
    expect(keys).toEqual(withReaders(nodes, own));
    expect(nodes.length).toBeGreaterThan(keys.length);
  });

  it('of choosing learning rates changes the choices, and what follows them, and nothing where no rate is chosen', async () => {
    const { own, keys, nodes } = await edit('select', { ...BENCH, tune: { lr: [0.1, 0.2] } });
    expect(own).toEqual(nodes.filter((n) => n.kind === 'select').map((n) => n.label));
    expect(own.length).toBeGreaterThan(0);
    expect(keys).toEqual(withReaders(nodes, own));
    // The trials of a first phase stay as they are.
    expect(keys.some((label) => / backbone at 0\.\d$/.test(label))).toBe(false);
    expect((await edit('select')).keys).toEqual([]);
  });

  it('of a combiner changes what executes it', async () => {
    const exits = [{ placement: 'dense', head: gapHead, combiner: adding }, { placement: 'dense', head: pooledHead, combiner: use(adding, {}) }] as const;
    const { own, nodes } = await edit('adding', { exits, regimes: [combining] });
    expect(own).toEqual(nodes.filter((n) => n.kind === 'predict' || n.name === 'combiners').map((n) => n.label));
    expect(own.length).toBe(4);
  });

  it('is read of every plugin that is used, of training and of the engine, in one order', async () => {
    const { plugins } = resolveBenchmark(tempBench({ exits: [{ placement: 'dense', head: gapHead, combiner: adding }] }), 'all');
    const code = await digestCode(plugins, 'cpu');
    const of = async (module: string): Promise<string> => (await codeDigest(module)).digest;
    const digests = {
      data: code.dataset('dataset-tiny'), net: code.architecture('architecture-tiny'), head: code.head('gap'), combiner: code.combiner('adding'),
      metric: code.metric('metric-accuracy'), phase: code.phase, predict: code.predict, select: code.select, handle: code.handle, engine: code.engine,
    };
    expect(digests).toEqual({
      data: await of(tinyData.module), net: await of(tinyNet.module), head: await of(gapHead.module), combiner: await of(adding.module),
      metric: await of(accuracy.module), phase: await of(entryOf('training', 'phase')), predict: await of(entryOf('training', 'predict')),
      select: await of(entryOf('training', 'select')), handle: await of(entryOf('training', 'handle')), engine: await of(entryOf('engines', 'cpu/index')),
    });
    expect(new Set(Object.values(digests)).size).toBe(10);
    expect(Object.keys(code.lines)).toEqual(Object.values(digests).toSorted());
    expect((await digestCode(plugins, 'wasm')).engine).toBe(await of(entryOf('engines', 'wasm/index')));
  });
});

describe('keys', () => {
  it('are of one revision of the contracts', async () => {
    const { nodes } = await tempPlan({ regimes: [joint] });
    const { inputs, key } = known(nodes.find((n) => n.kind === 'phase'), 'joint has one');
    const { kind, recipe, code, engine, after } = inputs;
    const [prepare] = nodes;
    expect(after['previous']).toBeNull();
    const of = (contract: number): string => digestOf({ contract, kind, recipe, code, engine, after: { prepare: known(prepare, 'a plan prepares').key, previous: null } });
    expect(of(CONTRACT_REVISION)).toBe(key);
    expect(of(CONTRACT_REVISION + 1)).not.toBe(key);
  });

  it('have the machine where a result is volatile, and nowhere else', async () => {
    const [one, two] = await Promise.all(['one', 'two'].map((machine) => tempPlan({ metrics: [accuracy, handled, timed], regimes: [joint] }, { machine })));
    const changed = known(one, 'planned').nodes.filter((n) => !known(two, 'planned').nodes.some((m) => m.key === n.key));
    expect(changed.map((n) => n.name)).toEqual(['metric-timed']);
  });

  it.each<readonly [string, Partial<Benchmark>, readonly string[]]>([
    ['the files of a data set', { datasets: [withFile('b')] }, ['prepare', 'phase', 'predict', 'analyse']],
    ['the size of evaluation batches', { datasets: [withFile('a')], evaluationBatch: 7 }, ['predict', 'analyse']],
    ['a parameter of a metric', { datasets: [withFile('a')], metrics: [use(accuracy, { digits: 3 })] }, ['analyse']],
    ['nothing', { datasets: [withFile('a')] }, []],
  ])('change with %s, for what depends on it', async (_, change, kinds) => {
    const [before, after] = await Promise.all([tempPlan({ regimes: [joint], datasets: [withFile('a')] }), tempPlan({ regimes: [joint], ...change })]);
    expect((['prepare', 'phase', 'predict', 'analyse'] as const).filter((kind) => keysOf(before, kind)[0] !== keysOf(after, kind)[0])).toEqual(kinds);
  });

  it('of phases have the epochs before, and where pieces read from', async () => {
    const { arm, planned, grounds, prepare } = await oneArm();
    const key = (a: Arm, p = planned): string => keyOf(phaseInputs(a, p, { root: 0, init: 0, order: 0, augment: 0 }, prepare, null, null, grounds));
    const rewired = changedNode(arm, 'block1', (n) => ({ ...n, sources: { image: { port: 'image' } } }));
    expect(key(rewired)).not.toBe(key(arm));
    expect(key(arm, { ...planned, epochOffset: 3 })).not.toBe(key(arm));
    // What only analyses read is not among them.
    const renamed = changedNode(arm, 'block1', (n) => ({ ...n, piece: { ...n.piece, representation: 'other' } }));
    expect(key(renamed)).toBe(key(arm));
  });

  it('of predictions have where pieces read from', async () => {
    const { arm, grounds, prepare } = await oneArm();
    const key = (a: Arm): string => keyOf(predictInputs(a, { root: 0, init: 0, order: 0, augment: 0 }, prepare, null, grounds));
    expect(key(changedNode(arm, 'block1', (n) => ({ ...n, sources: { image: { port: 'image' } } })))).not.toBe(key(arm));
  });

  it('of analyses with a handle have what each piece represents itself by, and no others have', async () => {
    const renamed = defineArchitecture({
      ...tinyNet,
      build: (given) => {
        const { blocks, ...rest } = tinyNet.build(given);
        return { ...rest, blocks: blocks.map((b) => ({ ...b, outputs: [...b.outputs, { ...known(b.outputs[0], 'a block has one'), name: 'twin' }] })) };
      },
    });
    const twin = defineArchitecture({ ...renamed, build: (given) => {
      const { blocks, ...rest } = renamed.build(given);
      return { ...rest, blocks: blocks.map((b) => (b.id === 'block1' ? { ...b, representation: 'twin' } : b)) }; // no head reads it
    } });
    const change = { regimes: [joint], metrics: [accuracy, handled] };
    const [one, two] = await Promise.all([tempPlan({ ...change, architectures: [renamed] }), tempPlan({ ...change, architectures: [twin] })]);
    const changed = one.nodes.filter((n) => !two.nodes.some((m) => m.key === n.key));
    expect(changed.map((n) => n.name)).toEqual(['metric-handled']);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

function withFile(digit: string): typeof tinyData {
  return defineDataset({ ...tinyData, variants: { computed: { title: 'computed', files: [{ name: 'x', urls: [], bytes: 1, sha256: digit.repeat(64) }] } } });
}

async function oneArm(): Promise<{ readonly arm: Arm; readonly planned: Arm['phases'][number]; readonly grounds: Grounds; readonly prepare: PlannedNode }> {
  const { arms, nodes } = await tempPlan({ regimes: [joint] });
  const arm = known(arms.find((a) => a.excluded === null), 'it can be run');
  return { arm, planned: known(arm.phases[0], 'joint has one'), prepare: known(nodes[0], 'prepare'), grounds: { code: fakeCode(), engine: null, evaluationBatch: 500 } };
}

function changedNode(arm: Arm, id: string, change: (node: Arm['network']['nodes'][number]) => Arm['network']['nodes'][number]): Arm {
  return { ...arm, network: { ...arm.network, nodes: arm.network.nodes.map((n) => (n.piece.id === id ? change(n) : n)) } };
}
