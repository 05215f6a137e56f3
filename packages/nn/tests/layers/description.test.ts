import { describe, expect, it } from 'vitest';

import {
  type Layer, type LayerMaker, averagePool, batchNorm, classToken, conv2d, dense, dropout, embedding, flatten, gelu, globalAveragePool, layerNorm, maskedMeanCost, maxPool,
  multiHeadAttention, patchEmbedding, positionEmbedding, relu, residual, sdnPool, selectToken, serial, sigmoid, tanh, transformerLayer,
} from '../../src/index.ts';

/** Sums of both cost conventions. */
function costs({ costs: list }: Layer): { mac: number; fvcore: number } {
  return { mac: list.reduce((s, c) => s + c.mac, 0), fvcore: list.reduce((s, c) => s + c.fvcore, 0) };
}

describe('output shapes', () => {
  it.each([
    ['conv2d valid', conv2d({ filters: 7, kernel: 3 }), [32, 30, 3], [30, 28, 7]],
    ['conv2d padding 1', conv2d({ filters: 7, kernel: 3, padding: 1 }), [32, 32, 3], [32, 32, 7]],
    ['conv2d stride 2, padding 1, even', conv2d({ filters: 7, kernel: 3, stride: 2, padding: 1 }), [32, 32, 3], [16, 16, 7]],
    ['conv2d stride 2, padding 1, odd', conv2d({ filters: 7, kernel: 3, stride: 2, padding: 1 }), [7, 7, 3], [4, 4, 7]],
    ['conv2d 7 × 7 stride 2, padding 3', conv2d({ filters: 64, kernel: 7, stride: 2, padding: 3 }), [224, 224, 3], [112, 112, 64]],
    ['conv2d same, stride 2', conv2d({ filters: 7, kernel: 3, stride: 2, padding: 'same' }), [7, 8, 3], [4, 4, 7]],
    ['dense', dense({ units: 5 }), [4], [5]],
    ['dense over tokens', dense({ units: 5 }), [6, 4], [6, 5]],
    ['batchNorm', batchNorm(), [4, 4, 3], [4, 4, 3]],
    ['relu', relu(), [4, 3], [4, 3]],
    ['maxPool', maxPool({ size: 2 }), [7, 8, 3], [3, 4, 3]],
    ['maxPool 3 stride 2, padding 1', maxPool({ size: 3, stride: 2, padding: 1 }), [112, 112, 64], [56, 56, 64]],
    ['averagePool', averagePool({ size: 2 }), [8, 8, 3], [4, 4, 3]],
    ['globalAveragePool', globalAveragePool(), [8, 8, 3], [3]],
    ['flatten', flatten(), [4, 4, 3], [48]],
    ['dropout', dropout({ rate: 0.5 }), [4], [4]],
    ['embedding', embedding({ vocabulary: 9, width: 2 }), [5], [5, 2]],
    ['sdnPool', sdnPool({ size: 4 }), [7, 7, 3], [4, 4, 3]],
    ['serial', serial([['conv', conv2d({ filters: 7, kernel: 3 })], ['flat', flatten()]]), [4, 4, 1], [28]],
    ['residual', residual(dense({ units: 4 })), [4], [4]],
    ['layerNorm', layerNorm(), [5, 4], [5, 4]],
    ['patchEmbedding', patchEmbedding({ patch: 4, width: 64 }), [32, 24, 3], [48, 64]],
    ['classToken', classToken(), [48, 64], [49, 64]],
    ['positionEmbedding', positionEmbedding(), [49, 64], [49, 64]],
    ['multiHeadAttention', multiHeadAttention({ heads: 2 }), [5, 4], [5, 4]],
    ['transformerLayer', transformerLayer({ heads: 2, hidden: 9 }), [5, 4], [5, 4]],
    ['selectToken', selectToken(), [49, 64], [64]],
  ] as const)('%s', (_, maker, input, output) => {
    expect(maker('x', input).shape).toEqual(output);
  });
});

