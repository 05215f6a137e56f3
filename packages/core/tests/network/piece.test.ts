import { describe, expect, it } from 'vitest';

import { canonicalJson, describePiece, exitPiece, fromRecipe, nodeOf, portNamed, taskLoss } from '../../src/index.ts';
import { block, network, port, weight } from '../support/network.ts';

describe('describePiece', () => {
  const piece = block('b', 7, { output: 'features', spec: { rate: 0.5 }, inputs: [port('x', [1], { detached: true })], weights: [weight('b/w')] });

  it('is canonical JSON of all but costs and function', () => {
    expect(canonicalJson(describePiece(piece))).toBe(
      '{"id":"b","inputs":[{"detached":true,"dtype":"float32","name":"x","shape":[1]}],"output":"features",' +
        '"outputs":[{"dtype":"float32","name":"features","shape":[4]}],"representation":"features","spec":{"rate":0.5},' +
        '"weights":[{"init":{"kind":"constant","value":0},"path":"b/w","role":"kernel","shape":[2,3]}]}',
    );
  });

  it('differs with the spec, the port and the weight, and not with the cost', () => {
    const text = (more: Parameters<typeof block>[2], mac = 7): string => canonicalJson(describePiece(block('b', mac, more)));
    expect(text({}, 8)).toBe(text({}));
    const others = [text({ spec: 1 }), text({ output: 'features' }), text({ weights: [] }), text({ inputs: [port('features', [4], { detached: true })] })];
    expect(new Set([text({}), ...others]).size).toBe(5);
  });
});

describe('nodeOf, exitPiece and portNamed', () => {
  it('find what there is', () => {
    expect(nodeOf(network(), 'b1/head').part).toBe('head');
    expect(portNamed([port('a'), port('b')], 'b')?.name).toBe('b');
    expect(portNamed([port('a')], 'b')).toBeUndefined();
  });

  it('have a missing node as a bug', () => {
    expect(() => nodeOf(network(), 'b9')).toThrow('There is no piece b9 in this network.');
  });

  it('read the combiner only when it is there and asked for', () => {
    const exit = { name: 'b', after: 'b', head: 'b/head', combiner: 'b/combiner' };
    expect([exitPiece(exit), exitPiece(exit, 'combined'), exitPiece({ name: 'b', after: 'b', head: 'b/head' }, 'combined')]).toEqual(['b/head', 'b/combiner', 'b/head']);
  });
});

describe('what phases take from a recipe', () => {
  const recipe = {
    optimiser: { kind: 'sgd', rate: 0.1, momentum: 0, decay: 0, decayScope: 'all' }, schedule: { kind: 'constant', warmup: 0 }, batch: 5, augment: [], reduction: 'sum',
  } as const;

  it('is everything but the loss', () => {
    expect(fromRecipe(recipe)).toEqual({ kind: 'train', optimiser: recipe.optimiser, schedule: recipe.schedule, augment: [], batch: 5 });
    expect(fromRecipe({ ...recipe, clip: 1 })).toMatchObject({ clip: 1 });
  });

  it('is the reduction and the smoothing in a task loss', () => {
    expect(taskLoss(recipe, 'last')).toEqual({ kind: 'task', at: 'last', reduction: 'sum' });
    expect(taskLoss({ ...recipe, smoothing: 0.1 }, ['a'])).toEqual({ kind: 'task', at: ['a'], reduction: 'sum', smoothing: 0.1 });
  });
});
