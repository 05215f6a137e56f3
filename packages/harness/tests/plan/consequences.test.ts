/** What follows from what a key is made of, in plain words. Each has the change that it must not survive beside it. */
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

import { type Benchmark, type Piece, defineCombiner, defineRegime, fromRecipe, known, real, taskLoss, use } from '@exitbench/core';
import { gapHead, pooledHead } from '@exitbench/nn';
import { describe, expect, it } from 'vitest';

import { type EngineFingerprint, type Plan, type PlannedNode, type RunOptions, codeDigest, planSnapshot } from '../../src/index.ts';
import { entryOf } from '../../src/digest/ourEntries.ts';
import { type Code, digestCode } from '../../src/plan/code.ts';
import { resolveBenchmark } from '../../src/plan/resolveBenchmark.ts';
import { type FakeExecutor, fakeExecutor, runToEnd } from '../support/executors.ts';
import { accuracy, regimes } from '../support/plugins/metrics.ts';
import { disjoint, joint, mixed } from '../support/plugins/regimes.ts';
import { tinyData } from '../support/plugins/tinyData.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { ENGINE, keysOf, tempBench, tempFolder, tempPlan } from '../support/tempBench.ts';

/** Kinds of nodes that a second run computes, after a first one has filled the store. */
async function computedAfter(change: Partial<Benchmark>, options: Partial<RunOptions> = {}, second: FakeExecutor = fakeExecutor()): Promise<readonly string[]> {
  const store = await tempFolder();
  await runToEnd(await tempPlan(), { store, executor: fakeExecutor() });
  const plan = await tempPlan(change);
  await runToEnd(plan, { store, executor: second, ...options });
  return plan.nodes.filter((n) => second.ran.includes(n.label)).map((n) => n.kind);
}

describe('backbones', () => {
  const shares = [0.25, 0.5, 0.75];
  const exits: Benchmark['exits'] = [
    { placement: 'dense', head: gapHead }, { placement: 'dense', head: pooledHead }, { placement: ['block1'], head: gapHead },
  ];
  const plan = (more: Partial<Benchmark>): Promise<Plan> => tempPlan({ architectures: [use(tinyNet, { blocks: 3 })], epochs: 4, ...more });

  it('of disjoint(r) and mixed(r) are one node for every head and placement', async () => {
    const all = await plan({ exits, regimes: shares.flatMap((share) => [use(disjoint, { share }), use(mixed, { share })]) });
    expect(keysOf(all, 'phase', 'backbone').length).toBe(shares.length);
    // The phases that execute heads are nodes of their own.
    expect(keysOf(all, 'phase', 'everything').length).toBe(shares.length * exits.length);
  });

  it('are not trained again for another head or placement, by a run', async () => {
    const phases = async (change: Partial<Benchmark>): Promise<readonly string[]> => {
      const [store, second] = [await tempFolder(), fakeExecutor()];
      await runToEnd(await plan({}), { store, executor: fakeExecutor() });
      const changed = await plan(change);
      await runToEnd(changed, { store, executor: second });
      return changed.nodes.filter((n) => n.kind === 'phase' && second.ran.includes(n.label)).map((n) => n.name).toSorted();
    };
    expect(await phases({ exits: [{ placement: 'dense', head: pooledHead }] })).toEqual(['everything', 'everything', 'heads']);
    expect(await phases({ exits: [{ placement: ['block1'], head: gapHead }] })).toEqual(['everything', 'everything', 'heads']);
    expect(await phases({ architectures: [use(tinyNet, { blocks: 3, width: 4 })] })).toContain('backbone');
  });
});

describe('a run', () => {
  it('trains and predicts nothing for a metric that is added, and computes that', async () => {
    expect(await computedAfter({ metrics: [accuracy, regimes] })).toEqual(['analyse']);
    expect(await computedAfter({ metrics: [accuracy], seeds: [0, 1] })).toContain('phase');
  });

  it('computes nothing for other titles, worker counts, limits, orders and a store by another path', async () => {
    const titles = { title: 'Another', question: 'Why?', notice: 'A demonstration.', id: 'other' };
    expect(await computedAfter(titles, { limits: { seconds: { phase: 1 } }, shuffle: 7 }, fakeExecutor({ slots: 5 }))).toEqual([]);
    expect(await computedAfter({ ...titles, epochs: 3 })).toContain('phase');
  });
});

