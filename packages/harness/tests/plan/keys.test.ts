import { type Benchmark, type Json, type Recipe, use } from '@exitbench/core';
import { gapHead, pooledHead } from '@exitbench/nn';
import { describe, expect, it } from 'vitest';

import { type Plan, type ResolvedNode, keyOf, recipeOf } from '../../src/index.ts';
import { digestCode } from '../../src/plan/code.ts';
import { resolveNode } from '../../src/plan/resolvedNode.ts';
import { accuracy, regimes } from '../support/plugins/metrics.ts';
import { disjoint, joint, keepingBest, mixed, stopping } from '../support/plugins/regimes.ts';
import { tinyData } from '../support/plugins/tinyData.ts';
import { tinyNet } from '../support/plugins/tinyNet.ts';
import { ENGINE, keysOf, tempPlan } from '../support/tempBench.ts';

type Change = Partial<Benchmark>;
const allKeys = (plan: Plan): readonly string[] => plan.nodes.map((n) => n.key).toSorted();
const recipe = (change: Partial<Recipe>): Change => ({ recipe: change });
const sgd = { kind: 'sgd', rate: 0.05, momentum: 0.9, decay: 0, decayScope: 'all' } as const;

describe('the key of a phase', () => {
  const changes: readonly (readonly [string, Change])[] = [
    ['the seed', { seeds: [1] }],
    ['the start', { seeds: [{ root: 0, init: 1 }] }],
    ['the order of the samples', { seeds: [{ root: 0, order: 1 }] }],
    ['the number of epochs', { epochs: 3 }],
    ['the number of training samples', { data: { train: 30, validation: 20 } }],
    ['the number of validation samples', { data: { train: 40, validation: 10 } }],
    ['the variant of the data set', { datasets: [{ plugin: tinyData, variant: 'other' }] }],
    ['a weight shape', { architectures: [use(tinyNet, { width: 4 })] }],
    ['what only the spec says', { architectures: [use(tinyNet, { rate: 0.1 })] }],
    ['the kind of head', { exits: [{ placement: 'dense', head: pooledHead }] }],
    ['the placement', { exits: [{ placement: 'none', head: gapHead }] }],
    ['the learning rate', recipe({ optimiser: { ...sgd, rate: 0.01 } })],
    ['the momentum', recipe({ optimiser: { ...sgd, momentum: 0 } })],
    ['the decay', recipe({ optimiser: { ...sgd, decay: 1e-4 } })],
    ['the scope of the decay', recipe({ optimiser: { ...sgd, decayScope: 'kernels' } })],
    ['the optimiser', recipe({ optimiser: { kind: 'adam', rate: 0.05, decay: 0, decayScope: 'all', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } })],
    ['the schedule', recipe({ schedule: { kind: 'cosine', warmup: 0, floor: 0 } })],
    ['the batch', recipe({ batch: 20 })],
    ['the clipping', recipe({ clip: 1 })],
    ['the reduction', recipe({ reduction: 'mean' })],
    ['the smoothing', recipe({ smoothing: 0.1 })],
    ['the snapshots', { snapshots: [] }],
    ['the regime', { regimes: [mixed] }],
  ];
  it.each(changes)('changes with %s', async (_, change) => {
    const [before, after] = await Promise.all([tempPlan({ regimes: [joint] }), tempPlan({ regimes: [joint], ...change })]);
    expect(keysOf(after, 'phase', 'everything')).not.toEqual(keysOf(before, 'phase', 'everything'));
  });

  const others: readonly (readonly [string, Change])[] = [
    ['title and question', { title: 'Another', question: 'Why?' }],
    ['the notice', { notice: 'A demonstration.' }],
    ['the id of the benchmark', { id: 'other' }],
    ['the size of evaluation batches, where nothing is evaluated', { evaluationBatch: 7 }],
    ['the metrics', { metrics: [regimes] }],
    ['what is at its default anyway', { architectures: [use(tinyNet, { rate: 0 })] }],
    ['another profile with the same content', { profiles: { all: {}, more: {} } }],
  ];
  it.each(others)('does not change with %s', async (_, change) => {
    const [before, after] = await Promise.all([tempPlan({ regimes: [joint] }), tempPlan({ regimes: [joint], ...change })]);
    expect(keysOf(after, 'phase')).toEqual(keysOf(before, 'phase'));
  });

  it.each([['with a stopping rule', use(stopping, { best: false })], ['where the best weights are restored', keepingBest]] as const)('has the evaluation batch %s', async (_, regime) => {
    const [before, after] = await Promise.all([tempPlan({ regimes: [regime] }), tempPlan({ regimes: [regime], evaluationBatch: 7 })]);
    expect(keysOf(after, 'phase')).not.toEqual(keysOf(before, 'phase'));
  });

  it('has every field of the fingerprint: AVX2 gives another key than AVX-512', async () => {
    const keys = async (engine: typeof ENGINE): Promise<readonly string[]> => keysOf(await tempPlan({}, { engine }), 'phase');
    const plain = await keys({ ...ENGINE, instructionSet: 'AVX512_CORE' });
    expect(await keys({ ...ENGINE, instructionSet: 'AVX512_CORE' })).toEqual(plain);
    expect(await keys({ ...ENGINE, instructionSet: 'AVX2' })).not.toEqual(plain);
    expect(await keys({ ...ENGINE, instructionSet: 'AVX512_CORE', threads: 2 })).not.toEqual(plain);
  });

  it('tells engines apart by our code too', async () => {
    // One fingerprint; the code of another folder.
    const readCode: typeof digestCode = async (plugins) => ({ ...(await digestCode(plugins, 'cpu')), engine: (await digestCode(plugins, 'wasm')).engine });
    const [cpu, again, wasm] = await Promise.all([tempPlan(), tempPlan({}, { readCode: digestCode }), tempPlan({}, { readCode })]);
    expect(keysOf(again, 'phase')).toEqual(keysOf(cpu, 'phase'));
    expect(keysOf(wasm, 'phase').filter((key) => keysOf(cpu, 'phase').includes(key))).toEqual([]);
    expect(keysOf(wasm, 'prepare')).toEqual(keysOf(cpu, 'prepare'));
  });
});

