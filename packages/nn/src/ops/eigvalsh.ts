import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { ExitbenchError, known } from '@exitbench/core';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

import { defineOp, hasNativeKernel, runOp } from './defineOp.ts';

/** The largest matrix, in rows, that the reference takes: at 512 it needs about two seconds, and eight times that at twice the rows. */
export const EIGVALSH_REFERENCE_ROWS = 512;

/**
 * Eigenvalues, ascending, of a real symmetric matrix of which only the lower triangle is read: float32 [n, n] to [n].
 * The reference reduces it to a tridiagonal one and takes QL steps (EISPACK's tred2 and tql2), in float64. It reads the
 * matrix at once, which not every engine can: `eigvalsh` waits where it must. There is no gradient.
 */
export const eigvalshOp = defineOp<'x', Record<never, never>>({
  name: 'Eigvalsh',
  reference: ({ x }) => [tensor1d(Float32Array.from(eigenvalues(x.dataSync(), x.shape)), 'float32')],
  gradient() {
    throw new ExitbenchError('bad-argument', 'Eigenvalues have no gradient here.', { at: 'eigvalsh', hint: 'Take them outside the function that is differentiated.' });
  },
});

/** How many rows `eigvalsh` takes on the current engine: without an eigensolver of its own, those of the reference. */
export function eigvalshRows(): number {
  return hasNativeKernel(eigvalshOp) ? Number.POSITIVE_INFINITY : EIGVALSH_REFERENCE_ROWS;
}

/**
 * Eigenvalues of a symmetric matrix, by the engine's own solver in float32 or else by the reference in float64.
 *
 * @param x float32 [n, n], n ≥ 1, of which only the lower triangle is read
 * @returns n values, ascending
 * @throws ExitbenchError `bad-argument` for another shape, for entries that are not finite, and for more rows than `eigvalshRows()`
 */
export async function eigvalsh(x: Tensor): Promise<Float64Array> {
  if (!hasNativeKernel(eigvalshOp)) {
    expectRows(x.shape); // before anything is read
    return eigenvalues(await x.data(), x.shape);
  }
  expectSquare(x.shape);
  const found = runNative(x);
  const values = Float64Array.from(await found.data());
  found.dispose();
  expectFinite(values);
  return values;
}

// ---------------------------------------------------------------------------------------------------------------------

function runNative(x: Tensor): Tensor {
  try {
    return known(runOp(eigvalshOp, { x }, {})[0], 'one output');
  } catch (cause) {
    throw new ExitbenchError('bad-argument', `The engine cannot find the eigenvalues of this matrix of ${x.shape[0]} rows.`, {
      at: 'eigvalsh', hint: 'Look for entries that are not finite: weights that diverged.', cause,
    });
  }
}

function eigenvalues(entries: ArrayLike<number>, shape: readonly number[]): Float64Array {
  const n = expectRows(shape);
  expectFinite(entries);
  const matrix = Matrix.from1DArray(n, n, entries);
  return Float64Array.from(new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues).sort();
}

function expectRows(shape: readonly number[]): number {
  const n = expectSquare(shape);
  if (n > EIGVALSH_REFERENCE_ROWS) {
    throw new ExitbenchError('bad-argument', `This engine takes eigenvalues of at most ${EIGVALSH_REFERENCE_ROWS} rows; these are ${n}.`, {
      at: 'eigvalsh', hint: 'Take fewer rows, or an engine with an eigensolver of its own: `tensorflow`.',
    });
  }
  return n;
}

function expectSquare(shape: readonly number[]): number {
  const [rows, columns] = shape;
  if (shape.length === 2 && rows !== undefined && rows === columns && rows > 0) return rows;
  throw new ExitbenchError('bad-argument', `Eigenvalues are those of a square matrix, not of [${shape.join(', ')}].`, { at: 'eigvalsh' });
}

/** The reference would fail without a word, and a solver of an engine may give what is no number. */
function expectFinite(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new ExitbenchError('bad-argument', 'A matrix with entries that are not finite has no eigenvalues.', { at: 'eigvalsh', hint: 'Look for weights that diverged.' });
    }
  }
}