describe('costs for one sample, by hand', () => {
  it.each([
    // in · out · k² · height · width; the bias is free.
    ['conv2d', conv2d({ filters: 8, kernel: 3, padding: 1, bias: true }), [32, 32, 3], 3 * 8 * 9 * 1024, 3 * 8 * 9 * 1024],
    ['conv2d stride 2', conv2d({ filters: 8, kernel: 3, stride: 2, padding: 1 }), [32, 32, 3], 3 * 8 * 9 * 256, 3 * 8 * 9 * 256],
    ['dense', dense({ units: 10 }), [64], 640, 640],
    ['dense over tokens', dense({ units: 10 }), [5, 64], 3200, 3200],
    ['batchNorm', batchNorm(), [4, 4, 3], 0, 96], // 2 · 48
    ['relu', relu(), [4, 4, 3], 0, 0],
    ['gelu', gelu(), [4, 4, 3], 0, 48],
    ['tanh', tanh(), [4, 4, 3], 0, 48],
    ['sigmoid', sigmoid(), [4, 4, 3], 0, 48],
    ['maxPool', maxPool({ size: 2 }), [4, 4, 3], 0, 0],
    ['averagePool', averagePool({ size: 2 }), [4, 4, 3], 0, 48],
    ['globalAveragePool', globalAveragePool(), [4, 4, 3], 0, 48],
    ['flatten', flatten(), [4, 4, 3], 0, 0],
    ['dropout', dropout({ rate: 0.5 }), [4], 0, 0],
    ['embedding', embedding({ vocabulary: 9, width: 2 }), [5], 0, 0],
    ['sdnPool', sdnPool({ size: 2 }), [4, 4, 3], 0, 132], // 2 · 48 in, 3 · 12 out
    ['residual', residual(dense({ units: 4 }), dense({ units: 4, bias: false })), [3], 24, 28], // 2 · 12 and one sum of 4
    ['serial', serial([['a', dense({ units: 4 })], ['b', dense({ units: 2 })]]), [3], 20, 20], // 12 + 8
    ['layerNorm', layerNorm(), [5, 4], 0, 100], // 5 · 20
    ['patchEmbedding', patchEmbedding({ patch: 4, width: 64 }), [32, 32, 3], 3 * 64 * 16 * 64, 3 * 64 * 16 * 64],
    ['classToken', classToken(), [5, 4], 0, 0],
    ['positionEmbedding', positionEmbedding(), [5, 4], 0, 20],
    ['selectToken', selectToken(), [5, 4], 0, 0],
    // 5 · 4 · 12 to queries, keys and values, 5 · 5 · 4 scores, as much to weigh values, 5 · 4 · 4; and for 2 heads 50 scores once to scale and twice in the softmax.
    ['multiHeadAttention', multiHeadAttention({ heads: 2 }), [5, 4], 240 + 100 + 100 + 80, 520 + 150],
    // That, 2 · 5 · 4 · 9; and two norms of 100, 45 of GELU, two sums of 20.
    ['transformerLayer', transformerLayer({ heads: 2, hidden: 9 }), [5, 4], 520 + 360, 880 + 150 + 200 + 45 + 40],
  ] as const)('%s', (_, maker, input, mac, fvcore) => {
    expect(costs(maker('x', input))).toEqual({ mac, fvcore });
  });

  it('maskedMean: a product and a sum of 12, a sum of 4 and a division of 3', () => {
    expect(maskedMeanCost([4, 3])).toEqual({ op: 'maskedMean', mac: 0, fvcore: 31 });
  });

  // The block of He et al. with a shortcut that halves 8 × 8 × 4 to 4 × 4 × 8: 4·8·9·16 + 8·8·9·16 + 4·8·16 and, by fvcore's
  // rules, 2 · 128 for each of three norms and 128 for the sum.
  it('a residual block', () => {
    const conv = (stride: number): LayerMaker => conv2d({ filters: 8, kernel: 3, stride, padding: 1 });
    const main = serial([['conv1', conv(2)], ['norm1', batchNorm()], ['act1', relu()], ['conv2', conv(1)], ['norm2', batchNorm()]]);
    const shortcut = serial([['conv', conv2d({ filters: 8, kernel: 1, stride: 2 })], ['norm', batchNorm()]]);
    expect(costs(residual(main, shortcut)('block', [8, 8, 4]))).toEqual({ mac: 14336, fvcore: 15232 });
  });
});

