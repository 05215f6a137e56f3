import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Param, int } from '@exitbench/core';

import { checkPlugin, readmeTable } from '../checkPlugin.ts';
import type { CheckId } from '../checks.ts';
import type { Finding } from '../finding.ts';
import type { Mutant } from './mutant.ts';

const depth = int({ default: 2, minimum: 1, maximum: 4, description: 'How deep.' });
const base = { kind: 'regime', id: 'regime-x', revision: 1, title: 'the x', description: 'Does x.', citation: 'Nobody, 1900' } as const;

const twin = (): Promise<readonly Finding[]> => check({});
const mutant = (id: CheckId<'plugin'>, name: string, changes: object, readme?: (text: string) => string): Mutant<'plugin'> =>
  ({ kind: 'plugin', check: id, name, twin, findings: () => check(changes, readme) });

export const PLUGIN_MUTANTS: readonly Mutant<'plugin'>[] = [
  mutant('module', 'has an id that its file does not export', { id: 'regime-y' }),
  mutant('texts', 'has no title', { title: '' }),
  mutant('texts', 'has no description', { description: ' ' }),
  mutant('texts', 'cites nothing', { citation: ' ' }),
  mutant('texts', 'does not describe a parameter', { params: { depth: { ...depth, description: '' } } }),
  mutant('defaults', 'has a default out of its own range', { params: { depth: { ...depth, default: 9 } } }),
  mutant('readme', 'has a README without one of its headings', {}, (text) => text.replace('## When not to use it', '')),
  mutant('readme', 'has a README that still asks its author for something', {}, (text) => `${text}\nSay here what each phase trains.\n`),
  mutant('readme', 'has a README that says it was made from the template', {}, (text) => `${text}\nNone: made from the template of exitbench.\n`),
  mutant('readme', 'has a README whose table is out of date', {}, (text) => text.replace('How deep.', 'How wide.')),
];

// ---------------------------------------------------------------------------------------------------------------------

/** Checks a plugin with these changes in a folder of its own, whose README is written as it should be, and then changed. */
async function check(changes: object, readme = (text: string): string => text): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-plugin-'));
  try {
    const plugin = { ...base, module: pathToFileURL(join(folder, 'src/index.mjs')).href, params: { depth } as { readonly [name: string]: Param }, ...changes };
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/index.mjs'), `export const plugin = { id: 'regime-x' };\n`);
    writeFileSync(join(folder, 'README.md'), readme(`## What it does\n\n${readmeTable(plugin)}\n\n## Source in the literature\n\n## When not to use it\n`));
    return await checkPlugin(plugin);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
