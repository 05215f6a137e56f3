import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Param, int } from '@exitbench/core';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { checkPlugin, readmeTable } from '../src/checkPlugin.ts';

const depth = int({ default: 2, minimum: 1, maximum: 4, description: 'How deep.' });
const base = { kind: 'regime', id: 'regime-x', revision: 1, title: 'the x', description: 'Does x.', citation: 'Nobody, 1900' } as const;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exitbench-plugin-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The checks that a plugin with these changes fails, after its README has been written for it as it should be. */
async function failed(changes: object, readme?: (text: string) => string): Promise<readonly string[]> {
  const plugin = { ...base, module: pathToFileURL(join(folder, 'src/index.mjs')).href, params: { depth } as { readonly [name: string]: Param }, ...changes };
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/index.mjs'), `export const plugin = { id: 'regime-x' };\n`);
  const text = `## What it does\n\n${readmeTable(plugin)}\n\n## Source in the literature\n\n## When not to use it\n`;
  writeFileSync(join(folder, 'README.md'), readme === undefined ? text : readme(text));
  return (await checkPlugin(plugin)).map((f) => f.check);
}

it('lets a sound one pass', async () => {
  expect(await failed({})).toEqual([]);
});

it('rejects an id that its file does not export', async () => {
  expect(await failed({ id: 'regime-y' })).toEqual(['module']);
});

it('rejects an empty citation', async () => {
  expect(await failed({ citation: ' ' })).toEqual(['texts']);
});

it('rejects a default out of its own range', async () => {
  expect(await failed({ params: { depth: { ...depth, default: 9 } } })).toEqual(['defaults']);
});

it('rejects a README without one of its headings', async () => {
  expect(await failed({}, (text) => text.replace('## When not to use it', ''))).toEqual(['readme']);
});

it('rejects a README whose table is out of date', async () => {
  expect(await failed({}, (text) => text.replace('How deep.', 'How wide.'))).toEqual(['readme']);
});
