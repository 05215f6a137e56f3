import type { StackView } from '../view.ts';
import { onAxis } from './axis.ts';
import { type Drawing, type Panel, innerOf } from './drawing.ts';
import { rampAt } from './ramp.ts';
import { regimeText } from '../tables/regimeText.ts';

/** A smaller share has no room for its number. */
const ROOM = 0.05;

/** How a part is told from the others: by its number, which stands in the bars, and by its lightness. */
export interface PartKey {
  readonly number: number;
  readonly name: string;
  readonly colour: string;
}

/** The keys of the parts, from the bottom upwards, which is from dark to light. */
export function partKeys({ parts }: StackView): readonly PartKey[] {
  return parts.map((name, i) => ({ number: i + 1, name, colour: rampAt(parts.length < 2 ? 0 : i / (parts.length - 1)) }));
}

/** Stacked bars over the places, one panel for each regime. */
export function stackPanels({ Plot, document }: Drawing, shape: StackView): readonly Panel[] {
  const keys = partKeys(shape);
  const toY = onAxis(shape.y);
  const slanted = shape.places.join('').length > 30;
  const size = { width: 340, height: 280, marginLeft: 46, marginRight: 10, marginTop: 26, marginBottom: slanted ? 84 : 48 };
  return shape.panels.map(({ regime, role, shares }) => {
    const bars = shape.places.flatMap((_, x) => {
      let low = 0;
      return shares.flatMap((part, i) => {
        const share = part[x] ?? null;
        if (share === null) return [];
        const bar = { x, low: toY(low), high: toY(low + share), share, number: String(i + 1), colour: keys[i]?.colour ?? '' };
        low += share;
        return [bar];
      });
    });
    const svg = Plot.plot({
      document, ...size,
      x: { type: 'band', domain: shape.places.map((_, i) => i), label: shape.x.label, labelAnchor: 'center', labelArrow: 'none', labelOffset: slanted ? 76 : 40, tickFormat: (i: number) => shape.places[i] ?? '', tickRotate: slanted ? -35 : 0, padding: 0.15 },
      y: { domain: [0, 100], label: shape.y.label, labelAnchor: 'top', labelArrow: 'none', ticks: 5, grid: true, tickSize: 0 },
      marks: [
        Plot.barY(bars, { x: 'x', y1: 'low', y2: 'high', fill: 'colour', stroke: '#fff', strokeWidth: 0.8 }),
        Plot.text(bars.filter((b) => b.share >= ROOM), {
          x: 'x', y: (b: (typeof bars)[number]) => (b.low + b.high) / 2, text: 'number', fill: '#111', stroke: '#fff', strokeWidth: 3.5, fontWeight: 600,
        }),
      ],
    });
    const title = regimeText(regime, role);
    return { title: shape.panels.length === 1 && regime === null ? null : title, regime, seed: null, width: size.width, height: size.height, inner: innerOf(svg, []) };
  });
}