describe('weights', () => {
  it('of a convolution start as He’s by fan-out, the bias as PyTorch’s', () => {
    expect(conv2d({ filters: 8, kernel: 3, bias: true })('block/conv', [5, 5, 4]).weights).toEqual([
      { path: 'block/conv/kernel', shape: [3, 3, 4, 8], init: { kind: 'normal', deviation: Math.sqrt(2 / 72) }, role: 'kernel' },
      { path: 'block/conv/bias', shape: [8], init: { kind: 'uniform', low: -1 / 6, high: 1 / 6 }, role: 'bias' },
    ]);
  });

  it('of a dense layer start uniform within one over the root of the fan-in', () => {
    expect(dense({ units: 3 })('linear', [16]).weights).toEqual([
      { path: 'linear/kernel', shape: [16, 3], init: { kind: 'uniform', low: -0.25, high: 0.25 }, role: 'kernel' },
      { path: 'linear/bias', shape: [3], init: { kind: 'uniform', low: -0.25, high: 0.25 }, role: 'bias' },
    ]);
  });

  it('of a norm start as the identity, and its statistics are not trained', () => {
    const one = { shape: [6], init: { kind: 'constant', value: 1 }, role: 'norm' };
    const zero = { shape: [6], init: { kind: 'constant', value: 0 }, role: 'norm' };
    expect(batchNorm()('norm', [4, 4, 6]).weights).toEqual([
      { path: 'norm/scale', ...one }, { path: 'norm/offset', ...zero },
      { path: 'norm/mean', ...zero, statistic: true }, { path: 'norm/variance', ...one, statistic: true },
    ]);
  });

  it('of an embedding and of a learned mix', () => {
    expect(embedding({ vocabulary: 9, width: 2 })('ids', [5]).weights).toEqual([{ path: 'ids/table', shape: [9, 2], init: { kind: 'normal', deviation: 1 }, role: 'embedding' }]);
    expect(sdnPool({ size: 4 })('pool', [8, 8, 3]).weights).toEqual([{ path: 'pool/mix', shape: [], init: { kind: 'uniform', low: 0, high: 1 }, role: 'gate' }]);
  });

  it('of tokens', () => {
    expect(classToken()('cls', [5, 4]).weights).toEqual([{ path: 'cls/token', shape: [4], init: { kind: 'constant', value: 0 }, role: 'embedding' }]);
    expect(positionEmbedding()('pos', [5, 4]).weights).toEqual([{ path: 'pos/table', shape: [5, 4], init: { kind: 'truncated-normal', deviation: 0.02 }, role: 'embedding' }]);
    expect(patchEmbedding({ patch: 2, width: 6 })('embed', [4, 4, 4]).weights).toEqual([
      { path: 'embed/kernel', shape: [2, 2, 4, 6], init: { kind: 'truncated-normal', deviation: 0.25 }, role: 'kernel' }, // 1 / √16
      { path: 'embed/bias', shape: [6], init: { kind: 'constant', value: 0 }, role: 'bias' },
    ]);
  });

  it('of a layer norm start as the identity', () => {
    expect(layerNorm()('norm', [5, 4]).weights).toEqual([
      { path: 'norm/scale', shape: [4], init: { kind: 'constant', value: 1 }, role: 'norm' },
      { path: 'norm/offset', shape: [4], init: { kind: 'constant', value: 0 }, role: 'norm' },
    ]);
  });

  it('of attention are those of two dense layers', () => {
    const bound = { init: { kind: 'uniform', low: -0.5, high: 0.5 } };
    expect(multiHeadAttention({ heads: 2 })('attn', [5, 4]).weights).toEqual([
      { path: 'attn/qkv/kernel', shape: [4, 12], role: 'kernel', ...bound }, { path: 'attn/qkv/bias', shape: [12], role: 'bias', ...bound },
      { path: 'attn/proj/kernel', shape: [4, 4], role: 'kernel', ...bound }, { path: 'attn/proj/bias', shape: [4], role: 'bias', ...bound },
    ]);
  });

  it('are named by their place', () => {
    const maker = residual(serial([['conv', conv2d({ filters: 2, kernel: 1 })]]), serial([['conv', conv2d({ filters: 2, kernel: 1 })]]));
    expect(maker('block3', [4, 4, 2]).weights.map((w) => w.path)).toEqual(['block3/conv/kernel', 'block3/shortcut/conv/kernel']);
  });
});

