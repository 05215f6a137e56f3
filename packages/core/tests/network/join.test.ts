import { describe, expect, it } from 'vitest';

import { type Backbone, type Network, type Piece, defineCombiner, joinNetwork, nodeOf } from '../../src/index.ts';
import { BACKBONE, TWO_CLASSES, answering, block, headKind, network, port, weight } from '../support/network.ts';

function backbone(blocks: readonly Piece[], classifier = answering('c'), inputs = [port('features')]): Backbone {
  return { inputs, blocks, classifier };
}

function plain(given: Backbone): Network {
  return network('none', {}, given);
}

const combinerOf = (build: (id: string) => Piece) =>
  defineCombiner({ id: 'test-combiner', module: 'test', title: 't', description: 'd', params: {}, build: ({ id }) => build(id) });

describe('joinNetwork', () => {
  it('orders pieces as inference runs them', () => {
    expect(network().nodes.map((n) => [n.piece.id, n.part])).toEqual([
      ['b0', 'block'], ['b0/head', 'head'], ['b1', 'block'], ['b1/head', 'head'], ['b2', 'block'], ['c', 'classifier'],
    ]);
  });

  it('names exits by their blocks and the last by the classifier', () => {
    expect(network().exits).toEqual([
      { name: 'b0', after: 'b0', head: 'b0/head' }, { name: 'b1', after: 'b1', head: 'b1/head' }, { name: 'c', after: 'b2', head: 'c' },
    ]);
    expect(network('none').exits).toEqual([{ name: 'c', after: 'b2', head: 'c' }]);
  });

  it('tells head kinds where they are built', () => {
    const seen: unknown[] = [];
    const head = headKind((place) => {
      seen.push([place.id, place.block.id, place.exit, place.exits, place.earlier.map((h) => h.id), place.task, place.params]);
      return answering(place.id);
    });
    network(['b0', 'b2'], { head });
    expect(seen).toEqual([['b0/head', 'b0', 0, 3, [], TWO_CLASSES, {}], ['b2/head', 'b2', 1, 3, ['b0/head'], TWO_CLASSES, {}]]);
  });

  it('adds a combiner after each head and tells it the heads so far', () => {
    const seen: (readonly string[])[] = [];
    const combiner = defineCombiner({
      id: 'test-combiner', module: 'test', title: 't', description: 'd', params: {},
      build: ({ id, heads }) => {
        seen.push(heads.map((h) => h.id));
        return answering(id, 1, { inputs: heads.map((h) => port(`${h.id}.logits`, [2])) });
      },
    });
    const net = network('dense', { combiner });
    expect(seen).toEqual([['b0/head'], ['b0/head', 'b1/head']]);
    expect(net.nodes.map((n) => n.piece.id)).toEqual(['b0', 'b0/head', 'b0/combiner', 'b1', 'b1/head', 'b1/combiner', 'b2', 'c']);
    expect(net.exits.map((e) => e.combiner)).toEqual(['b0/combiner', 'b1/combiner', undefined]);
    expect(nodeOf(net, 'b1/combiner').sources).toEqual({ 'b0/head.logits': { piece: 'b0/head', port: 'logits' }, 'b1/head.logits': { piece: 'b1/head', port: 'logits' } });
  });
});

