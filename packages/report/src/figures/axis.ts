import { scaled } from '../render/scaled.ts';
import type { AxisView } from '../view.ts';

/** How marks on an axis are written. */
export function tickText({ scale }: AxisView): (value: number) => string {
  switch (scale) {
    case 'MAC':
      return (v) => scaled(v);
    case 'B':
      return (v) => scaled(v, 1024);
    default:
      return (v) => String(Number(v.toPrecision(6))).replace('-', '−');
  }
}

/** What a point's value becomes on the axis: shares are shown as per cent. */
export function onAxis({ factor, scale }: AxisView): (value: number) => number {
  const times = factor * (scale === 'share' || scale === 'points' ? 100 : 1);
  return (v) => v * times;
}

/** Range of values; a single value gets a range around it. Whole numbers of log axes stay inside. */
export function rangeOf(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  if (low !== high) return [low, high];
  return low === 0 ? [-1, 1] : [low - Math.abs(low) / 10, high + Math.abs(high) / 10];
}

/** Ticks at 1, 2 and 5 times powers of ten. Null where these are too few: even steps are better then. */
export function logTicks([low, high]: readonly [number, number]): readonly number[] | null {
  const ticks: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    for (const m of [1, 2, 5]) {
      const tick = Number(`${m}e${e}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  if (ticks.length < 3) return null;
  return ticks.length <= 8 ? ticks : ticks.filter((t) => /^1(0*$|e)|^0\.0*1$/.test(String(t)));
}
