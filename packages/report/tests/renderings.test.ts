import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';

import { type PlacedTable, type ReportView, buildView, figureFiles, renderCsv, renderHtml, renderMarkdown, rowTexts, tablesOf } from '../src/index.ts';
import { readCsv } from './readCsv.ts';
import { wide } from './wide.ts';

/** Records whose tables and figures have every kind of number there is. */
const view = buildView(wide);

/** Texts of the numbers of a table, a row each. */
function numbersOf({ table }: PlacedTable): readonly (readonly string[])[] {
  return table.rows.map((row) => rowTexts(table, row).filter((_, i) => table.columns[i]?.numeric === true));
}

/** What is not in a rendering, of all that a view's tables and figures say in numbers. */
function missing(of: ReportView, blocks: readonly (readonly (readonly string[])[])[]): readonly string[] {
  const rendered = new Set(blocks.map((rows) => JSON.stringify(rows)));
  return tablesOf(of).filter((placed) => !rendered.has(JSON.stringify(numbersOf(placed)))).map(({ group, table }) => `${group}: ${table.caption}`);
}

/** The tables of a Markdown text: numbers stand to the right. */
function markdownTables(text: string): readonly (readonly (readonly string[])[])[] {
  return (text.match(/(?:^\|.*\n)+/gm) ?? []).map((block) => {
    const [, align, ...rows] = block.trimEnd().split('\n').map(cellsOf);
    return rows.map((row) => row.filter((_, i) => /^-+:$/.test(align?.[i] ?? '')));
  });
}

function cellsOf(line: string): readonly string[] {
  return line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll(/\\([^\w\s])/g, '$1'));
}

function htmlTables(page: string): readonly (readonly (readonly string[])[])[] {
  const { document } = parseHTML(page) as { document: HtmlNode };
  return [...document.querySelectorAll('table')].map((table) =>
    [...table.querySelectorAll('tbody tr, tfoot tr')].map((row) => [...row.querySelectorAll('.number, .grid td:not(.text)')].map((cell) => (cell.textContent ?? '').replaceAll(/\s+/g, ' ').trim())));
}

const PREFIXES: { readonly [prefix: string]: number } = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, B: 1, KiB: 1024, MiB: 1024 * 1024, GiB: 1024 * 1024 * 1024 };

/** Whether a text is that of a number. Both are rounded alike; four digits of a scaled one. */
function saysThat(text: string, value: number): boolean {
  const [, below = '', digits = '', prefix = ''] = /^'?(<?)([+−-]?[\d.]+(?:e[+-]?\d+)?)(?: ([kMGTB]|[KMG]iB))?(?: %)?(?: ±.*)?(?: \(n = \d+\))?(?: !)?$/.exec(text) ?? [];
  const number = Number(digits.replace('−', '-')) * (PREFIXES[prefix] ?? 1);
  if (below === '<') return value >= 0 && value < number;
  return digits !== '' && Math.abs(number - value) <= (prefix === '' ? 0 : 5e-4 * Math.abs(number));
}

/** Whether an interval is as wide as its text says, as far as both are rounded: two decimals, one of seconds, two digits of a half width without a unit. */
function spreads(text: string, unit: string, [low, high]: readonly [number, number]): boolean {
  const half = Number(/± ([\d.e-]+)/.exec(text)?.[1]);
  const rounding = unit === '%' || unit === 'points' ? 0.011 : unit === 's' ? 0.11 : 0.05 * half + 5e-4 * Math.max(Math.abs(low), Math.abs(high));
  return Math.abs((high - low) / 2 - half) <= rounding;
}

interface HtmlNode {
  readonly textContent: string | null;
  querySelectorAll(selector: string): Iterable<HtmlNode>;
}

let page = '';
beforeAll(async () => {
  page = await renderHtml(view);
});

it('has numbers to compare', () => {
  expect(tablesOf(view).length).toBeGreaterThan(15);
  expect(tablesOf(view).flatMap((t) => numbersOf(t).flat()).length).toBeGreaterThan(300);
});

