import { numberText } from '../render/numbers.ts';
import type { Estimate } from '../statistics/intervals.ts';
import type { AxisView, CellView, FigureView, LinesView, RowOf, SeriesView, TableView } from '../view.ts';
import { markText } from './markText.ts';
import { partWord } from './partWord.ts';
import { count, text } from '../tables/cells.ts';
import { regimeText } from '../tables/regimeText.ts';

/** A regime's line: its mean over seeds, and each seed's own value, at places that all its seeds share. */
export interface Line {
  /** Null where a line is of several regimes together: its part is its name. */
  readonly regime: string | null;
  readonly role: 'ranked' | 'control';
  /** What tells it from other lines of the regime. */
  readonly part: string | null;
  readonly points: readonly LinePoint[];
}

export interface LinePoint {
  readonly x: number;
  /** Null is a gap. */
  readonly mean: Estimate | null;
  /** Each seed's value in the order of the plan; every point has all seeds. */
  readonly seeds: readonly { readonly seed: string; readonly y: number | null }[];
}

export interface LineFigure {
  readonly id: string;
  readonly caption: string;
  readonly x: readonly AxisView[];
  readonly y: AxisView;
  readonly places?: readonly string[];
  /** What is best of a place, for the sentence that stands for the figure. Where nothing is, it says where each line ends. */
  readonly better: 'higher' | 'lower' | 'none';
  readonly marks?: LinesView['marks'];
  readonly notes?: readonly string[];
  readonly about?: readonly string[];
  readonly lines: readonly Line[];
}

