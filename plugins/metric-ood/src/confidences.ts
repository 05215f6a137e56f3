import { confidence } from '@exitbench/exits';

/** The largest softmax probability of each row; 0 where logits are not numbers, for such an answer is never right. */
export function confidences(logits: ArrayLike<number>, width: number): Float64Array {
  return confidence(logits, width).map((c) => (Number.isNaN(c) ? 0 : c));
}
