import { ExitbenchError, type Shape } from '@exitbench/core';
import { type Tensor, pad } from '@tensorflow/tfjs-core';

/**
 * How a sliding window meets the edges. A number adds that many rows and columns on every side, as in PyTorch; `valid`
 * adds none; `same` is TensorFlow's: ⌈size / stride⌉ outputs, the odd row or column added at the end.
 */
export type Padding = 'same' | 'valid' | number;

export interface Windows {
  /** Rows and columns of the output. */
  readonly size: readonly [height: number, width: number];
  /** The padding that the operation itself makes. */
  readonly mode: 'same' | 'valid';
  /** Rows and columns to add first: [before, after] of each axis. */
  readonly margins: readonly [readonly [number, number], readonly [number, number]] | undefined;
}

/**
 * Where the windows of a convolution or pool lie. The native engine's kernels know `same` and `valid` only, so numeric
 * padding becomes `same` where that is equal and margins where it is not (3 × 3 of stride 2 on an even size).
 *
 * @param shape [height, width, channels]
 * @param ownPadding whether the operation's own `same` treats the edge as numeric padding would: convolutions and
 *   maxima do; an average leaves added places out of its count
 * @throws ExitbenchError `bad-network` when no window fits, `bad-parameter` for a negative or fractional padding
 */
export function windows(shape: Shape, kernel: number, stride: number, padding: Padding, ownPadding: boolean, path: string): Windows {
  if (typeof padding === 'number' && (!Number.isInteger(padding) || padding < 0)) {
    throw new ExitbenchError('bad-parameter', `\`padding\` must be a whole number from 0, \`same\` or \`valid\`, not ${padding}.`, { at: path });
  }
  const [height = 0, width = 0] = shape;
  const rows = along(height, kernel, stride, padding);
  const columns = along(width, kernel, stride, padding);
  if (rows.count < 1 || columns.count < 1) {
    throw new ExitbenchError('bad-network', `A window of ${kernel} × ${kernel} does not fit into ${height} × ${width} with padding ${padding}.`, {
      at: path, hint: 'Make the window smaller, pad, or take larger images.',
    });
  }
  const size = [rows.count, columns.count] as const;
  if (padding === 'same' || (ownPadding && padding !== 'valid' && rows.isSame && columns.isSame)) return { size, mode: 'same', margins: undefined };
  const none = padding === 'valid' || padding === 0;
  return { size, mode: 'valid', margins: none ? undefined : [rows.margin, columns.margin] };
}

/** The tensor [n, height, width, channels] with the margins added. */
export function addMargins(x: Tensor, margins: Windows['margins'], value: number): Tensor {
  return margins === undefined ? x : pad(x, [[0, 0], [...margins[0]], [...margins[1]], [0, 0]], value);
}

// ---------------------------------------------------------------------------------------------------------------------

function along(size: number, kernel: number, stride: number, padding: Padding): { count: number; isSame: boolean; margin: readonly [number, number] } {
  const sameCount = Math.ceil(size / stride);
  if (padding === 'same') return { count: sameCount, isSame: true, margin: [0, 0] };
  const before = padding === 'valid' ? 0 : padding;
  const count = Math.floor((size + 2 * before - kernel) / stride) + 1;
  // Rows that some window covers beyond the input; PyTorch pads more at the end, but no window reads it.
  const beyond = Math.max(0, (count - 1) * stride + kernel - size);
  return { count, isSame: count === sameCount && before === Math.floor(beyond / 2), margin: [before, Math.max(0, beyond - before)] };
}
