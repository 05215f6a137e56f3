import { type HeadKind, type Piece, type Tensors, defineHead, flag } from '@exitbench/core';
import { detach, gapHead } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { checkHead } from '../head.ts';
import type { Mutant } from './mutant.ts';
import { PIECE_MUTANTS, RUNNING_MUTANTS } from './pieces.ts';

const changed = (make: (typeof PIECE_MUTANTS)[number]['make']): HeadKind => {
  const change = make();
  return { ...gapHead, build: (place) => change(gapHead.build(place)) };
};

/** A head with a parameter that its description names, or hides. */
const switched = (says: boolean, alter: (x: Tensors) => Tensors, answer: (logits: tf.Tensor) => tf.Tensor): HeadKind =>
  defineHead({
    id: 'switched', module: import.meta.url, title: 'switched', description: 'Global average, changed or not.',
    params: { on: flag({ default: false, description: 'Makes the change.' }) }, supports: (block) => gapHead.supports(block),
    build(place) {
      const piece = gapHead.build(place);
      const { on } = place.params;
      return {
        ...piece, spec: says ? { piece: piece.spec, on } : piece.spec,
        apply: (x, weights, pass) => (on ? mapped(piece.apply(alter(x), weights, pass), answer) : piece.apply(x, weights, pass)),
      };
    },
  });

/** A head that is changed where a parameter says so. */
const flagged = (change: (piece: Piece) => Piece): HeadKind =>
  defineHead({
    ...switched(true, (x) => x, (t) => t), params: { on: flag({ default: false, description: 'Makes the change.' }) },
    build(place) {
      const piece = gapHead.build(place);
      const described = { ...piece, spec: { piece: piece.spec, on: place.params.on } };
      return place.params.on ? change(described) : described;
    },
  });

export const HEAD_MUTANTS: readonly Mutant<'head'>[] = [
  ...PIECE_MUTANTS.map(({ check, name, make }): Mutant<'head'> => ({ kind: 'head', check, name, findings: () => checkHead(changed(make)), twin })),
  ...RUNNING_MUTANTS.map(({ check, name, make }): Mutant<'head'> => ({
    kind: 'head', check, name: `behind a parameter: ${name}`, findings: () => checkHead(flagged(make())), twin: () => checkHead(flagged((piece) => piece)),
  })),
  {
    kind: 'head', check: 'spec', name: 'has a description that hides a parameter',
    findings: () => checkHead(switched(false, (x) => x, tf.neg)), twin: () => checkHead(switched(true, (x) => x, tf.neg)),
  },
  {
    kind: 'head', check: 'spec', name: 'hides that no gradient goes back to the block',
    findings: () => checkHead(switched(false, (x) => mapped(x, detach), (t) => t)), twin: () => checkHead(switched(true, (x) => mapped(x, detach), (t) => t)),
  },
];

// ---------------------------------------------------------------------------------------------------------------------

function twin(): ReturnType<Mutant['twin']> {
  return checkHead(gapHead);
}

function mapped(tensors: Tensors, change: (tensor: tf.Tensor) => tf.Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