describe('keys of a plan', () => {
  it('do not change when plugins, exits and seeds are permuted', async () => {
    const exits = [{ placement: 'dense', head: gapHead }, { placement: 'dense', head: pooledHead }] as const;
    const one = await tempPlan({ regimes: [joint, mixed, disjoint], seeds: [0, 1], exits, metrics: [accuracy, regimes] });
    const two = await tempPlan({ regimes: [disjoint, joint, mixed], seeds: [1, 0], exits: exits.toReversed(), metrics: [regimes, accuracy] });
    expect(allKeys(two)).toEqual(allKeys(one));
  });

  it('do not change when parameters are written in another order', async () => {
    const one = await tempPlan({ architectures: [use(tinyNet, { width: 4, rate: 0.1 })] });
    const two = await tempPlan({ architectures: [use(tinyNet, { rate: 0.1, width: 4 })] });
    expect(allKeys(two)).toEqual(allKeys(one));
  });

  it('change with every single value that a node is resolved to', async () => {
    const { nodes } = await tempPlan({ regimes: [mixed], metrics: [accuracy] });
    for (const { inputs, key } of nodes) {
      const variants = changedLeaves(inputs);
      expect(variants.length).toBeGreaterThan(3);
      expect(new Set(variants.map(keyOf)).add(key).size).toBe(variants.length + 1);
      expect(keyOf(resolveNode(structuredClone({ ...inputs })))).toBe(key);
    }
  });

  it('have recipe digests without code and engine', async () => {
    const { nodes } = await tempPlan({ regimes: [joint] });
    for (const { inputs, recipe: digest } of nodes) {
      expect(recipeOf(resolveNode({ ...inputs, code: {}, engine: 'another' }))).toBe(digest);
      expect(recipeOf(resolveNode({ ...inputs, recipe: { ...inputs.recipe, more: 1 } }))).not.toBe(digest);
    }
  });
});

/** The node once for each of its leaves, that leaf changed. */
function changedLeaves(node: ResolvedNode): readonly ResolvedNode[] {
  const { kind, recipe: asked, after, code, engine } = node;
  const json = { recipe: asked, after, code, engine } as unknown as Json;
  return variantsOf(json).map((variant) => resolveNode({ kind, ...(variant as unknown as Omit<ResolvedNode, 'kind'>) }));
}

function variantsOf(value: Json): readonly Json[] {
  if (value === null) return [{ key: 'was null', recipe: 'was null' }];
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'string') return [`${value}'`];
  if (typeof value === 'boolean') return [!value];
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => variantsOf(item).map((v) => value.with(i, v) as Json));
  // Recipes of upstream nodes are not in keys: the nodes' own keys are.
  const fields = value as { readonly [name: string]: Json };
  const names = 'key' in fields ? ['key'] : Object.keys(fields);
  return names.flatMap((name) => variantsOf(fields[name] ?? null).map((v) => ({ ...fields, [name]: v })));
}
