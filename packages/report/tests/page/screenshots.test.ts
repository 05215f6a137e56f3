import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseRecords } from '@exitbench/records';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildView } from '../../src/buildView.ts';
import { renderHtml } from '../../src/render/html/renderHtml.ts';
import { CHROMIUM, NO_CHROMIUM, fileOf, launch, open } from './browser.ts';
import { exampleView } from './exampleView.ts';

// The target `screenshots` names a folder in SCREENSHOTS, and may name a file of records in RECORDS; else there is nothing to do.
const { SCREENSHOTS: folder = '', RECORDS: records = '' } = process.env;
/** Taller pictures than this are cut: nobody looks at them whole. */
const HEIGHT = 1200;

describe.skipIf(CHROMIUM === null || folder === '')(`screenshots${folder === '' ? ' (only by nx run report:screenshots)' : NO_CHROMIUM}`, () => {
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    browser = await launch();
    address = fileOf(await renderHtml(records === '' ? exampleView : buildView(parseRecords(readFileSync(records, 'utf8')))));
  });
  afterAll(() => browser.close());

  it.each([[1200, 'light'], [1200, 'dark'], [400, 'light'], [400, 'dark']] as const)('of %i pixels, %s', async (width, colorScheme) => {
    const { page, faults } = await open(browser, address, { viewport: { width, height: 900 }, colorScheme });
    const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
    for (let y = 0, part = 1; y < height; y += HEIGHT, part++) {
      const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y, width, height: Math.min(HEIGHT, height - y) } });
      writeFileSync(join(folder, `${width}-${colorScheme}-${part}.png`), picture);
    }
    expect(faults).toEqual([]);
  });
});