describe('inputs are bound', () => {
  it('to the nearest upstream block, never to a head, and to the input of the network before the first', () => {
    const head = headKind(({ id }) => answering(id, 1, { outputs: [port('features'), port('logits', [2])] }));
    const net = network('dense', { head });
    expect(['b0', 'b0/head', 'b1', 'c'].map((id) => nodeOf(net, id).sources['features'])).toEqual([
      { port: 'features' }, { piece: 'b0', port: 'features' }, { piece: 'b0', port: 'features' }, { piece: 'b2', port: 'features' },
    ]);
  });

  it('past blocks that do not make the name: a mask needs no passing through', () => {
    const mask = port('mask', [7], { dtype: 'int32' });
    const reads = block('b1', 1, { inputs: [port('features'), mask] });
    const net = plain(backbone([block('b0'), reads], answering('c'), [port('features'), mask]));
    expect(nodeOf(net, 'b1').sources).toEqual({ features: { piece: 'b0', port: 'features' }, mask: { port: 'mask' } });
  });

  it('to several tensors of one block', () => {
    const fine = block('b0', 1, { outputs: [port('features'), port('coarse', [2])] });
    const both = block('b1', 1, { inputs: [port('features'), port('coarse', [2])] });
    expect(nodeOf(plain(backbone([fine, both])), 'b1').sources['coarse']).toEqual({ piece: 'b0', port: 'coarse' });
  });

  it('outright to `piece.port`, of heads too', () => {
    const cascade = headKind(({ id, earlier }) => answering(id, 1, { inputs: [port('features'), ...earlier.map((h) => port(`${h.id}.logits`, [2], { detached: true }))] }));
    expect(nodeOf(network('dense', { head: cascade }), 'b1/head').sources).toEqual({
      features: { piece: 'b1', port: 'features' }, 'b0/head.logits': { piece: 'b0/head', port: 'logits' },
    });
  });

  it('outright to an older block than the nearest', () => {
    const skip = block('b2', 1, { inputs: [port('b0.features')] });
    expect(nodeOf(plain(backbone([block('b0'), block('b1'), skip])), 'b2').sources).toEqual({ 'b0.features': { piece: 'b0', port: 'features' } });
  });
});

describe('joinNetwork refuses', () => {
  const refused = (code: string, at: string, message: string, hint?: string): unknown =>
    expect.objectContaining({ code, at, message: expect.stringContaining(message) as string, ...(hint === undefined ? {} : { hint: expect.stringContaining(hint) as string }) });

  it('shapes that do not fit, at the input', () => {
    const wide = block('b1', 1, { inputs: [port('features', [8])] });
    expect(() => plain(backbone([block('b0'), wide]))).toThrow(refused('bad-network', 'net.b1.features', 'takes float32[8] but is given float32[4]'));
  });

  it('dtypes that do not fit', () => {
    const ids = block('b0', 1, { inputs: [port('features', [4], { dtype: 'int32' })] });
    expect(() => plain(backbone([ids]))).toThrow(refused('bad-network', 'net.b0.features', 'takes int32[4] but is given float32[4]'));
  });

  it('a name that nothing makes, with the nearest', () => {
    const misspelt = block('b1', 1, { inputs: [port('feature')] });
    expect(() => plain(backbone([block('b0'), misspelt]))).toThrow(refused('unknown-name', 'net.b1.feature', 'no output of an earlier block', '`features`'));
  });

  it('a piece or a port that is not there', () => {
    const piece = block('b1', 1, { inputs: [port('b9.features')] });
    const output = block('b1', 1, { inputs: [port('b0.feature')] });
    expect(() => plain(backbone([block('b0'), piece]))).toThrow(refused('unknown-name', 'net.b1.b9.features', 'no earlier piece `b9`', '`b0`'));
    expect(() => plain(backbone([block('b0'), output]))).toThrow(refused('unknown-name', 'net.b1.b0.feature', 'no output of `b0` `feature`', '`features`'));
  });

  it('a piece that reads a later one', () => {
    const early = block('b0', 1, { inputs: [port('b1.features')] });
    expect(() => plain(backbone([early, block('b1')]))).toThrow(refused('unknown-name', 'net.b0.b1.features', 'no earlier piece `b1`'));
  });

  it('ids that are no ids or appear twice', () => {
    expect(() => plain(backbone([block('b 0')]))).toThrow(refused('bad-network', 'net.b 0', 'not a piece id'));
    expect(() => plain(backbone([block('a.b')]))).toThrow(refused('bad-network', 'net.a.b', 'not a piece id'));
    expect(() => plain(backbone([block('b0'), block('b0')]))).toThrow(refused('bad-network', 'net.b0', 'Two pieces are called `b0`'));
  });

  it('a head or a combiner that does not take the id it is given', () => {
    const head = headKind(() => answering('mine'));
    expect(() => network('dense', { head })).toThrow(refused('bad-network', 'net.b0/head', '`test-head` built a piece called `mine` where `b0/head`', 'Use the given `id`'));
    expect(() => network('dense', { combiner: combinerOf(() => answering('mine')) })).toThrow(refused('bad-network', 'net.b0/combiner', '`test-combiner` built'));
  });

  it('a representation or an output that is not among the outputs, and two ports of one name', () => {
    expect(() => plain(backbone([block('b0', 1, { representation: 'x' })]))).toThrow(refused('bad-network', 'net.b0', 'representation `x`'));
    expect(() => plain(backbone([block('b0', 1, { output: 'x' })]))).toThrow(refused('bad-network', 'net.b0', 'output `x`'));
    expect(() => plain(backbone([block('b0', 1, { inputs: [port('features'), port('features')] })]))).toThrow(refused('bad-network', 'net.b0', 'Two ports have one name'));
  });

  it('exits whose output does not suit the task: classifier, head and combiner', () => {
    const three = (id: string): Piece => answering(id, 1, { outputs: [port('logits', [3])] });
    expect(() => plain(backbone([block('b0')], three('c')))).toThrow(refused('bad-network', 'net.c', 'must give float32[2] a sample for this task; `c` gives float32[3]'));
    expect(() => network('dense', { head: headKind(({ id }) => three(id)) })).toThrow(refused('bad-network', 'net.b0/head', 'gives float32[3]'));
    expect(() => network('dense', { combiner: combinerOf(three) })).toThrow(refused('bad-network', 'net.b0/combiner', 'gives float32[3]'));
    expect(() => plain(backbone([block('b0')], block('c')))).toThrow(refused('bad-network', 'net.c', 'gives nothing'));
  });

  it('two outputs for one value in regression, and takes one', () => {
    const task = { kind: 'regression', range: [0, 1] } as const;
    const one = backbone([block('b0')], answering('c', 1, { outputs: [port('values', [1])], output: 'values', representation: 'values' }));
    expect(() => network('none', {}, BACKBONE, task)).toThrow(refused('bad-network', 'net.c', 'must give float32[1]'));
    expect(network('none', {}, one, task).exits).toHaveLength(1);
  });

  it('a backbone without blocks', () => {
    expect(() => plain(backbone([]))).toThrow(refused('bad-network', 'net', 'at least one block'));
  });
});

