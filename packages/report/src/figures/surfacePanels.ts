import { heightRange } from '../plots/heightRange.ts';
import type { SurfaceView } from '../view.ts';
import { onAxis, rangeOf, tickText } from './axis.ts';
import { type Drawing, type Panel, innerOf } from './drawing.ts';
import { RAMP } from './ramp.ts';

/** Nodes of the even grid that contours are drawn on: twice as fine as surfaces of 15 × 15, whose places are among them. */
const GRID = 29;

/** One step of the scale of colours that all panels share. */
export interface Step {
  readonly low: number;
  readonly high: number;
  readonly colour: string;
  /** Whether heights above it have its colour too: the last step only. */
  readonly open: boolean;
}

/** From this ratio of heights on, steps are even in their ratio: even differences would give all that is low one colour. */
const WIDE = 10;

/** The scale of colours of a surface, over all panels: steps of equal height or, of heights above zero that differ by much, of equal ratio. */
export function stepsOf(shape: SurfaceView): readonly Step[] {
  const range = heightRange(shape.panels);
  const [low, high] = rangeOf([range.low, range.high].map(onAxis(shape.z)));
  const isWide = low > 0 && high >= WIDE * low;
  const edge = (i: number): number => (isWide ? low * (high / low) ** (i / RAMP.length) : low + ((high - low) * i) / RAMP.length);
  return RAMP.map((colour, i) => ({ low: edge(i), high: edge(i + 1), colour, open: range.clipped && i === RAMP.length - 1 }));
}

/** One panel for each regime, seed and part, with common axes and one scale of colours. */
export function surfacePanels({ Plot, document }: Drawing, shape: SurfaceView): readonly Panel[] {
  const [toX, toY, toZ] = [onAxis(shape.x), onAxis(shape.y), onAxis(shape.z)];
  const steps = stepsOf(shape);
  const size = { width: 340, height: 310, marginLeft: 52, marginRight: 16, marginTop: 28, marginBottom: 48 };
  const text = { labelArrow: 'none' as const, ticks: 5 };
  return shape.panels.map(({ regime, seed, part, xs, ys, values, points }) => {
    const xRange = rangeOf(xs.map(toX));
    const yRange = rangeOf(ys.map(toY));
    const heights = evenGrid(xs, ys, values).map((z) => Math.max(steps[0]?.low ?? z, toZ(z)));
    const places = points.map((p) => ({ x: toX(p.x), y: toY(p.y), label: p.label }));
    const svg = Plot.plot({
      document, ...size,
      x: { domain: [...xRange], label: shape.x.label, labelAnchor: 'center', labelOffset: 40, tickFormat: tickText(shape.x), ...text },
      y: { domain: [...yRange], label: shape.y.label, labelAnchor: 'top', tickFormat: tickText(shape.y), ...text },
      color: { type: 'threshold', domain: steps.slice(1).map((s) => s.low), range: steps.map((s) => s.colour) },
      marks: [
        Plot.contour(heights, {
          width: GRID, height: GRID, x1: xRange[0], x2: xRange[1], y1: yRange[0], y2: yRange[1], fill: Plot.identity,
          thresholds: steps.map((s) => s.low), stroke: '#fff', strokeOpacity: 0.45, strokeWidth: 0.6,
        }),
        Plot.dot(places, { x: 'x', y: 'y', symbol: 'diamond2', r: 5, fill: '#fff', stroke: '#111', strokeWidth: 1.4 }),
        Plot.text(places, {
          x: 'x', y: 'y', text: 'label', dy: -11, fill: '#111', stroke: '#fff', strokeWidth: 3.5, fontWeight: 600,
          textAnchor: 'middle',
        }),
      ],
    });
    const title = [regime, part, seed === null ? null : `seed ${seed}`].filter((t) => t !== null).join(', ');
    return { title, regime, seed, width: size.width, height: size.height, inner: innerOf(svg, [], 1) };
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** Heights on an even grid, row by row, by bilinear interpolation: contours need even steps, results may have others. */
function evenGrid(xs: readonly number[], ys: readonly number[], values: readonly (readonly number[])[]): readonly number[] {
  const columns = placesOn(xs);
  return placesOn(ys).flatMap(([j, v]) => columns.map(([i, u]) => {
    const at = (row: number, column: number): number => values[row]?.[column] ?? NaN;
    const [below, above] = [j, j + 1].map((row) => (u === 0 ? at(row, i) : at(row, i) * (1 - u) + at(row, i + 1) * u));
    return v === 0 ? (below ?? NaN) : (below ?? NaN) * (1 - v) + (above ?? NaN) * v;
  }));
}

/** For each even step: the index before it, and how far on the way to the next. */
function placesOn(ticks: readonly number[]): readonly (readonly [number, number])[] {
  const [low, high] = rangeOf(ticks);
  return Array.from({ length: GRID }, (_, k) => {
    const at = low + ((high - low) * k) / (GRID - 1);
    const i = Math.max(0, ticks.findLastIndex((t) => t <= at));
    const [from, to] = [ticks[i] ?? at, ticks[i + 1]];
    return [i, to === undefined || to === from ? 0 : (at - from) / (to - from)] as const;
  });
}
