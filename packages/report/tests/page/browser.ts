import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

const PATHS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** The browser that is there: the variable CHROMIUM or the usual places. Null where there is none. */
export const CHROMIUM = PATHS.find((path) => path !== undefined && existsSync(path)) ?? null;

/** For names of tests that cannot run: what is missing and how to give it. */
export const NO_CHROMIUM = CHROMIUM === null ? ' (skipped: no Chromium was found; name one in the variable CHROMIUM)' : '';

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
}

/** A page that was opened, and what it did that it must not. */
export interface Opened {
  readonly page: Page;
  /** Addresses asked for beside the page's own, console messages, errors and dialogs. */
  readonly faults: string[];
}

/** Markup as a file, for addresses that begin with `file:`. */
export function fileOf(markup: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'exitbench-page-')), 'index.html');
  writeFileSync(path, markup);
  return pathToFileURL(path).href;
}

export async function open(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(address.replace(/[?#].*/, '')) && !request.url().startsWith('data:')) faults.push(`request: ${request.url()}`);
  });
  page.on('console', (message) => faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, faults };
}

/** How far the page reaches beyond the window, in pixels. */
export async function overflow(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
}

export async function unfold(page: Page): Promise<void> {
  await page.evaluate('document.querySelectorAll("details").forEach((d) => { d.open = true; })');
}
