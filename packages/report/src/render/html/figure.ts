import { tickText } from '../../figures/axis.ts';
import type { Drawing, Panel } from '../../figures/drawing.ts';
import { figurePanels } from '../../figures/figurePanels.ts';
import { legendOf } from '../../figures/legend.ts';
import { stylesOf } from '../../figures/regimeStyles.ts';
import { partKeys } from '../../figures/stackPanels.ts';
import { stepsOf } from '../../figures/surfacePanels.ts';
import { type Variant, variantsOf, word } from '../../figures/variants.ts';
import { LEVEL } from '../../statistics/intervals.ts';
import type { FigureView } from '../../view.ts';
import { type Markup, html, trusted } from './markup.ts';
import { type Context, regimeMarkup, tableMarkup, worded } from './table.ts';

/** A figure with every way to draw its axes, switches between them, its legend and its table. */
export function figureMarkup(drawing: Drawing, figure: FigureView, context: Context, layout: Layout): Markup {
  const variants = variantsOf(figure);
  return html`<figure id="${figure.id}" class="card ${layout}">
<figcaption><h3>${figure.caption} <a class="anchor" href="#${figure.id}" aria-label="Link to ${figure.caption}">#</a></h3></figcaption>
${switches(figure, variants)}${legendMarkup(figure, context)}
${variants.map((variant, i) => html`<div class="variant" data-figure="${figure.id}" data-variant="${variant.key}"${i === 0 ? trusted(' data-default') : null}>${
    variants.length < 2 || i === 0 ? null : html`<p class="note variant-name">${nameOf(figure, variant)}</p>`
  }<div class="panels">${figurePanels(drawing, figure, variant, context.styles, 'page').map((panel, p) => panelMarkup(figure, panel, `${figure.id}-${variant.key}-${p}`, p === 0))}</div></div>`)}
${bandNote(figure)}${figure.about.map((text) => html`<p class="note">${worded(text)}</p>`)}<details><summary>The numbers as a table</summary>${tableMarkup(figure.table, `${figure.id}-table`, context)}</details>
</figure>`;
}

/** Half of the page's width, all of it for many panels, or all of it for one whose neighbour is missing. */
export type Layout = 'half' | 'wide' | 'alone';

export function layoutOf(figure: FigureView, figures: readonly FigureView[]): Layout {
  if (panelCount(figure) > 1) return 'wide';
  const halves = figures.filter((f) => panelCount(f) === 1);
  return halves.length % 2 === 1 && halves.at(-1) === figure ? 'alone' : 'half';
}

// ---------------------------------------------------------------------------------------------------------------------

function panelMarkup(figure: FigureView, { title, regime, seed, width, height, inner }: Panel, id: string, described: boolean): Markup {
  return html`<div class="panel"${regime === null ? null : html` data-regime="${regime}"`}${seed === null ? null : html` data-seed="${seed}"`}>${
    title === null ? null : html`<p class="panel-title">${title}</p>`
  }<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t${described ? ` ${id}-d` : ''}"><title id="${id}-t">${figure.caption}${title === null ? '' : `: ${title}`}</title>${described ? html`<desc id="${id}-d">${figure.alt}</desc>` : null}${trusted(inner)}</svg></div>`;
}

/** Radio buttons for what can be chosen: the quantity of the horizontal axis, and how either axis is spaced. */
function switches(figure: FigureView, variants: readonly Variant[]): Markup | null {
  const { shape } = figure;
  if (shape.kind !== 'lines' || variants.length < 2) return null;
  const choice = (part: string, legend: string, options: readonly (readonly [string, string])[]): Markup | null => (options.length < 2 ? null : html`<fieldset class="choice"><legend>${legend}</legend>${
    options.map(([value, label], i) => html`<label><input type="radio" name="${figure.id}.${part}" value="${value}" data-for="${figure.id}" data-part="${part}"${i === 0 ? trusted(' checked') : null} autocomplete="off"><span>${label}</span></label>`)
  }</fieldset>`);
  const spacing = (logs: readonly boolean[]): readonly (readonly [string, string])[] => [...new Set(logs)].map((log) => [word(log), log ? 'logarithmic' : 'linear']);
  return html`<div class="switches">${choice('x', 'Horizontal axis', [...new Set(variants.map((v) => v.x))].map((x) => [`x${x}`, shortLabel(shape.x[x]?.label ?? '', shape.x[x]?.scale ?? 'plain')]))}${
    choice('across', 'spaced', spacing(variants.map((v) => v.xLog)))}${choice('up', 'Vertical axis', spacing(variants.map((v) => v.yLog)))}</div>`;
}