describe('shared weights', () => {
  const sharing = (second: ReturnType<typeof weight>): Backbone => backbone([block('b0', 1, { weights: [weight('shared')] }), block('b1', 1, { weights: [second] })]);

  it('are one weight when they agree', () => {
    expect(plain(sharing(weight('shared'))).nodes).toHaveLength(3);
  });

  it('must agree in shape, start and role', () => {
    const refused = expect.objectContaining({ code: 'bad-network', at: 'net.b1', message: '`b0` and `b1` describe the weight `shared` differently.' }) as Error;
    expect(() => plain(sharing(weight('shared', { shape: [3, 2] })))).toThrow(refused);
    expect(() => plain(sharing(weight('shared', { init: { kind: 'constant', value: 1 } })))).toThrow(refused);
    expect(() => plain(sharing(weight('shared', { role: 'bias' })))).toThrow(refused);
    expect(() => plain(sharing(weight('shared', { statistic: true })))).toThrow(refused);
  });

  it('are listed once in a piece', () => {
    expect(() => plain(backbone([block('b0', 1, { weights: [weight('a'), weight('a')] })]))).toThrow('`b0` lists the weight `a` twice.');
  });
});

describe('the place in errors', () => {
  it('is `network` where no path is given', () => {
    expect(() => joinNetwork(backbone([]), { placement: 'none', head: headKind(), headParams: {} }, TWO_CLASSES)).toThrow(expect.objectContaining({ at: 'network' }));
  });
});
