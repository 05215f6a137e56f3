/**
 * Softmax of each row, stable: the row's largest value is subtracted first, so that no exponential overflows.
 *
 * @param logits rows × width
 * @returns rows × width probabilities, in double precision
 */
export function softmax(logits: ArrayLike<number>, width: number): Float64Array {
  const probabilities = new Float64Array(logits.length);
  for (let row = 0; row < logits.length; row += width) {
    const largest = rowMaximum(logits, row, width);
    let sum = 0;
    for (let i = row; i < row + width; i++) sum += probabilities[i] = Math.exp((logits[i] as number) - largest);
    for (let i = row; i < row + width; i++) probabilities[i] = (probabilities[i] as number) / sum;
  }
  return probabilities;
}

/**
 * The largest softmax probability of each row: 1 / Σ exp(z − max z). Never above 1, for the sum has the term exp 0, and
 * never 0. A row that holds a NaN has confidence NaN, which no threshold lets through.
 *
 * @param logits rows × width
 */
export function confidence(logits: ArrayLike<number>, width: number): Float64Array {
  const confidences = new Float64Array(logits.length / width);
  for (let r = 0; r < confidences.length; r++) {
    const largest = rowMaximum(logits, r * width, width);
    let sum = 0;
    for (let i = r * width; i < (r + 1) * width; i++) sum += Math.exp((logits[i] as number) - largest);
    confidences[r] = 1 / sum;
  }
  return confidences;
}

/** `confidence`, and 0 where logits are not numbers: no statistic stumbles over it, and such an answer is never right. */
export function confidenceOrNone(logits: ArrayLike<number>, width: number): Float64Array {
  return confidence(logits, width).map((c) => (Number.isNaN(c) ? 0 : c));
}

/**
 * The position of each row's largest value, the first of equals; −1 where the row has no number above −∞, so that a row
 * of NaN is never taken for a class.
 */
export function argmax(logits: ArrayLike<number>, width: number): Int32Array {
  return Int32Array.from({ length: logits.length / width }, (_, r) => {
    let best = -1;
    let bestValue = -Infinity;
    for (let c = 0; c < width; c++) {
      const value = logits[r * width + c] as number;
      if (value > bestValue) {
        best = c;
        bestValue = value;
      }
    }
    return best;
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function rowMaximum(values: ArrayLike<number>, start: number, width: number): number {
  let largest = -Infinity;
  for (let i = start; i < start + width; i++) largest = Math.max(largest, values[i] as number);
  return largest;
}
