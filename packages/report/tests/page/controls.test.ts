import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { renderHtml } from '../../src/render/html/renderHtml.ts';
import { CHROMIUM, NO_CHROMIUM, fileOf, launch, open, unfold } from './browser.ts';
import { exampleView } from './exampleView.ts';

describe.skipIf(CHROMIUM === null)(`every control of the page, by keyboard${NO_CHROMIUM}`, () => {
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    browser = await launch();
    address = fileOf(await renderHtml(exampleView));
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(() => browser.close());

  it('is reached by the Tab key: each button and check box, and one of each group of radio buttons', async () => {
    const { page } = await open(browser, address);
    await unfold(page);
    const stops = Number(await page.evaluate(`window.met = new Set(); addEventListener('focusin', ({ target }) => met.add(target.type === 'radio' ? target.name : target));
      document.querySelectorAll('a, button, input, summary, [tabindex="0"]').length`));
    for (let i = 0; i < stops; i++) await page.keyboard.press('Tab');
    const missed = await page.evaluate(`[...document.querySelectorAll('button, input, summary')].filter((e) => !met.has(e.type === 'radio' ? e.name : e)).map((e) => e.outerHTML)`);
    expect(missed).toEqual([]);
    expect(await page.evaluate('met.size')).toBeGreaterThan(100);
  });

  it('check boxes hide what they name and nothing else, and the address keeps it', async () => {
    const { page, faults } = await open(browser, address);
    await page.locator('#filters summary').press('Enter');
    const boxes = await page.locator('[data-filter]').evaluateAll((all) => all.map((e) => ({ key: e.getAttribute('name') ?? '', value: e.getAttribute('value') ?? '' })));
    expect([...new Set(boxes.map((b) => b.key))].map((key) => [key, boxes.filter((b) => b.key === key).length])).toEqual([['dataset', 2], ['architecture', 2], ['regime', 4], ['seed', 3]]);
    for (const [i, { key, value }] of boxes.entries()) {
      const box = page.locator('[data-filter]').nth(i);
      await box.press('Space');
      const hidden = await hiddenBy(page, key, value);
      expect([key, value, ...hidden.wrong]).toEqual([key, value]);
      expect(hidden.count).toBeGreaterThan(0);
      await page.reload();
      expect(await box.isChecked()).toBe(false);
      expect(await hiddenBy(page, key, value)).toEqual(hidden);
      await box.press('Space');
      expect(await page.locator('main [hidden]:not(#empty)').count()).toBe(0);
      expect(page.url()).toBe(address);
    }
    expect(faults).toEqual([]);
  });

  it('radio buttons choose the axes of their figure alone, and the address keeps it', async () => {
    const { page, faults } = await open(browser, address);
    const groups = page.locator('figure .choice');
    const names = await groups.locator('input:first-of-type').evaluateAll((all) => [...new Set(all.map((e) => e.getAttribute('name') ?? ''))]);
    expect(new Set(names.map((n) => n.split('.')[1]))).toEqual(new Set(['x', 'across', 'up']));
    const plain = await variants(page);
    let before = plain;
    for (const name of names) {
      const [figure = '', part = ''] = name.split('.');
      const radios = page.locator(`input[name="${name}"]`);
      await radios.first().press('ArrowRight');
      const value = await radios.nth(1).getAttribute('value');
      const after = (before[figure] ?? '').split('-').with(['x', 'across', 'up'].indexOf(part), value ?? '').join('-');
      expect(after).not.toBe(before[figure]);
      before = { ...before, [figure]: after };
      expect(await variants(page)).toEqual(before);
    }
    await page.reload();
    expect(await variants(page)).toEqual(before);
    for (const name of names) await page.locator(`input[name="${name}"]`).nth(1).press('ArrowLeft');
    expect(await variants(page)).toEqual(plain);
    expect(page.url()).toBe(address);
    expect(faults).toEqual([]);
  });

  it('headers sort their tables, all at once, and the address keeps it', async () => {
    const { page, faults } = await open(browser, address);
    await unfold(page);
    const tables = await tablesOf(page);
    expect(tables.length).toBeGreaterThan(10);
    for (let column = 0; column < Math.max(...tables.map((t) => t.columns)); column++) {
      const own = tables.filter((t) => t.columns > column);
      for (const { id } of own) {
        // One that says nothing over its column has no button.
        const button = page.locator(`#${id} > thead th`).nth(column).locator('button');
        if (await button.count() > 0) await button.press(column % 2 === 0 ? 'Enter' : 'Space');
      }
      const sorted = await tablesOf(page);
      for (const { id, heads, cells } of sorted.filter((t) => isSorted(t.heads, column))) {
        const keys = keysOf(cells.map((row) => row[column]));
        expect({ id, keys, heads }).toEqual({ id, keys: inOrder(keys), heads: heads.map((_, i) => (i === column ? 'ascending' : 'none')) });
      }
      expect(sorted.filter((t) => isSorted(t.heads, column)).length).toBeGreaterThan(0);
      expect(sorted.map((t) => t.cells.map((row) => JSON.stringify(row)).toSorted())).toEqual(tables.map((t) => t.cells.map((row) => JSON.stringify(row)).toSorted()));
      await page.reload();
      await unfold(page);
      expect(await tablesOf(page)).toEqual(sorted);
    }
    expect(faults).toEqual([]);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

/** How much is hidden, and what is that should not be, or is not that should. */
async function hiddenBy(page: Page, key: string, value: string): Promise<{ readonly count: number; readonly wrong: readonly string[] }> {
  const found = await page.evaluate(`(() => {
    const [key, value] = ${JSON.stringify([key, value])};
    const off = (e) => getComputedStyle(e).display === 'none';
    const named = [...document.querySelectorAll('main [data-' + key + '], nav [data-' + key + ']')];
    const columns = key === 'seed' ? [...document.querySelectorAll('main th[data-seed]')].flatMap((th) => [...th.closest('table').tBodies[0].rows].map((row) => [row.cells[th.cellIndex], th.dataset.seed])) : [];
    const all = [...named.map((e) => [e, e.dataset[key]]), ...columns];
    const others = [...document.querySelectorAll('main [hidden]:not(#empty)')].filter((e) => !all.some(([named]) => named === e));
    return { count: all.filter(([e]) => off(e)).length, wrong: [...all.filter(([e, own]) => off(e) !== (own === value)).map(([e]) => e), ...others].map((e) => e.outerHTML.slice(0, 200)) };
  })()`);
  return found as { readonly count: number; readonly wrong: readonly string[] };
}

/** The one way that each figure is drawn at present. */
async function variants(page: Page): Promise<{ readonly [figure: string]: string }> {
  const shown = await page.locator('.variant:visible').evaluateAll((all) => all.map((e) => [e.getAttribute('data-figure') ?? '', e.getAttribute('data-variant') ?? ''] as const));
  expect(new Set(shown.map(([figure]) => figure)).size).toBe(shown.length);
  return Object.fromEntries(shown);
}

interface Table {
  readonly id: string;
  readonly columns: number;
  /** How each column is sorted. */
  readonly heads: readonly string[];
  /** What is written, and the number that stands for it: null where there is none. */
  readonly cells: readonly (readonly Cell[])[];
}

type Cell = readonly [text: string, value: string | null, numeric: boolean];

async function tablesOf(page: Page): Promise<readonly Table[]> {
  const found = await page.evaluate(`[...document.querySelectorAll('table[data-sortable]')].map((table) => {
    const heads = [...table.tHead.rows[0].cells];
    return {
      id: table.id, columns: heads.length, heads: heads.map((h) => h.getAttribute('aria-sort')),
      cells: [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell, i) => [cell.textContent, cell.dataset.value ?? null, heads[i].classList.contains('number')])),
    };
  })`);
  return found as readonly Table[];
}

function isSorted(heads: readonly string[], column: number): boolean {
  return heads[column] !== undefined && heads[column] !== 'none';
}

/** What a column is sorted by: numbers where it has some, null where a cell has no value. */
function keysOf(cells: readonly (Cell | undefined)[]): readonly (number | string | null)[] {
  return cells.map((cell) => {
    const [text = '', value = null, numeric = false] = cell ?? [];
    if (value !== null) return value === '' ? null : Number(value);
    const number = Number(text.replace(/ ±.*/, '').replace('−', '-'));
    return !numeric ? text : Number.isFinite(number) ? number : null;
  });
}

function inOrder(keys: readonly (number | string | null)[]): readonly (number | string | null)[] {
  const numbers = keys.filter((k) => typeof k === 'number').toSorted((a, b) => a - b);
  const words = keys.filter((k) => typeof k === 'string').toSorted(new Intl.Collator('en', { numeric: true }).compare);
  return [...numbers, ...words, ...keys.filter((k) => k === null)];
}
