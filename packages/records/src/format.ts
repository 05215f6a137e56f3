import { ExitbenchError, canonicalJson } from '@exitbench/core';

import type { HeaderRecord, RunRecord } from './types.ts';
import { validateRecord } from './validate.ts';

/**
 * The one text of some records: header, environments, cells and values in the order of the plan, canonical JSON, one a
 * line. Whatever order they came in, the same records give the same bytes. The header says how many lines there are, so that a file
 * that was cut off is known for it.
 *
 * @throws ExitbenchError `bad-record` without exactly one header or for a record against its schema, `not-canonical`.
 */
export function formatRecords(records: readonly RunRecord[]): string {
  const headers = records.filter((r) => r.kind === 'header');
  const [header] = headers;
  if (header === undefined || headers.length > 1) {
    throw new ExitbenchError('bad-record', `A results file has one header; there are ${headers.length}.`);
  }
  const rank = ranking(header);
  return records
    .map((record) => ({ text: canonicalJson(validateRecord(record.kind === 'header' ? { ...record, lines: records.length } : record, record.kind)), rank: rank(record) }))
    .toSorted((a, b) => compare(a.rank, b.rank) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ text }) => `${text}\n`)
    .join('');
}

// ---------------------------------------------------------------------------------------------------------------------

function ranking({ plan }: HeaderRecord): (record: RunRecord) => readonly number[] {
  const cells = new Map(plan.cells.map((c, i) => [c.id, i]));
  const metrics = new Map(plan.metrics.map((m, i) => [m.id, i]));
  return (record) => {
    switch (record.kind) {
      case 'header':
        return [0, 0, 0];
      case 'environment':
        return [1, 0, 0];
      case 'cell':
        return [2, cells.get(record.cell) ?? cells.size, 0];
      case 'value':
        return [3, cells.get(record.cells[0] ?? '') ?? cells.size, metrics.get(record.metric) ?? metrics.size];
    }
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    if (x !== y) return x - y;
  }
  return 0;
}
