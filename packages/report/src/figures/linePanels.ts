import type * as PlotModule from '@observablehq/plot';

import { markText } from '../plots/markText.ts';
import type { LinesView, SeriesView } from '../view.ts';
import { logTicks, onAxis, rangeOf, tickText } from './axis.ts';
import { type Drawing, type Panel, type Tag, innerOf } from './drawing.ts';
import { type Look, type RegimeStyle, colourOf, nameOf, styleOf } from './regimeStyles.ts';
import type { Variant } from './variants.ts';

/** More regimes than this in one panel cannot be told apart: each gets a panel. */
const CROWD = 7;
/** More markers than this on a line hide it. */
const MARKERS = 12;

/** Lines in one panel, or in one for each part (or, where there are many, regime), with common scales. */
export function linePanels(drawing: Drawing, shape: LinesView, variant: Variant, styles: readonly RegimeStyle[], look: Look): readonly Panel[] {
  const facets = facetsOf(shape.series);
  const scales = scalesOf(shape, variant, facets.length > 1);
  return facets.map(({ title, regime, series }) => {
    const marks = shape.marks.filter((m) => m.regime === null || series.some((s) => s.regime === m.regime));
    return { ...panel(drawing, { ...shape, series, marks }, scales, styles, look), title, regime, seed: null };
  });
}

// ---------------------------------------------------------------------------------------------------------------------

interface Facet {
  readonly title: string | null;
  readonly regime: string | null;
  readonly series: readonly SeriesView[];
}

function facetsOf(series: readonly SeriesView[]): readonly Facet[] {
  // Lines of several regimes together have no regime to be told apart by: their parts are the lines.
  const together = series.every((s) => s.regime === null);
  const parts = [...new Set(series.map((s) => s.part))];
  if (together && parts.length <= CROWD) return [{ title: null, regime: null, series }];
  if (parts.length > 1) return parts.map((part) => ({ title: part ?? 'all', regime: null, series: series.filter((s) => s.part === part) }));
  const regimes = [...new Set(series.map((s) => s.regime))];
  if (regimes.length > CROWD) return regimes.map((regime) => ({ title: regime, regime, series: series.filter((s) => s.regime === regime) }));
  return [{ title: null, regime: null, series }];
}

interface Scales {
  readonly size: { readonly width: number; readonly height: number; readonly marginLeft: number; readonly marginBottom: number; readonly marginTop: number; readonly marginRight: number };
  readonly x: PlotModule.ScaleOptions & { readonly domain: readonly number[] };
  readonly y: PlotModule.ScaleOptions & { readonly domain: readonly number[] };
  readonly toX: (x: number) => number;
  readonly toY: (y: number) => number;
}

function scalesOf(shape: LinesView, variant: Variant, small: boolean): Scales {
  const axis = shape.x[variant.x] ?? { label: '', factor: 1, scale: 'plain' as const, log: false };
  const toX = shape.places === null ? onAxis(axis) : (x: number) => x;
  const toY = onAxis(shape.y);
  const points = shape.series.flatMap((s) => s.points);
  const xRange = rangeOf([...points.map((p) => p.x), ...shape.marks.map((m) => m.x)].map(toX));
  const yRange = rangeOf(points.flatMap((p) => [p.y, p.low, p.high]).filter((v) => v !== null).map(toY));
  const slanted = shape.places !== null && shape.places.join('').length > (small ? 24 : 52);
  return {
    toX, toY,
    size: small
      ? { width: 300, height: 230, marginLeft: 46, marginRight: 14, marginTop: 26, marginBottom: slanted ? 78 : 46 }
      : { width: 560, height: 350, marginLeft: 52, marginRight: 18, marginTop: 30, marginBottom: slanted ? 84 : 48 },
    x: shape.places === null
      ? {
        type: variant.xLog ? 'log' : 'linear', domain: [...xRange], label: axis.label, labelAnchor: 'center', labelArrow: 'none', labelOffset: 40,
        ticks: (variant.xLog ? logTicks(xRange) : null)?.slice() ?? (small ? 4 : 6), tickFormat: tickText(axis), inset: 6,
      }
      : {
        type: 'linear', domain: [0, Math.max(1, shape.places.length - 1)], label: axis.label, labelAnchor: 'center', labelArrow: 'none', labelOffset: slanted ? 76 : 40,
        ticks: shape.places.map((_, i) => i), tickFormat: (i: number) => shape.places?.[i] ?? '', tickRotate: slanted ? -35 : 0, inset: small ? 10 : 24,
      },
    y: {
      type: variant.yLog ? 'log' : 'linear', domain: [...yRange], nice: !variant.yLog, grid: true, tickSize: 0, label: shape.y.label, labelAnchor: 'top', labelArrow: 'none',
      ticks: (variant.yLog ? logTicks(yRange) : null)?.slice() ?? (small ? 4 : 6), tickFormat: tickText(shape.y), insetTop: 4, insetBottom: 4,
    },
  };
}

