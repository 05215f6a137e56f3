import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { renderHtml } from '../../src/render/html/renderHtml.ts';
import { CHROMIUM, NO_CHROMIUM, fileOf, launch, open, overflow, unfold } from './browser.ts';
import { HOSTILE, exampleView } from './exampleView.ts';

describe.skipIf(CHROMIUM === null)(`the page in a browser${NO_CHROMIUM}`, () => {
  let browser: Browser;
  let markup: string;
  let address: string;
  beforeAll(async () => {
    [browser, markup] = await Promise.all([launch(), renderHtml(exampleView)]);
    address = fileOf(markup);
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(() => browser.close());

  it('asks for nothing, says nothing and runs nothing that records name', async () => {
    const { page, faults } = await open(browser, address);
    await unfold(page);
    expect(faults).toEqual([]);
    expect(await page.getByText(HOSTILE).count()).toBeGreaterThan(0);
    expect(await page.locator('img, b, i').count()).toBe(0);
  });

  it('does not let in what is put into it: the policy refuses it, and the listeners hear of it', async () => {
    const { faults } = await open(browser, fileOf(markup.replace('<main', '<img src="https://example.org/a.png"><script>document.title = "mine"</script><main')));
    expect(faults.filter((f) => f.startsWith('console:') && f.includes('Content Security Policy'))).toHaveLength(2);
  });

  describe('filters', () => {
    it('hide a data set by mouse, and the address keeps it', async () => {
      const { page } = await open(browser, address);
      await page.locator('#filters summary').click();
      await page.getByLabel('MNIST (official)', { exact: true }).uncheck();
      expect(await visible(page, ['#group-1', '#group-2', 'nav a[href="#group-1"]', '.answer[data-dataset="MNIST (official)"]'])).toEqual([false, true, false, false]);
      await page.reload();
      expect(await visible(page, ['#group-1', '#group-2'])).toEqual([false, true]);
      expect(await page.locator('#filter-state').textContent()).toContain('Data set: 1 of 2');
    });

    it('hide a regime by keyboard in figures, legends and tables, hostile name or not', async () => {
      const { page } = await open(browser, address);
      await page.locator('#filters summary').focus();
      await page.keyboard.press('Enter');
      await page.getByLabel(HOSTILE, { exact: true }).focus();
      await page.keyboard.press('Space');
      const lines = page.locator('#group-1-cost .variant[data-shown] [data-regime]');
      const shown = await lines.evaluateAll((all) => all.filter((e) => !e.hasAttribute('hidden')).map((e) => e.getAttribute('data-regime')));
      expect(new Set(shown)).toEqual(new Set(['disjoint', 'joint', 'joint, half budget']));
      await page.reload();
      expect(await page.locator('#group-1-rows-1 tbody tr:visible').count()).toBe(3);
    });

    it('hide a seed, and leave means alone', async () => {
      const { page } = await open(browser, `${address}?seed=0&seed=2`);
      const hidden = await page.locator('#group-1-cost .variant[data-shown] g[hidden]').evaluateAll((all) => all.map((e) => e.getAttribute('data-seed')));
      expect(new Set(hidden)).toEqual(new Set(['1']));
      expect(await page.locator('#incomplete-table tbody tr:visible').count()).toBe(1);
    });

    it('that leave nothing say which to relax, and one button shows everything', async () => {
      const { page } = await open(browser, `${address}?regime=`);
      expect(await page.locator('#empty').textContent()).toBe('Nothing is left to show. Relax the filter “Regime”.');
      await page.getByRole('button', { name: 'Show everything' }).focus();
      await page.keyboard.press('Enter');
      expect(await visible(page, ['#empty', '#group-1'])).toEqual([false, true]);
      expect(page.url()).toBe(address);
    });
  });

  it('switches the quantity and the spacing of an axis by mouse and keyboard, and the address keeps it', async () => {
    const { page } = await open(browser, address);
    const shown = (): Promise<(string | null)[]> => page.locator('#group-1-cost .variant:visible').evaluateAll((all) => all.map((e) => e.getAttribute('data-variant')));
    expect(await shown()).toEqual(['x0-linear-linear']);
    await page.locator('#group-1-cost').getByLabel('MACs').check();
    expect(await shown()).toEqual(['x1-linear-linear']);
    await page.locator('#group-1-cost').getByLabel('linear').focus();
    await page.keyboard.press('ArrowRight');
    expect(await shown()).toEqual(['x1-log-linear']);
    await page.reload();
    expect(await shown()).toEqual(['x1-log-linear']);
    expect(await page.locator('#group-2-cost .variant:visible').getAttribute('data-variant')).toBe('x0-linear-linear');
  });

  it('shows its defaults where an address names what it does not have', async () => {
    const { page, faults } = await open(browser, `${address}?group-1-cost.x=x9&sort=nothing.0.ascending&sort=coverage-table.99.ascending#%E0%A4%A`);
    expect(await page.locator('#group-1-cost .variant:visible').getAttribute('data-variant')).toBe('x0-linear-linear');
    expect(faults).toEqual([]);
  });

  it('sorts a table by value, by mouse and keyboard, says how, and the address keeps it', async () => {
    const { page } = await open(browser, address);
    const table = page.locator('#coverage-table');
    const completed = async (): Promise<string[]> => table.locator('tbody tr td:nth-child(5)').allTextContents();
    const head = table.getByRole('columnheader', { name: 'completed' });
    await head.getByRole('button').click();
    expect(await completed()).toEqual(['2', '2', '3', '3', '3', '3', '3', '3']);
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').press('Enter');
    expect(await completed()).toEqual(['3', '3', '3', '3', '3', '3', '2', '2']);
    // A sum is no row among the others.
    expect((await table.locator('tr').last().locator('th, td').allTextContents()).filter((t) => t !== '')).toEqual(['all', '24', '22', '1', '1']);
    await page.reload();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await completed()).toEqual(['3', '3', '3', '3', '3', '3', '2', '2']);
  });

  it('sorts numbers below zero before those above, and what has no value last either way', async () => {
    const { page } = await open(browser, address);
    const table = page.locator('#group-1-rows-2');
    const orders = async (column: number): Promise<readonly string[]> => {
      const read = async (): Promise<string> => (await table.locator(`tbody > tr > :nth-child(${column})`).allTextContents()).map((t) => t.split(' ')[0]).join(' ');
      await table.locator(`th:nth-child(${column}) button`).press('Enter');
      const up = await read();
      await table.locator(`th:nth-child(${column}) button`).press('Enter');
      return [up, await read()];
    };
    expect(await orders(2)).toEqual(['−2 −0.1 0.4 –', '0.4 −0.1 −2 –']);
    expect(await orders(3)).toEqual(['−2 −0.31 0.2 –', '0.2 −0.31 −2 –']);
    expect(await orders(5)).toEqual(['−7 −1 0 10', '10 0 −1 −7']);
  });

  it('changes its theme by mouse and keyboard, and the browser keeps it', async () => {
    const { page } = await open(browser, address, { colorScheme: 'light' });
    const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.getByLabel('Dark').check();
    const dark = await ground();
    expect(dark).not.toBe(light);
    // The browser writes storage down a moment later, and a reload in another process may come before it.
    const groundAfterReload = async (): Promise<unknown> => {
      await page.reload();
      return ground();
    };
    await expect.poll(groundAfterReload, { timeout: 10_000 }).toBe(dark);
    expect(await page.getByLabel('Dark').isChecked()).toBe(true);
    await page.getByLabel('Dark').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await ground()).toBe(light);
    expect(await page.getByLabel('Light').isChecked()).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).toBe(dark);
    await expect.poll(async () => {
      await page.reload();
      return page.getByLabel('Auto').isChecked();
    }, { timeout: 10_000 }).toBe(true);
  });

  it('follows the system where no theme is chosen', async () => {
    const { page } = await open(browser, address, { colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(18, 22, 28)');
  });

  it('copies a command and says so', async () => {
    const { page } = await open(browser, address, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('#reproduce-table .copy').first().press('Enter');
    await page.getByText('The command was copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`pnpm exitbench run regimes --profile quick --regime 'joint'`);
  });

  it('selects the command where it may not copy', async () => {
    const { page } = await open(browser, address);
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))');
    await page.locator('#reproduce-table .copy').first().click();
    await page.getByText('The command is selected: copy it with the keyboard.').waitFor();
    expect(await page.evaluate('getSelection().toString()')).toContain('pnpm exitbench run');
  });

  it('can be linked to: what is folded away opens', async () => {
    const { page } = await open(browser, `${address}#group-2-cost-table`);
    expect(await page.locator('#group-2-cost-table').isVisible()).toBe(true);
    expect(await page.locator('#group-1-cost-table').isVisible()).toBe(false);
    // Browsers that open it by themselves do so for a real change of the address alone.
    await page.evaluate('history.replaceState(null, "", "#group-1-cost-table"); dispatchEvent(new HashChangeEvent("hashchange"))');
    expect(await page.locator('#group-1-cost-table').isVisible()).toBe(true);
  });

  it('offers to skip to the report first', async () => {
    const { page } = await open(browser, address);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the report');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  it('shows which control has the focus', async () => {
    const { page } = await open(browser, address);
    await page.getByLabel('Light').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('getComputedStyle(document.activeElement.nextElementSibling).outlineStyle')).toBe('solid');
  });

  it('can be read without script: nothing is hidden, nothing pretends to work', async () => {
    const { page } = await open(browser, address, { javaScriptEnabled: false });
    expect(await page.locator('.variant').count()).toBe(await page.locator('.variant:visible').count());
    expect(await page.locator('section').count()).toBe(await page.locator('section:visible').count());
    expect(await page.locator('.bar:visible, .switches:visible, .copy:visible').count()).toBe(0);
  });

  it('prints light and unfolded, without controls, and folds up again', async () => {
    const { page } = await open(browser, address, { colorScheme: 'dark' });
    await page.locator('#group-1-exits summary').click();
    const unfolded = (): Promise<number> => page.locator('details[open]').count();
    expect(await unfolded()).toBe(1);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await visible(page, ['.bar', '.switches', '#group-1-cost-table'])).toEqual([false, false, true]);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await unfolded()).toBe(await page.locator('details:not(#filters)').count());
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await unfolded()).toBe(1);
    expect(await page.locator('#group-1-exits-table').isVisible()).toBe(true);
  });

  describe.each([[1200, 'light'], [1200, 'dark'], [400, 'light'], [400, 'dark']] as const)('at %i pixels, %s', (width, colorScheme) => {
    it('has nothing that axe finds serious, and no line beyond the window', async () => {
      const { page } = await open(browser, address, { viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
      await unfold(page);
      expect(await serious(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    });
  });

  it('shows the first answer whole on a phone, each cell under its name, and says where a table goes on', async () => {
    const beyond = '(id) => { const { scrollWidth, clientWidth } = document.getElementById(id).closest(".frame"); return scrollWidth - clientWidth; }';
    const { page } = await open(browser, address, { viewport: { width: 400, height: 900 } });
    expect(await page.evaluate(`(${beyond})('take-table')`)).toBe(0);
    const cell = `document.querySelector('#take-table td:nth-child(4)')`;
    expect(await page.evaluate(`[${cell}.dataset.label, getComputedStyle(${cell}, '::before').content]`)).toEqual(['cost ≤ 25 %', '"cost ≤ 25 %"']);
    expect(Number(await page.evaluate(`(${beyond})('group-1-rows-1')`))).toBeGreaterThan(0);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('#group-1-rows-1').closest('.frame')).backgroundImage`)).toContain('linear-gradient');
    await page.setViewportSize({ width: 1200, height: 900 });
    expect(await page.evaluate(`[getComputedStyle(${cell}, '::before').content, getComputedStyle(${cell}).display]`)).toEqual(['none', 'table-cell']);
  });

  it('would be found out: a control without its label, text without contrast, a box too wide', async () => {
    const broken = markup
      .replace(/(value="light"[^>]*>)<span>Light<\/span>/, '$1<span></span>')
      .replace('<h2', '<div class="wide-box"><svg width="900" height="9"></svg></div><h2');
    const { page } = await open(browser, fileOf(broken), { viewport: { width: 400, height: 900 } });
    await page.evaluate('document.querySelector(".question").style.color = "#bbb"');
    expect(await serious(page)).toEqual(expect.arrayContaining(['label', 'color-contrast']));
    expect(await overflow(page)).toBeGreaterThan(0);
  });
});

// ---------------------------------------------------------------------------------------------------------------------

async function visible(page: Page, selectors: readonly string[]): Promise<readonly boolean[]> {
  return Promise.all(selectors.map((selector) => page.locator(selector).first().isVisible()));
}

/** Ids of the rules that axe finds broken, serious or critical. */
async function serious(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id))');
  return found as readonly string[];
}
