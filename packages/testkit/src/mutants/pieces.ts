import type { Piece, Tensors, WeightSpec } from '@exitbench/core';
import * as tf from '@tensorflow/tfjs-core';

import type { CheckId } from '../checks.ts';

/** A way to break a piece of one weight or more: found under a block and under a head alike. */
export interface PieceMutant {
  readonly check: CheckId<'head'>;
  readonly name: string;
  /** Makes the change, which may keep count from one building to the next. */
  readonly make: () => (piece: Piece) => Piece;
}

const only = (check: CheckId<'head'>, name: string, change: (piece: Piece) => Partial<Piece>): PieceMutant => ({ check, name, make: () => (piece) => ({ ...piece, ...change(piece) }) });
/** Changes what it computes; `alter` may keep count from one call to the next. */
const computing = (check: CheckId<'head'>, name: string, alter: () => (output: tf.Tensor, ...call: Parameters<Piece['apply']>) => tf.Tensor): PieceMutant => ({
  check, name,
  make() {
    const changed = alter();
    return (piece) => ({ ...piece, apply: (...call) => mapped(piece.apply(...call), (output) => changed(output, ...call)) });
  },
});

export const PIECE_MUTANTS: readonly PieceMutant[] = [
  { check: 'allocates', name: 'makes a tensor, and disposes of it', make: () => (piece) => (tf.tidy(() => tf.zeros([2])).dispose(), piece) },
  {
    check: 'deterministic', name: 'names weights by a counter',
    make() {
      let count = 0;
      return (piece) => renamed(piece, (path) => `${path}_${count++}`);
    },
  },
  { check: 'paths', name: 'names weights without its id', make: () => (piece) => renamed(piece, (path) => `elsewhere/${path}`) },
  only('spec', 'has a number in its description that JSON does not know', () => ({ spec: { rate: NaN } })),
  only('joins', 'takes what the piece before does not give', ({ inputs }) => ({ inputs: inputs.map((p) => ({ ...p, shape: p.shape.map((n) => n + 1) })) })),
  only('roles', 'calls a matrix a bias, which no decay would reach', ({ weights }) => ({ weights: weights.map((w) => ({ ...w, role: 'bias' as const })) })),
  only('cost', 'has a cost that falls with depth', () => ({ costs: [{ op: 'x', mac: -1e9, fvcore: 1 }] })),
  only('cost', 'has a cost that is not finite', ({ costs }) => ({ costs: [...costs, { op: 'x', mac: Infinity, fvcore: 1 }] })),
  only('cost', 'has a cost that is not finite by the other convention', ({ costs }) => ({ costs: [...costs, { op: 'x', mac: 1, fvcore: NaN }] })),
  computing('throws', 'throws', () => () => tf.matMul(tf.zeros([2, 3]), tf.zeros([9, 9]))),
  computing('inputs', 'writes to its input', () => (output, x) => (written(x), output)),
  computing('inputs', 'writes to its input, in training only', () => (output, x, _, pass) => (pass.noise && written(x), output)),
  computing('inputs', 'writes to its weights', () => (output, _, weights) => (written(weights), output)),
  computing('inputs', 'disposes of its input', () => (output, x) => (Object.values(x)[0]?.dispose(), output)),
  computing('shapes', 'gives another shape than it declares', () => (output) => (output.rank === 4 ? tf.avgPool(output as tf.Tensor4D, 2, 2, 'valid') : tf.concat([output, output], -1))),
  only('shapes', 'does not give an output that it declares', ({ outputs }) => ({ outputs: [...outputs, { name: 'mask', shape: [1], dtype: 'float32' }] })),
  computing('statistics', 'updates what is no statistic, in an evaluation', () => (output, _, weights, pass) => (pass.update(Object.keys(weights)[0] ?? '', tf.zeros([1])), output)),
  only('statistics', 'never updates a statistic', (piece) => ({ weights: [...piece.weights, countOf(piece)] })),
  only('statistics', 'gives a statistic another shape', (piece) => ({
    weights: [...piece.weights, countOf(piece)],
    apply(x, weights, pass) {
      if (pass.statistics === 'batch') pass.update(countOf(piece).path, tf.zeros([2]));
      return piece.apply(x, weights, pass);
    },
  })),
  computing('ambient', 'draws numbers that are not the pass’s', () => (output) => tf.mul(output, 1 + Math.random())),
  computing('ambient', 'draws numbers that are not the pass’s, in training only', () => (output, _x, _weights, pass) => (pass.noise ? tf.mul(output, 1 + Math.random()) : output)),
  computing('ambient', 'counts its calls', () => {
    let calls = 0;
    return (output) => tf.add(output, calls++);
  }),
  computing('rows', 'centres a batch in an evaluation', () => (output) => tf.sub(output, tf.mean(output, 0, true))),
  only('gradients', 'has a weight that moves nothing', ({ id, weights }) => ({ weights: [...weights, { path: `${id}/idle`, shape: [2], init: { kind: 'constant', value: 0 }, role: 'bias' }] })),
  computing('gradients', 'has a gradient that is not finite', () => (output) => steep(output)),
];

/** Those that only a run can show: they must be found behind a parameter that is not the default, too. */
export const RUNNING_MUTANTS: readonly PieceMutant[] = PIECE_MUTANTS.filter(({ check }) => ['throws', 'inputs', 'shapes', 'statistics', 'ambient', 'rows'].includes(check));

// ---------------------------------------------------------------------------------------------------------------------

function mapped(tensors: Tensors, change: (tensor: tf.Tensor) => tf.Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}

function written(tensors: Tensors): void {
  const values = Object.values(tensors)[0]?.dataSync();
  if (values !== undefined) values[0] = Number(values[0]) + 1;
}

function countOf({ id }: Piece): WeightSpec {
  return { path: `${id}/count`, shape: [1], init: { kind: 'constant', value: 0 }, role: 'norm', statistic: true };
}

/** The same values with a gradient that overflows. */
function steep(tensor: tf.Tensor): tf.Tensor {
  return tf.customGrad((t) => ({ value: tf.clone(t as tf.Tensor), gradFunc: (dy: tf.Tensor) => tf.mul(dy, Infinity) }))(tensor);
}

/** Weights by other paths; the piece finds them as before. */
function renamed(piece: Piece, rename: (path: string) => string): Piece {
  const paths = piece.weights.map((w) => [w.path, rename(w.path)] as const);
  return {
    ...piece,
    weights: piece.weights.map((w, i) => ({ ...w, path: paths[i]?.[1] ?? w.path })),
    apply: (x, weights, pass) => piece.apply(x, Object.fromEntries(paths.map(([old, path]) => [old, weights[path] as tf.Tensor])), pass),
  };
}