function panel({ Plot, document }: Drawing, shape: LinesView, { size, x, y, toX, toY }: Scales, styles: readonly RegimeStyle[], look: Look): Omit<Panel, 'title' | 'regime' | 'seed'> {
  const tags: Tag[] = [];
  const tag = (regime: string | null, seed: string | null): string => String(tags.push({ regime, seed }) - 1);
  const hasMean = new Set(shape.series.filter((s) => s.seed === null).map(nameOf));
  const small = size.width < 400;
  const layers = shape.series.map((series, index) => {
    const style = styleOf(styles, nameOf(series));
    const colour = colourOf(style, look);
    const faint = series.seed !== null && hasMean.has(nameOf(series));
    const single = series.seed !== null && !faint;
    const ariaDescription = tag(series.regime, series.seed);
    const points = series.points.map((p) => ({
      x: toX(p.x), y: p.y === null ? NaN : toY(p.y), low: p.low === null ? NaN : toY(p.low), high: p.high === null ? NaN : toY(p.high),
    }));
    const common = { x: 'x', ariaDescription } as const;
    const every = Math.ceil(points.length / (single ? MARKERS / 3 : MARKERS));
    // Lines of many points have theirs at different places, so that markers do not hide each other.
    const isAlone = (i: number): boolean => !Number.isFinite(points[i - 1]?.y) && !Number.isFinite(points[i + 1]?.y); // no stroke shows it
    const marked = points.filter((p, i) => Number.isFinite(p.y) && (isAlone(i) || i % every === (every > 1 ? index % every : 0)));
    return {
      band: points.some((p) => Number.isFinite(p.low)) ? [Plot.areaY(points, { ...common, y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.13 })] : [],
      line: [Plot.lineY(points, {
        ...common, y: 'y', stroke: colour, strokeWidth: faint ? 0.9 : single ? 1.3 : series.role === 'control' ? 1.5 : 2.2,
        ...(faint ? { strokeOpacity: 0.45 } : {}), ...(style.dash === null ? {} : { strokeDasharray: style.dash }),
      })],
      dots: faint
        ? []
        : [Plot.dot(marked, {
          ...common, y: 'y', symbol: style.symbol, r: small || single ? 3.2 : 4.4, stroke: colour, strokeWidth: 1.4, fill: series.role === 'control' ? ground(look) : colour,
          // In a file nothing points at a marker.
          ...(look === 'file' ? {} : { title: (p: { readonly x: number; readonly y: number }) => pointText(shape, series, p, x, y) }),
        })],
    };
  });
  const phases = shape.marks.map((mark, i) => {
    const common = {
      x: [toX(mark.x)], ariaDescription: tag(mark.regime, null),
    };
    const stroke = mark.regime === null ? 'currentColor' : colourOf(styleOf(styles, mark.regime), look);
    return [
      Plot.ruleX([0], { ...common, stroke, strokeWidth: 1, strokeDasharray: '1 3' }),
      Plot.text([mark], { ...common, text: [markText(mark)], frameAnchor: 'top', textAnchor: 'start', dx: 4, dy: 2 + 17 * i, fill: stroke, stroke: ground(look), strokeWidth: 4 }),
    ];
  });
  const svg = Plot.plot({
    document, ...size, x: { ...x, domain: [...x.domain] }, y: { ...y, domain: [...y.domain] },
    marks: [...layers.flatMap((l) => l.band), ...phases.map(([rule]) => rule), ...layers.flatMap((l) => l.line), ...layers.flatMap((l) => l.dots), ...phases.map(([, text]) => text)],
  });
  return { width: size.width, height: size.height, inner: innerOf(svg, tags) };
}

function ground(look: Look): string {
  return look === 'page' ? 'var(--card)' : '#fff';
}

function pointText(shape: LinesView, { regime, seed, part }: SeriesView, p: { readonly x: number; readonly y: number }, x: Scales['x'], y: Scales['y']): string {
  const at = shape.places === null ? `${String(x.label)} ${numberAt(x, p.x)}` : (shape.places[p.x] ?? '');
  return [[regime, part, seed === null ? null : `seed ${seed}`].filter((t) => t !== null).join(', '), at, numberAt(y, p.y)].join(' · ');
}

function numberAt({ tickFormat }: PlotModule.ScaleOptions, value: number): string {
  const rounded = Number(value.toPrecision(4));
  return typeof tickFormat === 'function' ? String(tickFormat(rounded, 0)) : String(rounded);
}