describe('code', () => {
  it('of reports, records and the command line is in no key: another template computes nothing', async () => {
    const { plugins } = resolveBenchmark(tempBench(), 'all');
    const { lines } = await digestCode(plugins, 'cpu');
    const packages = new Set(Object.values(lines).flat().map((line) => /^@exitbench\/[^/ ]+/.exec(line)?.[0]));
    expect(['report', 'records', 'cli', 'core'].filter((name) => packages.has(`@exitbench/${name}`))).toEqual([]);
    expect(['nn', 'training', 'engines'].filter((name) => !packages.has(`@exitbench/${name}`))).toEqual([]);
  });

  it('of one engine is in no key of another: editing kernels of wasm leaves tensorflow alone', async () => {
    const folders = async (engine: string): Promise<readonly string[]> => {
      const { lines } = await codeDigest(entryOf('engines', `${engine}/index`));
      return ['tensorflow', 'wasm', 'cpu'].filter((other) => lines.some((line) => line.startsWith(`@exitbench/engines/${other}/`)));
    };
    expect(await folders('tensorflow')).toEqual(['tensorflow']);
    expect(await folders('wasm')).toEqual(['wasm']);
  });

  it('is the same wherever the checkout lies: no line has a path', async () => {
    const { lines } = await digestCode(resolveBenchmark(tempBench(), 'all').plugins, 'wasm');
    const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
    expect(JSON.stringify(lines)).not.toContain(root);
    expect(JSON.stringify(lines)).toContain('@exitbench/training/phase ');
  });
});

