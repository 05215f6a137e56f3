import type { FigureView } from '../view.ts';
import { type Drawing, innerOf } from './drawing.ts';
import { type Look, type RegimeStyle, colourOf, nameOf, styleOf, stylesOf } from './regimeStyles.ts';

/** The styles of what a figure shows as lines, in the report's order. */
export function legendOf({ shape }: FigureView, given: readonly RegimeStyle[]): readonly RegimeStyle[] {
  if (shape.kind !== 'lines') return [];
  const styles = stylesOf(shape, given);
  const shown = [...new Set(shape.series.map(nameOf))].map((name) => styleOf(styles, name));
  return shown.toSorted((a, b) => styles.indexOf(a) - styles.indexOf(b));
}

export const KEY_WIDTH = 44;
export const KEY_HEIGHT = 16;

/** A piece of the regime's line with its marker, to stand before its name: 44 × 16 units. */
export function keyInner({ Plot, document }: Drawing, style: RegimeStyle, look: Look): string {
  const colour = colourOf(style, look);
  const control = style.role === 'control';
  const svg = Plot.plot({
    document, width: KEY_WIDTH, height: KEY_HEIGHT, margin: 0, axis: null, x: { domain: [0, 1] }, y: { domain: [0, 1] },
    marks: [
      Plot.ruleY([0.5], { x1: 0.02, x2: 0.98, stroke: colour, strokeWidth: control ? 1.5 : 2.2, ...(style.dash === null ? {} : { strokeDasharray: style.dash }) }),
      Plot.dot([0.5], { x: [0.5], y: [0.5], symbol: style.symbol, r: 4.4, stroke: colour, strokeWidth: 1.4, fill: control ? (look === 'page' ? 'var(--card)' : '#fff') : colour }),
    ],
  });
  return innerOf(svg, []);
}
