import { escapeMarkup } from '../render/html/markup.ts';
import type { FigureView } from '../view.ts';
import { type Drawing, type Panel, loadDrawing } from './drawing.ts';
import { figurePanels } from './figurePanels.ts';
import { KEY_HEIGHT, KEY_WIDTH, keyInner, legendOf } from './legend.ts';
import type { RegimeStyle } from './regimeStyles.ts';
import { type PartKey, partKeys } from './stackPanels.ts';
import { type Step, stepsOf } from './surfacePanels.ts';
import { type Variant, variantsOf } from './variants.ts';
import { tickText } from './axis.ts';
import { regimeText } from '../tables/regimeText.ts';

export interface FigureOptions {
  /** The report's: a regime looks the same in all its figures. */
  readonly styles: readonly RegimeStyle[];
  /** Default: the figure's first. */
  readonly variant?: Variant;
}

/** A figure as a file that stands alone: its own colours, ground, legend, title and description. The same figure gives the same bytes. */
export async function figureSvg(figure: FigureView, { styles, variant }: FigureOptions): Promise<string> {
  const drawing = await loadDrawing();
  const [first] = variantsOf(figure);
  const chosen = variant ?? first;
  if (chosen === undefined) throw new Error(`The figure ${figure.id} has no horizontal axis.`);
  const panels = figurePanels(drawing, figure, chosen, styles, 'file');
  const columns = Math.min(panels.length, (panels[0]?.width ?? 0) < 320 ? 3 : 2);
  const cell = { width: panels[0]?.width ?? 560, height: (panels[0]?.height ?? 0) + (panels.some((p) => p.title !== null) ? 20 : 0) };
  const width = Math.max(cell.width * columns, 420);
  const legend = legendFor(drawing, figure, styles, width);
  const height = legend.height + cell.height * Math.ceil(panels.length / columns) + 8;
  const body = panels.map((p, i) => panelAt(p, (i % columns) * cell.width, legend.height + Math.floor(i / columns) * cell.height)).join('');
  const ids = [`${figure.id}-title`, `${figure.id}-desc`].map(escapeMarkup);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${ids.join(' ')}" `
    + 'font-family="system-ui, sans-serif" font-size="13" fill="#1c2430" color="#1c2430" text-anchor="middle">'
    + `<title id="${ids[0] ?? ''}">${escapeMarkup(figure.caption)}</title><desc id="${ids[1] ?? ''}">${escapeMarkup(figure.alt)}</desc>`
    + `<rect width="${width}" height="${height}" fill="#fff"/>${legend.inner}${body}</svg>\n`;
}

// ---------------------------------------------------------------------------------------------------------------------

interface Legend {
  readonly height: number;
  readonly inner: string;
}

function panelAt({ title, width, height, inner }: Panel, x: number, y: number): string {
  const head = title === null ? '' : `<text x="${x + width / 2}" y="${y + 15}" font-weight="600">${escapeMarkup(shortened(title, width / 8))}</text>`;
  const top = title === null ? y : y + 20;
  return `${head}<svg x="${x}" y="${top}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inner}</svg>`;
}

function legendFor(drawing: Drawing, figure: FigureView, styles: readonly RegimeStyle[], width: number): Legend {
  const { shape } = figure;
  switch (shape.kind) {
    case 'lines':
      return lineLegend(drawing, figure, styles, width);
    case 'stack':
      return partLegend(partKeys(shape), width);
    case 'surface':
      return stepLegend(stepsOf(shape), shape.z, width);
  }
}

/** Numbers and names of parts in rows: the numbers stand in the bars too. */
function partLegend(parts: readonly PartKey[], width: number): Legend {
  let [x, y] = [12, 10];
  const inner = parts.map(({ number, name, colour }) => {
    const words = `${number} ${name}`;
    const needs = 16 + 8 + 7.4 * words.length + 18;
    if (x > 12 && x + needs > width) [x, y] = [12, y + 22];
    const item = `<rect x="${x}" y="${y + 1}" width="16" height="14" fill="${colour}"/><text x="${x + 24}" y="${y + 12.5}" text-anchor="start">${escapeMarkup(shortened(words, (width - 24) / 8))}</text>`;
    x += needs;
    return item;
  });
  return { height: y + 26, inner: inner.join('') };
}

/** Names in rows. Widths of letters are guessed, generously: no font is at hand. */
function lineLegend(drawing: Drawing, figure: FigureView, styles: readonly RegimeStyle[], width: number): Legend {
  let [x, y] = [12, 10];
  const inner = legendOf(figure, styles).map((style) => {
    const name = regimeText(style.regime, style.role);
    const needs = KEY_WIDTH + 8 + 7.4 * name.length + 18;
    if (x > 12 && x + needs > width) [x, y] = [12, y + 22];
    const item = `<svg x="${x}" y="${y}" width="${KEY_WIDTH}" height="${KEY_HEIGHT}">${keyInner(drawing, style, 'file')}</svg>`
      + `<text x="${x + KEY_WIDTH + 8}" y="${y + 12.5}" text-anchor="start">${escapeMarkup(shortened(name, (width - KEY_WIDTH) / 8))}</text>`;
    x += needs;
    return item;
  });
  return { height: inner.length === 0 ? 8 : y + 26, inner: inner.join('') };
}

function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.floor(letters) - 1)}…`;
}

function stepLegend(steps: readonly Step[], axis: Parameters<typeof tickText>[0], width: number): Legend {
  const each = Math.min(40, (width - 40) / steps.length);
  const left = (width - each * steps.length) / 2;
  const text = tickText(axis);
  const number = (v: number): string => escapeMarkup(text(Number(v.toPrecision(3))));
  const edges = [...steps.map((s) => s.low), steps.at(-1)?.high ?? 0];
  const boxes = steps.map((s, i) => `<rect x="${left + i * each}" y="24" width="${each}" height="12" fill="${s.colour}"/>`).join('');
  // An open scale has no upper end: its last label is where its last step begins.
  const open = steps.at(-1)?.open === true;
  const labels = edges.map((v, i) => (i % 2 === (open ? 1 : 0) ? `<text x="${left + i * each}" y="51" font-size="12">${open && i === steps.length - 1 ? '≥ ' : ''}${number(v)}</text>` : '')).join('');
  return { height: 66, inner: `<text x="${width / 2}" y="17">${escapeMarkup(axis.label)}</text>${boxes}${labels}` };
}
