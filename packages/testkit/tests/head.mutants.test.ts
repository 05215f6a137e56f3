import { type HeadKind, defineHead, flag, known } from '@exitbench/core';
import { detach, gapHead, pooledHead } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

import { checkHead, testHead } from '../src/head.ts';

describe('the heads of nn', () => {
  testHead(gapHead);
  testHead(pooledHead, { params: [{ size: 1 }, { size: 2 }] });
});

const changed = (change: (piece: ReturnType<HeadKind['build']>) => object): HeadKind =>
  ({ ...pooledHead, build: (place: Parameters<typeof pooledHead.build>[0]) => ({ ...pooledHead.build(place), ...change(pooledHead.build(place)) }) }) as HeadKind;
const checks = async (kind: HeadKind): Promise<readonly string[]> => [...new Set((await checkHead(kind)).map((f) => f.check))];

it('rejects weights that a placement would rename', async () => {
  let heads = 0;
  const counted = changed((piece) => ({ spec: { piece: piece.spec, number: heads++ } }));
  expect(await checks(counted)).toEqual(['deterministic']);
});

it('rejects a spec that leaves a parameter out', async () => {
  const turned = defineHead({
    id: 'turned', module: import.meta.url, title: 'turned', description: 'Global average with signs turned, or not.',
    params: { turn: flag({ default: false, description: 'Turns signs.' }) }, supports: (block) => gapHead.supports(block),
    build: (place) => {
      const piece = gapHead.build(place);
      const sign = place.params.turn ? -1 : 1;
      return { ...piece, apply: (x, weights, pass) => ({ logits: tf.mul(known(piece.apply(x, weights, pass)['logits'], 'the output'), sign) }) };
    },
  });
  expect(await checks(turned)).toEqual(['spec']);
});

it('rejects a spec that leaves out that no gradient goes back to the block', async () => {
  const cut = (says: boolean): HeadKind =>
    defineHead({
      id: 'cut', module: import.meta.url, title: 'cut', description: 'Global average that trains the block, or does not.',
      params: { cut: flag({ default: false, description: 'Lets no gradient through.' }) }, supports: (block) => gapHead.supports(block),
      build: (place) => {
        const piece = gapHead.build(place);
        const given = (x: tf.Tensor): tf.Tensor => (place.params.cut ? detach(x) : x);
        return {
          ...piece, spec: says ? { piece: piece.spec, cut: place.params.cut } : piece.spec,
          apply: (x, weights, pass) => piece.apply(Object.fromEntries(Object.entries(x).map(([name, t]) => [name, given(t)])), weights, pass),
        };
      },
    });
  expect(await checks(cut(false))).toEqual(['spec']);
  expect(await checks(cut(true))).toEqual([]);
});
