/**
 * Kolmogorov–Smirnov calibration error: for each class, samples in the order of its probability p_c, the largest
 * |Σ p_c − Σ [label = c]| / n of all that come first; then the mean over the classes. It needs no bins (Gupta et al.,
 * Calibration of Neural Networks using Splines, arXiv 2006.12800; all classes, as in the evaluation of arXiv 2407.14320).
 * Samples of one probability come together, so that their order does not matter.
 *
 * @param probabilities samples × classes
 * @returns in [0, 1]
 */
export function ksError(probabilities: Float64Array, labels: ArrayLike<number>, classes: number): number {
  const samples = labels.length;
  const order = Int32Array.from({ length: samples }, (_, s) => s);
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const of = (s: number): number => probabilities[s * classes + c] as number;
    order.sort((a, b) => of(a) - of(b));
    let [gap, largest] = [0, 0];
    order.forEach((s, place) => {
      gap += of(s) - Number(labels[s] === c);
      const next = order[place + 1];
      if (next === undefined || of(next) !== of(s)) largest = Math.max(largest, Math.abs(gap));
    });
    sum += largest / samples;
  }
  return sum / classes;
}
