import { type RegimeStyle, styleOf } from '../../figures/regimeStyles.ts';
import type { CellView, ColumnView, RowOf, TableView } from '../../view.ts';
import { rowTexts } from '../numbers.ts';
import { readTable } from '../tablesOf.ts';
import type { Words } from '../warnings.ts';
import { type Markup, html, trusted } from './markup.ts';

/** What a page knows while it is written. */
export interface Context {
  readonly styles: readonly RegimeStyle[];
  /** The regime's line and marker, to stand before its name. */
  readonly key: (style: RegimeStyle) => Markup;
}

/**
 * A table whose columns can be sorted, in a frame that scrolls where the page is narrow.
 *
 * @param stacked whether each row is a card there instead, its cells below each other with the columns' names
 */
export function tableMarkup(whole: TableView, id: string, context: Context, stacked = false): Markup {
  const table = readTable(whole);
  const { caption, columns, rows, notes, of } = table;
  const all = rows.map((row) => rowTexts(table, row));
  const look: TableLook = {
    grid: columns.filter((c) => c.numeric).length > GRID,
    stacked,
    keys: rows.length <= KEYS,
    // A column of bare numbers is sorted by what is written.
    bare: columns.map((_, c) => all.every((texts) => BARE.test(texts[c] ?? ''))),
  };
  const head = columns.map((c) => html`<th scope="col"${c.numeric ? NUMERIC : null}${seedOf(c.seed)} aria-sort="none">${c.label === '' ? html`<span class="visually-hidden">what</span>` : html`<button type="button">${c.label}</button>`}</th>`);
  const body = rows.map((row, r) => {
    const cells = row.map((cell, c) => cellMarkup(cell, { column: columns[c], text: all[r]?.[c] ?? '', header: c === 0, bare: look.bare[c] ?? false, of: of?.[r], look, context }));
    return html`<tr${rowOf(of?.[r])}>${cells}</tr>`;
  });
  const total = table.total === true ? body.splice(-1) : [];
  return html`<div class="frame" role="region" tabindex="0" aria-label="${caption}"><table id="${id}"${look.grid ? trusted(' class="grid"') : stacked ? trusted(' class="stacked"') : null} data-sortable><caption class="visually-hidden">${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody>${total.length === 0 ? null : html`<tfoot>${total}</tfoot>`}</table></div>${notes.map((note) => html`<p class="note">${worded(note)}</p>`)}`;
}

/** A name with the regime's line and marker before it. */
export function regimeMarkup(regime: string, { styles, key }: Context): Markup {
  return html`<span class="regime">${key(styleOf(styles, regime))}<span>${regime}</span></span>`;
}

/** A sentence whose names stand out. */
export function prose(words: readonly Words[]): Markup {
  return html`${words.map((w) => (typeof w === 'string' ? worded(w) : html`<code>${w.name}</code>`))}`;
}

/** A sentence of ours: what stands between backticks is a name as it is typed. */
export function worded(text: string): Markup {
  return html`${text.split(/`([^`]+)`/).map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}

// ---------------------------------------------------------------------------------------------------------------------

const NUMERIC = trusted(' class="number"');
const TEXT = trusted(' class="text"');
/** With more columns of numbers than this, cells of words are marked instead of those of numbers: thousands of cells are a matter of size. */
const GRID = 4;
/** With more rows than this, regimes have no line and marker before each name, and intervals are not set apart. */
const KEYS = 24;
/** What `page.js` reads as a number: see `key` there. */
const BARE = /^([−+]?\d+(\.\d+)?(e[+-]?\d+)?( ± .*)?|–)$/;

interface TableLook {
  readonly grid: boolean;
  readonly stacked: boolean;
  readonly keys: boolean;
  readonly bare: readonly boolean[];
}

interface Place {
  readonly column: ColumnView | undefined;
  readonly text: string;
  readonly header: boolean;
  readonly bare: boolean;
  readonly look: TableLook;
  readonly of: RowOf | undefined;
  readonly context: Context;
}

function cellMarkup(cell: CellView, place: Place): Markup {
  const numeric = place.column?.numeric === true;
  const mark = place.look.grid && !place.header ? (numeric ? null : TEXT) : numeric ? NUMERIC : null;
  const label = place.look.stacked ? html` data-label="${place.column?.label ?? ''}"` : null;
  const attributes = html`${mark}${label}${place.bare && numeric ? null : sortKey(cell)}`;
  const content = contentOf(cell, place);
  return place.header ? html`<th scope="row"${attributes}>${content}</th>` : html`<td${attributes}>${content}</td>`;
}

function contentOf(cell: CellView, { column, text, of, look, context }: Place): Markup {
  if (cell.kind === 'code') return codeMarkup(text, column?.label);
  if (cell.kind === 'count' && cell.value === 0) return html`<span class="faint">${text}</span>`;
  if (cell.kind === 'text' && of !== undefined && of.regime !== null && (text === of.regime || text === `${of.regime} (control)`)) {
    return html`${look.keys ? regimeMarkup(of.regime, context) : html`${of.regime}`}${of.role === 'control' ? html` <span class="tag">(control)</span>` : null}`;
  }
  const [value, spread] = cell.kind === 'estimate' ? text.split(' ± ') : [text];
  return spread === undefined || !look.keys ? (cell.kind === 'text' ? worded(text) : html`${text}`) : html`${value ?? ''} <span class="spread">± ${spread}</span>`;
}

/** A command with a button that copies it; a log's end as it was printed. */
function codeMarkup(text: string, label: string | undefined): Markup {
  if (text === '') return html``;
  return label === 'command'
    ? html`<span class="command"><code>${text}</code><button type="button" class="copy" data-copy>Copy<span class="visually-hidden"> the command</span></button></span>`
    : html`<pre>${text}</pre>`;
}

/** Numbers sort by value, not by what is written. */
function sortKey(cell: CellView): Markup | null {
  const value = cell.kind === 'count' || cell.kind === 'amount' ? cell.value : cell.kind === 'estimate' ? (cell.estimate?.mean ?? null) : undefined;
  return value === undefined ? null : html` data-value="${value === null ? '' : Number(value.toPrecision(9))}"`;
}

function rowOf(of: RowOf | undefined): Markup | null {
  return of === undefined ? null : html`${of.regime === null ? null : html` data-regime="${of.regime}"`}${of.seed === null ? null : seedOf(of.seed)}`;
}

function seedOf(seed: string | undefined): Markup | null {
  return seed === undefined ? null : html` data-seed="${seed}"`;
}
