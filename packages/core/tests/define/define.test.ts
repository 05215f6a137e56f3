import { describe, expect, expectTypeOf, it } from 'vitest';

import {
  type Architecture, type ParamValues, type Regime, type RegimeSurroundings, type Use, asUse, defineArchitecture, defineCombiner, defineDataset, defineHead, defineMetric,
  defineRegime, int, oneOf, real, use,
} from '../../src/index.ts';
import { BACKBONE, answering } from '../support/network.ts';

const about = { module: 'file:///plugin.ts', revision: 1, title: 't', description: 'd', citation: 'c' };

const surroundings = { budget: { macs: 1, epochs: 1 } } as RegimeSurroundings;

const share = real({ default: 0.5, minimum: 0, maximum: 1, description: 'Share.' });
const depth = int({ default: 8, minimum: 2, description: 'Depth.' });
const pool = oneOf(['max', 'average'], { default: 'max', description: 'Pool.' });

describe('plugins infer the values of their parameters', () => {
  it('regimes', () => {
    const regime = defineRegime({
      ...about, id: 'regime-x', params: { share, pool },
      phases: (params, { budget }) => {
        expectTypeOf(params).toEqualTypeOf<{ readonly share: number; readonly pool: 'max' | 'average' }>();
        expectTypeOf(budget.macs).toEqualTypeOf<number>();
        // @ts-expect-error there is no such parameter
        expect(params.shaer).toBeUndefined();
        return [];
      },
    });
    expectTypeOf<ParamValues<(typeof regime)['params']>>().toEqualTypeOf<{ readonly share: number; readonly pool: 'max' | 'average' }>();
    expect(regime.phases({ share: 1, pool: 'max' }, surroundings)).toEqual([]);
    // @ts-expect-error `min` is not one of the words
    expect(regime.phases({ share: 1, pool: 'min' }, surroundings)).toEqual([]);
  });

  it('architectures', () => {
    const architecture = defineArchitecture({
      ...about, id: 'architecture-x', params: { depth },
      supports: (_, params) => (params.depth > 2 ? true : { reason: 'too shallow' }),
      build: ({ params }) => {
        expectTypeOf(params).toEqualTypeOf<{ readonly depth: number }>();
        return BACKBONE;
      },
      recipe: () => {
        throw new Error('not asked for');
      },
    });
    expect(architecture.build({ input: [], task: { kind: 'classification', classes: 2 }, params: { depth: 3 } })).toBe(BACKBONE);
    // @ts-expect-error a depth is a number
    expect(architecture.build({ input: [], task: { kind: 'classification', classes: 2 }, params: { depth: '3' } })).toBe(BACKBONE);
  });

  it('metrics, heads and combiners', () => {
    const metric = defineMetric({
      ...about, id: 'metric-x', params: { depth }, scope: 'cell', needs: {}, direction: 'none', unit: '', label: '', shows: { kind: 'table', columns: 'a', rows: 'b' }, schema: {},
      compute: (_, params) => params.depth + 1,
    });
    const head = defineHead({ id: 'h', module: 'm', title: 't', description: 'd', params: { depth }, supports: () => true, build: ({ id, params }) => answering(`${id}${params.depth + 1}`) });
    const combiner = defineCombiner({ id: 'c', module: 'm', title: 't', description: 'd', params: { pool }, build: ({ id, params }) => answering(id + params.pool) });
    expectTypeOf<Parameters<typeof head.build>[0]['params']>().toEqualTypeOf<{ readonly depth: number }>();
    expectTypeOf<Parameters<typeof combiner.build>[0]['params']>().toEqualTypeOf<{ readonly pool: 'max' | 'average' }>();
    expect(metric.compute([], { depth: 1 })).toBe(2);
    expect([head.kind, combiner.kind, metric.kind]).toEqual(['head', 'combiner', 'metric']);
  });

  it('and fit where plugins of any parameters are asked for', () => {
    const regime = defineRegime({ ...about, id: 'regime-x', params: { share }, phases: () => [] });
    const list: readonly Regime[] = [regime];
    const architecture = defineArchitecture({ ...about, id: 'architecture-x', params: { depth }, supports: () => true, build: () => BACKBONE, recipe: () => ({}) as never });
    const architectures: readonly Architecture[] = [architecture];
    expect([list.length, architectures.length]).toEqual([1, 1]);
  });
});

describe('use', () => {
  const regime = defineRegime({ ...about, id: 'regime-x', params: { share, pool }, phases: () => [] });

  it('takes some of the parameters, typed', () => {
    expect(use(regime, { share: 0.25 })).toEqual({ plugin: regime, params: { share: 0.25 } });
    expect(use(regime, {}, { role: 'control' })).toEqual({ plugin: regime, params: {}, role: 'control' });
    // @ts-expect-error a misspelt parameter
    expect(use(regime, { shaer: 0.25 }).params).toEqual({ shaer: 0.25 });
    // @ts-expect-error a parameter of the wrong type
    expect(use(regime, { share: '0.25' }).params).toEqual({ share: '0.25' });
  });

  it('is the long form of a plugin', () => {
    expect(asUse(regime)).toEqual({ plugin: regime, params: {} });
    const given: Use<typeof regime> = use(regime, { share: 0 });
    expect(asUse(given)).toBe(given);
  });
});

describe('plugins are checked when they are defined', () => {
  const define = (id: string, revision = 1) => (): unknown => defineRegime({ ...about, id, revision, params: {}, phases: () => [] });

  it('get their kind and are frozen', () => {
    const plugin = define('regime-a-2')();
    expect(plugin).toMatchObject({ kind: 'regime', id: 'regime-a-2' });
    expect(Object.isFrozen(plugin)).toBe(true);
  });

  it.each(['mixed', 'architecture-mixed', 'regime-', 'regime-Mixed', 'regime-a--b', 'regime-a_b'])('have no id like `%s`', (id) => {
    expect(define(id)).toThrow(expect.objectContaining({ code: 'bad-config', at: 'file:///plugin.ts', hint: expect.stringContaining('`regime-…`') as string }));
  });

  it('have an id that starts with their own kind', () => {
    const dataset = {
      ...about, id: 'set-x', params: {}, modality: 'image', task: { kind: 'classification', classes: 2 }, input: [], trainSize: 1, validationSize: 1, testSize: 1, variants: {},
      augmentations: [], licence: 'none', prepare: () => Promise.resolve({}), open: () => Promise.reject(new Error('not asked for')),
    } as const;
    expect(() => defineDataset(dataset)).toThrow(expect.objectContaining({ hint: expect.stringContaining('`dataset-…`') as string }));
    expect(defineDataset({ ...dataset, id: 'dataset-x' }).kind).toBe('dataset');
  });

  it('have a positive whole revision', () => {
    expect(define('regime-a', 0)).toThrow(expect.objectContaining({ code: 'bad-config', at: 'regime-a.revision' }));
    expect(define('regime-a', 1.5)).toThrow('A revision is a positive integer.');
  });
});