describe('the spec tells apart what computes differently', () => {
  it.each([
    ['conv2d filters', [4, 4, 2], conv2d({ filters: 2, kernel: 1 }), conv2d({ filters: 3, kernel: 1 })],
    ['conv2d kernel', [4, 4, 2], conv2d({ filters: 2, kernel: 1 }), conv2d({ filters: 2, kernel: 3 })],
    ['conv2d stride', [4, 4, 2], conv2d({ filters: 2, kernel: 1 }), conv2d({ filters: 2, kernel: 1, stride: 2 })],
    ['conv2d padding', [4, 4, 2], conv2d({ filters: 2, kernel: 3, stride: 2, padding: 1 }), conv2d({ filters: 2, kernel: 3, stride: 2, padding: 'same' })],
    ['conv2d bias', [4, 4, 2], conv2d({ filters: 2, kernel: 1 }), conv2d({ filters: 2, kernel: 1, bias: true })],
    ['dense units', [4], dense({ units: 2 }), dense({ units: 3 })],
    ['dense bias', [4], dense({ units: 2 }), dense({ units: 2, bias: false })],
    ['batchNorm epsilon', [4], batchNorm(), batchNorm({ epsilon: 1e-3 })],
    ['activations', [4], relu(), gelu()],
    ['other activations', [4], tanh(), sigmoid()],
    ['maxPool size', [8, 8, 1], maxPool({ size: 2 }), maxPool({ size: 4 })],
    ['maxPool stride', [8, 8, 1], maxPool({ size: 2 }), maxPool({ size: 2, stride: 1 })],
    ['maxPool padding', [8, 8, 1], maxPool({ size: 2 }), maxPool({ size: 2, padding: 1 })],
    ['pool kind', [8, 8, 1], maxPool({ size: 2 }), averagePool({ size: 2 })],
    ['averagePool size', [8, 8, 1], averagePool({ size: 2 }), averagePool({ size: 4 })],
    ['averagePool stride', [8, 8, 1], averagePool({ size: 2 }), averagePool({ size: 2, stride: 1 })],
    ['averagePool padding', [7, 7, 1], averagePool({ size: 3, stride: 2, padding: 1 }), averagePool({ size: 3, stride: 2, padding: 'same' })],
    ['global and flat', [1, 1, 4], globalAveragePool(), flatten()],
    ['dropout rate', [4], dropout({ rate: 0.1 }), dropout({ rate: 0.2 })],
    ['embedding vocabulary', [4], embedding({ vocabulary: 4, width: 2 }), embedding({ vocabulary: 5, width: 2 })],
    ['embedding width', [4], embedding({ vocabulary: 4, width: 2 }), embedding({ vocabulary: 4, width: 3 })],
    ['sdnPool size', [8, 8, 1], sdnPool({ size: 2 }), sdnPool({ size: 4 })],
    ['serial order', [4], serial([['a', relu()], ['b', tanh()]]), serial([['a', tanh()], ['b', relu()]])],
    ['serial part', [4], serial([['a', dropout({ rate: 0.1 })]]), serial([['a', dropout({ rate: 0.2 })]])],
    ['layerNorm epsilon', [4], layerNorm(), layerNorm({ epsilon: 1e-6 })],
    ['patchEmbedding patch', [8, 8, 1], patchEmbedding({ patch: 2, width: 3 }), patchEmbedding({ patch: 4, width: 3 })],
    ['patchEmbedding width', [8, 8, 1], patchEmbedding({ patch: 2, width: 3 }), patchEmbedding({ patch: 2, width: 4 })],
    ['what is learnt of tokens', [5, 4], classToken(), positionEmbedding()],
    ['selectToken index', [5, 4], selectToken(), selectToken({ index: 1 })],
    ['multiHeadAttention heads', [5, 4], multiHeadAttention({ heads: 1 }), multiHeadAttention({ heads: 2 })],
    ['multiHeadAttention qkvBias', [5, 4], multiHeadAttention({ heads: 1 }), multiHeadAttention({ heads: 1, qkvBias: false })],
    ['transformerLayer heads', [5, 4], transformerLayer({ heads: 1, hidden: 8 }), transformerLayer({ heads: 2, hidden: 8 })],
    ['transformerLayer hidden', [5, 4], transformerLayer({ heads: 1, hidden: 8 }), transformerLayer({ heads: 1, hidden: 9 })],
    ['transformerLayer qkvBias', [5, 4], transformerLayer({ heads: 1, hidden: 8 }), transformerLayer({ heads: 1, hidden: 8, qkvBias: false })],
    ['transformerLayer epsilon', [5, 4], transformerLayer({ heads: 1, hidden: 8 }), transformerLayer({ heads: 1, hidden: 8, epsilon: 1e-6 })],
    ['residual main', [4], residual(relu()), residual(tanh())],
    ['residual shortcut', [4], residual(relu()), residual(relu(), tanh())],
    ['residual shortcut part', [4], residual(relu(), relu()), residual(relu(), tanh())],
  ] as const)('%s', (_, shape, one, other) => {
    const [a, b] = [one('x', shape).spec, other('x', shape).spec];
    expect(a).not.toEqual(b);
    expect(one('x', shape).spec).toEqual(a); // and equal ones are equal
  });

  it('names the stream of a dropout, which is named by its place', () => {
    expect(dropout({ rate: 0.1 })('a', [4]).spec).not.toEqual(dropout({ rate: 0.1 })('b', [4]).spec);
  });
});