describe('every number of every table and figure', () => {
  it('is in the Markdown, at its place', () => {
    expect(missing(view, markdownTables(renderMarkdown(view)))).toEqual([]);
  });

  it('is on the page, at its place', () => {
    // The answers' summary is a list there: its numbers are in the cards.
    const [summary, ...others] = missing(view, htmlTables(page));
    expect(summary).toBe(': Best regime at each inference cost');
    expect(others).toEqual([]);
    const cards = [...(parseHTML(page) as { document: HtmlNode }).document.querySelectorAll('#answer .level')].map((c) => (c.textContent ?? '').replaceAll(/\s+/g, ' '));
    const answers = tablesOf(view).find((t) => t.table.caption === 'Best regime at each inference cost');
    expect(cards).toHaveLength(answers?.table.rows.length ?? NaN);
    const shown = answers === undefined ? [] : numbersOf(answers);
    expect(shown.flatMap((row, i) => row.slice(0, 2).filter((text) => text !== '–' && !cards[i]?.includes(text)))).toEqual([]);
  });

  it('is in the CSV, with the same text', () => {
    const rows = readCsv(renderCsv(view));
    const textsOf = (group: string, caption: string): readonly string[] => rows.filter((r) => r['group'] === group && r['table'] === caption).map((r) => (r['text'] ?? '').replace(/^'/, ''));
    for (const { group, table } of tablesOf(view)) {
      const wanted = table.rows.flatMap((row) => rowTexts(table, row).filter((_, i) => {
        const column = table.columns[i];
        return column?.numeric === true && column.place === undefined && column.label !== 'n';
      }));
      expect([table.caption, textsOf(group, table.caption)]).toEqual([table.caption, wanted]);
    }
  });

  it('is the number of its text in the CSV, with its interval', () => {
    const rows = readCsv(renderCsv(view));
    const written = rows.filter((r) => r['text'] !== '–');
    expect(written.filter((r) => r['value'] === '')).toEqual([]);
    expect(written.filter((r) => !saysThat(r['text'] ?? '', Number(r['value'])))).toEqual([]);
    const spread = written.filter((r) => r['text']?.includes('±'));
    expect(spread.filter((r) => !spreads(r['text'] ?? '', r['unit'] ?? '', [Number(r['low']), Number(r['high'])]))).toEqual([]);
    expect(rows.filter((r) => r['text'] === '–' && r['value'] !== '')).toEqual([]);
    // Numbers with a sign are no formulas.
    expect(written.filter((r) => r['text']?.startsWith("'"))).toEqual([]);
    // Of each unit there is a number, and of those with a sign or a flag too.
    expect(new Set(written.map((r) => r['unit']))).toEqual(new Set(['', '%', 'points', 'MAC', 's', 'B']));
    expect([spread.length > 20, written.some((r) => r['text'] === '+10.00 % !' && r['value'] === '10.00'), written.some((r) => r['unit'] === 'points' && /^[+−]\d/.test(r['text'] ?? ''))]).toEqual([true, true, true]);
  });

  it('is seen not to be the number of its text', () => {
    expect([saysThat('+1.10 ± 0.40', 0.011), saysThat('47 k', 47), saysThat('−2', 2), saysThat('<0.001', 0.002), saysThat('80.01', 80)]).toEqual(Array(5).fill(false));
    expect([saysThat('+1.10 ± 0.40', 1.1), saysThat('47 k', 47_000), saysThat('−2', -2), saysThat('<0.001', 0.0002), saysThat('12 MiB', 12 * 1024 * 1024)]).toEqual(Array(5).fill(true));
    expect([spreads('80.00 ± 21.51', '%', [58.49, 101.51]), spreads('80.00 ± 21.51', '%', [79.78, 80.22])]).toEqual([true, false]);
  });

  it('is missed where one digit differs', () => {
    const text = renderMarkdown(view).replace('70.00', '70.01');
    expect(missing(view, markdownTables(text))).toHaveLength(1);
    expect(missing(view, htmlTables(page.replaceAll('80.00', '80.01'))).length).toBeGreaterThan(1);
  });
});

it('rounds the numbers of the CSV as their texts', () => {
  const rows = readCsv(renderCsv(view));
  const of = (table: string, column: string, regime: string): object | undefined => rows.find((r) => r['table'] === table && r['column'] === column && r['regime'] === regime);
  // Half width 4.3027 · .0866 / √3 = .2151.
  expect(of('Accuracy against inference cost, on test', 'accuracy in %: mean', 'mixed')).toMatchObject({
    role: 'ranked', seed: 'mean', place: '4.70 / 47 k', value: '80.00', low: '58.49', high: '101.51', n: '3', unit: '%', text: '80.00 ± 21.51',
  });
  expect(of('Accuracy against inference cost, on test', 'seed 0', 'mixed')).toMatchObject({ seed: '0', value: '70.00', low: '', n: '1' });
  expect(of('Training cost of one cell', 'MAC', 'disjoint-long')).toMatchObject({ role: 'control', value: '1100', unit: 'MAC', text: '1.1 k' });
  expect(of('Heights', '1', 'joint')).toMatchObject({ seed: '0', place: '0 / 0', value: '2' });
});

it('links every figure that is drawn, and no other', async () => {
  const linked = [...renderMarkdown(view).matchAll(/\]\(figures\/([^)]+)\)/g)].map((m) => m[1]);
  expect(linked).toEqual((await figureFiles(view)).map((f) => f.name));
});

it('is short for a terminal: no figure, no command, the same answers', () => {
  const brief = renderMarkdown(view, { length: 'brief' });
  expect(brief).not.toMatch(/figures\/|<details>|The same again/);
  expect(brief).toContain('## Best regime at each inference cost');
  expect(missing(view, markdownTables(brief)).length).toBeGreaterThan(5);
});
