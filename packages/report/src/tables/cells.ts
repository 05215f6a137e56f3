import type { CellView, Scale } from '../view.ts';

export function text(of: string): CellView {
  return { kind: 'text', text: of };
}

export function count(value: number): CellView {
  return { kind: 'count', value };
}

/** A p value, or one adjusted, of n pairs. */
export function pValue(value: number | null, n: number): CellView {
  return { kind: 'estimate', estimate: value === null ? null : { mean: value, n, interval: null }, scale: 'p' };
}

/** Differences of shares are points, with their sign. */
export function differenceScale(scale: Scale): Scale {
  return scale === 'share' ? 'points' : scale;
}
