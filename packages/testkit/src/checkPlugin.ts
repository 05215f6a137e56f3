import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type PluginHead, type PluginKind, paramsTable, resolveParams } from '@exitbench/core';
import { vi } from 'vitest';

import { type Fault, type Finding, findingsOf } from './finding.ts';

/** Around the generated table of parameters in a plugin's README. */
const TABLE = /<!-- params -->\n([\s\S]*?)\n<!-- \/params -->/;
/** What the generator's templates cite, and the beginnings of what their READMEs ask their author to write. */
const TEMPLATE = 'made from the template of exitbench';
const REQUESTS = /(?:Say here|Name the paper)[^.]*\./;
const HEADINGS = ['## What it does', '## Source in the literature', '## When not to use it'];

/**
 * What every plugin owes, of whatever kind: `export const plugin` in the file that `module` names, texts that say
 * something, parameters whose defaults hold and that refuse unknown names, a README with its three headings and the
 * table of the parameters, in which nothing of the template is left once the plugin cites something of its own.
 */
export async function checkPlugin(plugin: PluginHead & { readonly kind: PluginKind }): Promise<readonly Finding[]> {
  return findingsOf('plugin', [...(await checkModule(plugin)), ...checkTexts(plugin), ...checkParams(plugin), ...checkReadme(plugin)]);
}

/** The table that belongs between the markers of a plugin's README. */
export function readmeTable(plugin: PluginHead): string {
  return `<!-- params -->\n${paramsTable(plugin.params)}\n<!-- /params -->`;
}

// ---------------------------------------------------------------------------------------------------------------------

async function checkModule(plugin: PluginHead): Promise<readonly Fault[]> {
  const exported: unknown = await importModule(plugin.module).catch((error: unknown) => error);
  const found = exported !== null && typeof exported === 'object' && (exported as { plugin?: { id?: unknown } }).plugin?.id === plugin.id;
  return found ? [] : [{ check: 'module', message: `${plugin.module} has no export \`plugin\` with the id \`${plugin.id}\`: workers could not find it.` }];
}

/** As a worker does; sources that this Node does not read as they are, through the test runner. */
async function importModule(url: string): Promise<unknown> {
  return url.endsWith('.ts') ? vi.importActual(fileURLToPath(url)) : import(/* @vite-ignore */ url);
}

function checkTexts({ title, description, citation }: PluginHead): readonly Fault[] {
  return Object.entries({ title, description, citation })
    .filter(([, text]) => text.trim().length < 3)
    .map(([name]) => ({ check: 'texts', message: `\`${name}\` says nothing.` }));
}

function checkParams({ params, id }: PluginHead): readonly Fault[] {
  const findings: Fault[] = [];
  try {
    // The defaults are given outright, since defaults that are left out are not checked.
    resolveParams(params, Object.fromEntries(Object.entries(params).map(([name, p]) => [name, p.default])), `${id}.params`);
  } catch (error) {
    findings.push({ check: 'defaults', message: `A default does not hold: ${String(error)}` });
  }
  for (const [name, p] of Object.entries(params)) {
    if (p.description.trim().length < 3) findings.push({ check: 'texts', message: `The parameter \`${name}\` has no description.` });
  }
  return findings;
}

function checkReadme(plugin: PluginHead): readonly Fault[] {
  const path = fileURLToPath(new URL('../README.md', plugin.module));
  if (!existsSync(path)) return [{ check: 'readme', message: `There is no ${path}.` }];
  const text = readFileSync(path, 'utf8');
  const findings: Fault[] = HEADINGS.filter((h) => !text.includes(h)).map((h) => ({ check: 'readme', message: `${path} lacks the heading \`${h}\`.` }));
  const table = paramsTable(plugin.params);
  if (TABLE.exec(text)?.[1] !== table) {
    findings.push({ check: 'readme', message: `${path} needs this table between \`<!-- params -->\` and \`<!-- /params -->\`:\n${table}` });
  }
  // A generated plugin passes before it is edited, and says that it is an example.
  const left = plugin.citation.includes(TEMPLATE) ? undefined : (REQUESTS.exec(text)?.[0] ?? (text.includes(TEMPLATE) ? TEMPLATE : undefined));
  if (left !== undefined) findings.push({ check: 'readme', message: `${path} still has the template's “${left}”: write what it asks for, or remove it.` });
  return findings;
}
