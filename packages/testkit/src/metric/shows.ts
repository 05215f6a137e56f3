import { type Json, type Metric, type Shows, known } from '@exitbench/core';

import type { Fault } from '../finding.ts';
import { follow } from './compare.ts';

/** Whether there is something to show and each of several figures has a title of its own. */
export function checkTitles(metric: Metric): readonly Fault[] {
  const titles = showsOf(metric).map((shows) => shows.title);
  if (titles.length === 0) return [{ check: 'shows', message: '`shows` names nothing.' }];
  if (titles.length === 1 || (titles.length === new Set(titles).size && !titles.includes(undefined))) return [];
  return [{ check: 'shows', message: 'There are several figures in `shows`, and not each has a title of its own.' }];
}

/** What a figure says of itself; all else is paths. */
const WORDS: readonly string[] = ['kind', 'title', 'unit', 'direction'];

/** Whether every path leads somewhere in a result. */
export function checkPaths(metric: Metric, result: Json): readonly Fault[] {
  return showsOf(metric)
    .flatMap((shows) => Object.entries(shows).filter(([field]) => !WORDS.includes(field)))
    .filter(([, path]) => follow(result, path.split('.')) === undefined)
    .map(([field, path]) => ({ check: 'shows', message: `\`shows.${field}\` is \`${path}\`, and the result has nothing there.` }));
}

/** The path to the numbers that the first figure is about. */
export function numbersPath(metric: Metric): string {
  const shows = known(showsOf(metric)[0], 'there is something to show');
  switch (shows.kind) {
    case 'depth-curve':
      return shows.values;
    case 'stack':
      return shows.shares;
    case 'curve':
      return shows.y;
    case 'table':
      return shows.rows;
    case 'surface':
    case 'plane':
      return shows.z;
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function showsOf({ shows }: Metric): readonly Shows[] {
  return Array.isArray(shows) ? (shows as readonly Shows[]) : [shows as Shows];
}