/** A figure of lines with the table that says the same. */
export function lineFigure(of: LineFigure): FigureView {
  const { id, caption, x, y, places = null, marks = [], about = [], lines } = of;
  // In small panels of several regimes, and among many lines, single seeds hide each other: the numbers have them.
  const crowded = lines.length > SEEDED || (lines.some((l) => l.regime !== null) && new Set(lines.map((l) => l.part)).size > 1);
  return {
    id, caption, about, alt: [altText(of), ...marksText(of)].join(' '), table: lineTable({ ...of, notes: [...(of.notes ?? []), ...marksText(of)] }),
    shape: { kind: 'lines', x, y, places, marks, series: lines.flatMap((line) => seriesOf(line, crowded)) },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** The sentence for those who do not see a figure names so many lines: the table has all. */
const SAID = 6;

/** With more lines than this only means are drawn. */
const SEEDED = 4;

/** The mean first, then each seed. A single seed is its own mean. */
function seriesOf({ regime, role, part, points }: Line, crowded: boolean): readonly SeriesView[] {
  const seeds = points[0]?.seeds.map((s) => s.seed) ?? [];
  const mean: SeriesView = {
    regime, role, part, seed: null,
    points: points.map(({ x, mean: m }) => ({
      x, y: m?.mean ?? null, low: m?.interval ? m.mean - m.interval.half : null, high: m?.interval ? m.mean + m.interval.half : null,
    })),
  };
  if (seeds.length < 2 || crowded) return [mean];
  return [mean, ...seeds.map((seed, i) => ({ regime, role, part, seed, points: points.map((p) => ({ x: p.x, y: p.seeds[i]?.y ?? null, low: null, high: null })) }))];
}

function lineTable({ caption, x, y, places, lines, notes = [] }: LineFigure): TableView {
  const seeds = [...new Set(lines.flatMap((l) => l.points[0]?.seeds.map((s) => s.seed) ?? []))];
  const shown = seeds.length < 2 ? [] : seeds;
  const [hasRegimes, hasParts] = [lines.some((l) => l.regime !== null), lines.some((l) => l.part !== null)];
  const value = (estimate: Estimate | null): CellView => ({ kind: 'estimate', scale: y.scale, estimate: estimate === null ? null : times(estimate, y.factor) });
  const rows: (readonly CellView[])[] = [];
  const of: RowOf[] = [];
  for (const { regime, role, part, points } of lines) {
    for (const point of points) {
      if (point.mean === null && point.seeds.every((s) => s.y === null)) continue;
      of.push({ regime, role, seed: null });
      rows.push([
        ...(hasRegimes ? [text(regimeText(regime, role))] : []),
        ...(hasParts ? [text(part ?? '')] : []),
        ...(places === undefined ? x.map((axis): CellView => placed(point.x * axis.factor, axis)) : [text(places[point.x] ?? '')]),
        value(point.mean),
        ...shown.map((seed) => value(single(point.seeds.find((s) => s.seed === seed)?.y ?? null))),
        count(point.mean?.n ?? 0),
      ]);
    }
  }
  return {
    caption, rows, notes, of,
    columns: [
      ...[...(hasRegimes ? ['regime'] : []), ...(hasParts ? [partWord(caption, lines.map((l) => l.part))] : [])].map((label) => ({ label, numeric: false })),
      ...(places === undefined ? x.map(({ label }) => ({ label, numeric: true, place: true as const })) : [{ label: x[0]?.label ?? '', numeric: false, place: true as const }]),
      { label: shown.length === 0 ? y.label : `${y.label}: mean`, numeric: true },
      ...shown.map((seed) => ({ label: `seed ${seed}`, numeric: true, seed })),
      { label: 'n', numeric: true },
    ],
  };
}

/** `Phases begin: mixed: all after epoch of training 5.` */
function marksText({ x: [axis], marks = [] }: LineFigure): readonly string[] {
  if (marks.length === 0 || axis === undefined) return [];
  return [`Phases begin: ${marks.map((m) => `${markText(m)} after ${numberText(m.x * axis.factor, axis.scale)}`).join('; ')} (${axis.label}).`];
}

/** `At 3.08 % mixed is highest (95.08), at 101 % joint (97.21).` */
function altText({ caption, x, y, places, better, lines }: LineFigure): string {
  const [axis] = x;
  const ends = [...new Set(lines.flatMap((l) => l.points.flatMap((p) => (p.mean === null ? [] : [p.x]))))].toSorted((a, b) => a - b);
  const [first, last] = [ends[0], ends.at(-1)];
  if (axis === undefined || first === undefined || last === undefined) return `${caption}: nothing to show.`;
  const nameOf = ({ regime, part }: Line): string => [regime, part].filter((t) => t !== null).join(', ');
  const names = [...new Set(lines.map((l) => l.regime ?? l.part ?? ''))].join(', ');
  const at = (place: number): string => places?.[place] ?? numberText(place * axis.factor, axis.scale);
  const top = (place: number): string => {
    const here = lines.flatMap((l) => l.points.flatMap((p) => (p.x === place && p.mean !== null ? [{ name: l.part === null || l.regime === null ? nameOf(l) : `${nameOf(l)},`, y: p.mean.mean * y.factor }] : [])));
    const chosen = here.toSorted((a, b) => (better === 'lower' ? a.y - b.y : b.y - a.y))[0];
    return chosen === undefined ? '' : `${chosen.name} with ${numberText(chosen.y, y.scale)}`;
  };
  if (better === 'none') {
    const ended = lines.flatMap((l) => l.points.filter((p) => p.mean !== null).slice(-1).map((p) => `${nameOf(l)} at ${at(p.x)} with ${numberText((p.mean?.mean ?? NaN) * y.factor, y.scale)}`));
    const said = ended.length <= SAID ? ended : [...ended.slice(0, SAID), `and ${ended.length - SAID} more`];
    return `${caption}, of ${names}. Across: ${axis.label}; upwards: ${y.label}. Lines end: ${said.join('; ')}.`;
  }
  const word = better === 'lower' ? 'lowest' : 'highest';
  const second = first === last ? '' : `; at ${at(last)} ${top(last)}`;
  return `${caption}, of ${names}. Across: ${axis.label}; upwards: ${y.label}. The ${word} at ${at(first)} is ${top(first)}${second}.`;
}

function placed(value: number, { scale }: AxisView): CellView {
  return { kind: 'estimate', estimate: { mean: value, n: 1, interval: null }, scale };
}

function single(y: number | null): Estimate | null {
  return y === null ? null : { mean: y, n: 1, interval: null };
}

function times({ mean, n, interval }: Estimate, factor: number): Estimate {
  return { mean: mean * factor, n, interval: interval === null ? null : { ...interval, half: interval.half * factor } };
}
