import type { AxisView, FigureView, LinesView } from '../view.ts';

/** One way to draw a figure's axes. */
export interface Variant {
  /** Unique in the figure, fit for an id: `x0-log-linear`. */
  readonly key: string;
  /** Index of the horizontal axis. */
  readonly x: number;
  readonly xLog: boolean;
  readonly yLog: boolean;
}

const PLAIN: Variant = { key: 'x0-linear-linear', x: 0, xLog: false, yLog: false };

/** Every way to draw a figure, the default first. */
export function variantsOf({ shape }: FigureView): readonly Variant[] {
  if (shape.kind !== 'lines') return [PLAIN];
  const axes = shape.places === null ? shape.x : shape.x.slice(0, 1);
  const values = shape.series.flatMap((s) => s.points.flatMap((p) => [p.y, p.low, p.high])).filter((v) => v !== null);
  const yLogs = canBeLog(shape.y, values) ? [false, true] : [false];
  return axes.flatMap((axis, x) => {
    const xs = shape.places === null && canBeLog(axis, positions(shape)) ? [false, true] : [false];
    return xs.flatMap((xLog) => yLogs.map((yLog) => ({ key: `x${x}-${word(xLog)}-${word(yLog)}`, x, xLog, yLog })));
  });
}

export function word(log: boolean): 'log' | 'linear' {
  return log ? 'log' : 'linear';
}

// ---------------------------------------------------------------------------------------------------------------------

/** Points at zero cannot be shown on it: an axis with some stays as it is, so that both ways show the same. */
function canBeLog(axis: AxisView, values: readonly number[]): boolean {
  return axis.log && values.length > 0 && values.every((v) => v * axis.factor > 0);
}

function positions({ series, marks }: LinesView): readonly number[] {
  return [...series.flatMap((s) => s.points.map((p) => p.x)), ...marks.map((m) => m.x)];
}