describe('recipe digests', () => {
  it('are the same on every machine, and others for another experiment', async () => {
    const elsewhere = { ...ENGINE, engine: 'wasm', libraryDigest: 'f'.repeat(64), instructionSet: 'AVX2' };
    const [here, there, changed] = await Promise.all([tempPlan(), tempPlan({}, { engine: elsewhere, machine: 'another' }), tempPlan({ epochs: 3 })]);
    expect(planSnapshot(there)).toEqual(planSnapshot(here));
    expect(keysOf(there, 'phase').some((key) => keysOf(here, 'phase').includes(key))).toBe(false);
    expect(planSnapshot(changed)).not.toEqual(planSnapshot(here));
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** Adds what its heads answer. */
const adding = defineCombiner({
  id: 'adding', module: import.meta.url, title: 'Adding', description: 'For tests.', params: {},
  build: ({ id, heads }): Piece => {
    const inputs = heads.map((h) => ({ ...known(h.outputs[0], 'a head answers'), name: `${h.id}.${h.output ?? ''}` }));
    const gate = { path: `${id}/gate`, shape: [1], init: { kind: 'constant', value: 1 }, role: 'gate' } as const;
    return { id, inputs, outputs: known(heads[0], 'a combiner has heads').outputs.slice(0, 1), output: 'logits', representation: 'logits', weights: [gate], costs: [], spec: 'adding', apply: (x) => x };
  },
});

/** A backbone, then everything by the combiners' losses, with a stopping rule: its last phase has every input that there is. */
const whole = defineRegime({
  id: 'regime-whole', module: import.meta.url, revision: 1, title: 'whole', description: 'For tests.', citation: 'none',
  params: {
    epochs: real({ default: 2, minimum: 1, description: 'Of the first phase.' }),
    clip: real({ default: 1, minimum: 0.1, description: 'Of the first phase.' }),
    minDelta: real({ default: 0, minimum: 0, description: 'Of the last phase.' }),
  },
  phases: ({ epochs, clip, minDelta }, { recipe }) => [
    { ...fromRecipe(recipe), name: 'first', train: 'backbone', losses: [taskLoss(recipe, 'last')], budget: { epochs }, clip },
    {
      ...fromRecipe(recipe), name: 'last', train: 'all', losses: [{ ...taskLoss(recipe, 'attached'), of: 'combined' }, taskLoss(recipe, 'last')], budget: { epochs: 2 },
      stop: { metric: 'loss', patience: 1, every: 'epoch', minDelta }, restore: 'best',
    },
  ],
});

const BASE: Partial<Benchmark> = { exits: [{ placement: 'dense', head: gapHead, combiner: adding }], regimes: [whole], tune: { lr: [0.1, 0.2] } };

interface Change {
  readonly benchmark?: Partial<Benchmark>;
  readonly engine?: EngineFingerprint;
  /** What an edit of code is of. */
  readonly edited?: string;
}

async function lastPhase({ benchmark = {}, engine = ENGINE, edited }: Change): Promise<PlannedNode> {
  const of = (name: string): string => (name === edited ? `${name}, edited` : name);
  const code: Code = { dataset: of, architecture: of, head: of, combiner: of, metric: of, phase: of('phase'), predict: of('predict'), select: of('select'), handle: of('handle'), engine: of('engine'), lines: {} };
  const plan = await tempPlan({ ...BASE, ...benchmark }, { engine, readCode: () => Promise.resolve(code) });
  const key = known(plan.cells[0]?.phases.at(-1), 'a cell with two phases');
  return known(plan.nodes.find((n) => n.key === key), 'planned');
}

/** The inputs of a node, each by its name: `recipe.seed`, `engine.threads`. */
function fieldsOf({ inputs }: PlannedNode): { readonly [name: string]: string } {
  const { recipe, after, code, engine } = inputs;
  const names = Object.entries(after).map(([role, node]) => [role, node !== null && 'key' in node ? node.key : node] as const);
  const groups = { recipe, after: Object.fromEntries(names), code, engine: engine as { readonly [field: string]: unknown } };
  return Object.fromEntries(Object.entries(groups).flatMap(([group, fields]) => Object.entries(fields).map(([name, value]) => [`${group}.${name}`, JSON.stringify(value)])));
}

async function changedFields(change: Change): Promise<{ readonly fields: readonly string[]; readonly isSameKey: boolean }> {
  const [before, after] = await Promise.all([lastPhase({}), lastPhase(change)]);
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  return { fields: Object.keys({ ...old, ...now }).filter((name) => old[name] !== now[name]).toSorted(), isSameKey: before.key === after.key };
}

/** Every input of a phase's key, and a change that reaches it. */
const INPUTS: readonly (readonly [field: string, what: string, change: Change])[] = [
  ['recipe.phase', 'a setting of the phase', { benchmark: { regimes: [use(whole, { minDelta: 0.1 })] } }],
  ['recipe.pieces', 'what only the description of a piece says', { benchmark: { architectures: [use(tinyNet, { rate: 0.1 })] } }],
  ['recipe.seed', 'the seed', { benchmark: { seeds: [1] } }],
  ['recipe.epochOffset', 'the epochs before', { benchmark: { regimes: [use(whole, { epochs: 3 })] } }],
  ['recipe.evaluationBatch', 'the evaluation batch, with a stopping rule', { benchmark: { evaluationBatch: 7 } }],
  ['after.prepare', 'the variant of the data', { benchmark: { datasets: [{ plugin: tinyData, variant: 'other' }] } }],
  ['after.prepare', 'the number of samples', { benchmark: { data: { train: 30, validation: 20 } } }],
  ['after.prepare', 'the code of the data set', { edited: 'dataset-tiny' }],
  ['after.previous', 'the phase before', { benchmark: { regimes: [use(whole, { clip: 2 })] } }],
  ['after.rate', 'the rates that are tried', { benchmark: { tune: { lr: [0.1, 0.3] } } }],
  ['code.architecture', 'the code of the architecture', { edited: 'architecture-tiny' }],
  ['code.heads', 'the code of a head', { edited: 'gap' }],
  ['code.combiners', 'the code of a combiner', { edited: 'adding' }],
  ['code.phase', 'the code of the training loop', { edited: 'phase' }],
  ['engine.code', 'our code of the engine', { edited: 'engine' }],
  ...Object.keys(ENGINE).map((field) => [`engine.${field}`, `the engine's ${field}`, { engine: { ...ENGINE, [field]: 'another' } }] as const),
];

/** What is in no phase's key. */
const ABSENT: readonly (readonly [what: string, change: Change])[] = [
  ['nothing', {}],
  ['id, revision, title and module of the regime', { benchmark: { regimes: [defineRegime({ ...whole, id: 'regime-again', revision: 2, title: 'again', module: 'file:///elsewhere/index.js' })] } }],
  ['names of the phases', { benchmark: { regimes: [defineRegime({ ...whole, phases: (params, at) => whole.phases(params, at).map((p) => ({ ...p, name: `the ${p.name}` })) })] } }],
  ['titles of plugins', { benchmark: { datasets: [{ ...tinyData, title: 'Small' }], architectures: [{ ...tinyNet, title: 'Small' }] } }],
  ['where plugins lie', { benchmark: { datasets: [{ ...tinyData, module: 'file:///elsewhere/data.js' }], architectures: [{ ...tinyNet, module: 'file:///elsewhere/net.js' }] } }],
  ['other metrics and regimes beside it', { benchmark: { metrics: [accuracy, regimes], regimes: [whole, joint] } }],
  ['the code of metrics, predictions and handles', { edited: 'metric-accuracy' }],
];

describe('the key of a phase', () => {
  it.each(INPUTS)('has %s: it changes with %s', async (field, _, change) => {
    const { fields, isSameKey } = await changedFields(change);
    expect(fields).toContain(field);
    expect(isSameKey).toBe(false);
  });

  it('has no other input than those', async () => {
    expect(Object.keys(fieldsOf(await lastPhase({}))).toSorted()).toEqual([...new Set(INPUTS.map(([field]) => field))].toSorted());
  });

  it.each(ABSENT)('does not have %s', async (_, change) => {
    expect(await changedFields(change)).toEqual({ fields: [], isSameKey: true });
  });

  it('has no rate of its own where rates are tuned: the one that is chosen is known by what chooses it', async () => {
    expect((await changedFields({ benchmark: { tune: { lr: [0.1, 0.3] } } })).fields).not.toContain('recipe.phase');
  });
});