describe('what cannot be built is refused with its place', () => {
  it.each([
    ['bad-network', 'no map', () => conv2d({ filters: 2, kernel: 3 })('b/conv', [4])],
    ['bad-network', 'a window larger than the map', () => conv2d({ filters: 2, kernel: 5 })('b/conv', [4, 4, 1])],
    ['bad-parameter', 'a fractional filter count', () => conv2d({ filters: 2.5, kernel: 3 })('b/conv', [4, 4, 1])],
    ['bad-parameter', 'a negative padding', () => conv2d({ filters: 2, kernel: 3, padding: -1 })('b/conv', [4, 4, 1])],
    ['bad-parameter', 'a pool that skips values', () => maxPool({ size: 2, stride: 3 })('b/conv', [4, 4, 1])],
    ['bad-parameter', 'a pool that could see only padding', () => maxPool({ size: 2, padding: 2 })('b/conv', [4, 4, 1])],
    ['bad-parameter', 'dropping everything', () => dropout({ rate: 1 })('b/conv', [4])],
    ['bad-parameter', 'an ε of 0', () => batchNorm({ epsilon: 0 })('b/conv', [4])],
    ['bad-network', 'branches that do not fit', () => residual(dense({ units: 3 }))('b/conv', [4])],
    ['bad-network', 'two parts of one name', () => serial([['a', relu()], ['a', relu()]])('b/conv', [4])],
    ['bad-network', 'a dense layer on a number', () => dense({ units: 2 })('b/conv', [])],
    ['bad-network', 'a layer norm on a number', () => layerNorm()('b/conv', [])],
    ['bad-parameter', 'a layer norm with an ε of 0', () => layerNorm({ epsilon: 0 })('b/conv', [4])],
    ['bad-network', 'patches of a vector', () => patchEmbedding({ patch: 2, width: 3 })('b/conv', [4])],
    ['bad-network', 'patches that do not tile the rows', () => patchEmbedding({ patch: 3, width: 3 })('b/conv', [8, 9, 1])],
    ['bad-network', 'patches that do not tile the columns', () => patchEmbedding({ patch: 3, width: 3 })('b/conv', [9, 8, 1])],
    ['bad-parameter', 'patches of no side', () => patchEmbedding({ patch: 0, width: 3 })('b/conv', [8, 8, 1])],
    ['bad-parameter', 'patches without a width', () => patchEmbedding({ patch: 2, width: 0 })('b/conv', [8, 8, 1])],
    ['bad-network', 'a class token for a map', () => classToken()('b/conv', [4, 4, 3])],
    ['bad-network', 'positions of a map', () => positionEmbedding()('b/conv', [4, 4, 3])],
    ['bad-network', 'a token of a vector', () => selectToken()('b/conv', [4])],
    ['bad-parameter', 'a token beyond the last', () => selectToken({ index: 5 })('b/conv', [5, 4])],
    ['bad-parameter', 'a token before the first', () => selectToken({ index: -1 })('b/conv', [5, 4])],
    ['bad-network', 'attention in a map', () => multiHeadAttention({ heads: 1 })('b/conv', [4, 4, 3])],
    ['bad-parameter', 'heads that cannot share the width', () => multiHeadAttention({ heads: 3 })('b/conv', [5, 4])],
    ['bad-parameter', 'no heads', () => multiHeadAttention({ heads: 0 })('b/conv', [5, 4])],
    ['bad-network', 'a transformer of vectors', () => transformerLayer({ heads: 1, hidden: 8 })('b/conv', [4])],
  ] as const)('%s: %s', (code, _, build) => {
    expect(build).toThrow(expect.objectContaining({ code, at: 'b/conv' }));
  });
});
