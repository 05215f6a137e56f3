import { type HeadKind, defineHead, flag, known } from '@exitbench/core';
import { gapHead, pooledHead } from '@exitbench/nn';
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
