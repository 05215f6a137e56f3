import { canonicalJson } from '@exitbench/core';

import { seedsNote, type ResultsOf } from '../aggregate/resultsOf.ts';
import type { Run } from '../aggregate/readRun.ts';
import type { Shown } from '../aggregate/shown.ts';

/** What stands below a figure: of how many seeds it is, what it shows, with which parameters, and whose definition that is. */
export function aboutOf({ plan }: Run, { metric }: Shown, results: readonly ResultsOf[]): readonly string[] {
  const source = plan.sources.find((s) => s.kind === 'metric' && s.id === metric.plugin);
  const params = Object.entries(metric.params).map(([name, value]) => `${name} ${typeof value === 'string' ? value : canonicalJson(value)}`);
  return [seedsNote(results), ...(source?.description === undefined ? [] : [source.description]), ...(params.length === 0 ? [] : [`Parameters: ${params.join(', ')}.`]), ...(source === undefined ? [] : [`Source: ${source.citation.replace(/\.?$/, '.')}`])];
}

/** Longer titles are for captions only. */
const SHORT = 44;

/** What an axis is called: a short title, else the field's own name, unless that says nothing (`z`). */
export function axisOf({ shows, title, unit }: Shown, field: string): Pick<Shown, 'title' | 'unit'> {
  const bare = title.replace(/,? \(?reconstruction\)?$/, '');
  const name = lastOf(field).replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return { title: shows.title === undefined || bare.length <= SHORT || name.length < 3 ? bare : name, unit };
}

/** Captions start with a capital. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `curve.cost` is called cost. */
export function lastOf(path: string): string {
  return path.split('.').at(-1) ?? path;
}
