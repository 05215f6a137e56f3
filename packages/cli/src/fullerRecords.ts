import { readFile } from 'node:fs/promises';

import { canonicalJson, type Json } from '@exitbench/core';
import { type RunRecord, parseRecords } from '@exitbench/records';

/**
 * How many cells are completed in earlier records of the same plan, where those are more than in new ones: a run that was stopped, or
 * in which nodes failed, is not worth more than one that was not.
 *
 * @param path of the earlier records; what is not there, or cannot be read, is worth nothing
 */
export async function fullerRecords(path: string, records: readonly RunRecord[]): Promise<number | undefined> {
  const earlier = await readFile(path, 'utf8').then(parseRecords).catch(() => undefined);
  if (earlier === undefined || planOf(earlier) !== planOf(records)) return undefined;
  const completed = completedIn(earlier);
  return completed > completedIn(records) ? completed : undefined;
}

// ---------------------------------------------------------------------------------------------------------------------

function planOf(records: readonly RunRecord[]): string | undefined {
  const header = records.find((r) => r.kind === 'header');
  return header === undefined ? undefined : canonicalJson(header.plan as unknown as Json);
}

function completedIn(records: readonly RunRecord[]): number {
  return records.filter((r) => r.kind === 'cell' && r.status === 'completed').length;
}