/** `%` or `MAC` where the unit tells the choices apart, else the label. */
function shortLabel(label: string, scale: string): string {
  if (scale === 'MAC') return 'MACs';
  return scale === 'share' || scale === '%' ? '%' : label.length <= 24 ? label : `${label.slice(0, 23)}…`;
}

function nameOf({ shape }: FigureView, { x, xLog, yLog }: Variant): string {
  const axis = shape.kind === 'lines' ? shape.x[x] : shape.x;
  return `The same over ${axis?.label ?? ''}${xLog ? ', logarithmic' : ''}${yLog ? '; vertical axis logarithmic' : ''}`;
}

/** What bands and thin lines are: an interval without its level says nothing. */
function bandNote({ shape }: FigureView): Markup | null {
  if (shape.kind !== 'lines') return null;
  const bands = shape.series.some((s) => s.points.some((p) => p.low !== null)) ? `Bands: ${100 * LEVEL} % t interval of the mean over seeds.` : '';
  const thin = shape.series.some((s) => s.seed !== null) && shape.series.some((s) => s.seed === null) ? 'Thin lines: single seeds.' : '';
  return bands === '' && thin === '' ? null : html`<p class="note">${[bands, thin].filter((t) => t !== '').join(' ')}</p>`;
}

function legendMarkup(figure: FigureView, context: Context): Markup {
  const { shape } = figure;
  if (shape.kind === 'lines') {
    const own = { ...context, styles: stylesOf(shape, context.styles) };
    return html`<ul class="legend">${legendOf(figure, context.styles).map((style) => html`<li${shape.series.some((s) => s.regime === style.regime) ? html` data-regime="${style.regime}"` : null}>${regimeMarkup(style.regime, own)}${
      style.role === 'control' ? html` <span class="tag">(control)</span>` : null}</li>`)}</ul>`;
  }
  if (shape.kind === 'stack') {
    return html`<ul class="legend">${partKeys(shape).map(({ number, name, colour }) => html`<li><svg class="swatch" viewBox="0 0 16 14" width="16" height="14" aria-hidden="true"><rect width="16" height="14" fill="${colour}"/></svg> ${number} ${name}</li>`)}</ul>`;
  }
  const steps = stepsOf(shape);
  const last = steps.at(-1);
  const text = tickText(shape.z);
  const number = (v: number): string => text(Number(v.toPrecision(3)));
  return html`<div class="scale"><p>${shape.z.label}</p><svg viewBox="0 0 ${steps.length * 50} 40" aria-hidden="true">${
    steps.map((s, i) => html`<rect x="${i * 50}" width="50" height="14" fill="${s.colour}"/>`)}${
    steps.map((s, i) => (i % 2 === 1 ? html`<text x="${i * 50}" y="33">${s.open ? '≥ ' : ''}${number(s.low)}</text>` : null))}</svg><p class="note">from ${number(steps[0]?.low ?? 0)} (dark) to ${last?.open === true ? `≥ ${number(last.low)}` : number(last?.high ?? 0)} (light); the lines are of equal height</p></div>`;
}

function panelCount({ shape }: FigureView): number {
  if (shape.kind !== 'lines') return Math.max(2, shape.panels.length);
  return shape.series.every((s) => s.regime === null) ? 1 : new Set(shape.series.map((s) => s.part)).size;
}
