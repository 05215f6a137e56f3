import { ExitbenchError, unknownName } from '@exitbench/core';

import { migrate } from './migrate.ts';
import type { CellRecord, HeaderRecord, PlannedCell, RunRecord } from './types.ts';
import { validateRecord } from './validate.ts';

/**
 * Reads a results file: one JSON value a line, the header first. Files of earlier schemas are brought up to the current
 * one.
 *
 * @param text the whole file
 * @param file what errors call it
 * @throws ExitbenchError `bad-record` with the line for what cannot be read, is not all there, contradicts itself, or is of a newer
 *   schema (then the remedy is to upgrade); `unknown-name` for a kind, cell or metric that does not exist.
 */
export function parseRecords(text: string, file = 'records.jsonl'): readonly RunRecord[] {
  const lines = text.split('\n');
  const ended = lines.at(-1) === '';
  if (ended) lines.pop();
  if (lines.length === 0) throw new ExitbenchError('bad-record', 'The file is empty.', { at: file });
  const raw = lines.map((line, i) => parseLine(line, `${file}:${i + 1}`, i === lines.length - 1 && !ended));
  checkOneHeader(raw, file);
  const current = migrate(raw, schemaOf(raw[0], `${file}:1`), `${file}:1`);
  const [first, ...rest] = current.map((line, i) => validateRecord(line, `${file}:${i + 1}`));
  const { lines: written, ...header } = first as HeaderRecord & { readonly lines: number }; // the first line has just been read as a header
  const records = [header, ...rest];
  checkReferences(records, file);
  checkLength(records.length, written, file);
  return records;
}

// ---------------------------------------------------------------------------------------------------------------------

function parseLine(line: string, at: string, unended: boolean): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    const message = unended ? 'The last line is cut off.' : 'This line is not JSON.';
    throw new ExitbenchError('bad-record', message, { at, hint: 'Make the file again from the store: run the benchmark again.', cause });
  }
}

/** Before anything is made of schemas: a file that was joined may have another in the middle. */
function checkOneHeader(raw: readonly unknown[], file: string): void {
  const second = raw.findIndex((line, i) => i > 0 && isHeader(line));
  if (second > 0) throw new ExitbenchError('bad-record', 'There are two headers.', { at: `${file}:${second + 1}`, hint: 'Two files were joined; read them one at a time.' });
}

function isHeader(line: unknown): line is object {
  return typeof line === 'object' && line !== null && 'kind' in line && line.kind === 'header';
}

function schemaOf(line: unknown, at: string): number {
  const header = isHeader(line) ? line : undefined;
  if (header === undefined) throw new ExitbenchError('bad-record', 'The first line is not a header.', { at, hint: 'A results file starts with its header: parts of a file cannot be read alone.' });
  const schema = 'schema' in header ? header.schema : undefined;
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) {
    throw new ExitbenchError('bad-record', 'The header does not say its `schema`.', { at });
  }
  return schema;
}

/** A file that was cut between two lines reads well. */
function checkLength(lines: number, written: number, file: string): void {
  if (lines === written) return;
  throw new ExitbenchError('bad-record', lines < written ? `The file is cut off: ${written} lines were written, ${lines} are there.` : `The file has ${lines} lines; ${written} were written.`, {
    at: `${file}:${lines}`, hint: 'Copy it again, or make it again from the store: run the benchmark again.',
  });
}

/** Everything that a line names must be in the plan, and a cell must have one line, which says nothing that others contradict. */
function checkReferences(records: readonly RunRecord[], file: string): void {
  const { plan } = records[0] as HeaderRecord; // the caller has read it
  const planned = new Map(plan.cells.map((c) => [c.id, c]));
  const told = new Map(records.flatMap((r) => (r.kind === 'cell' ? [[r.cell, r] as const] : [])));
  const cells = plan.cells.map((c) => c.id);
  const metrics = plan.metrics.map((m) => m.id);
  const seen = new Set<string>();
  const once = (id: string, what: string, at: string): void => {
    if (seen.has(id)) throw new ExitbenchError('bad-record', `There are two ${what}.`, { at, hint: 'Two files were joined; read them one at a time.' });
    seen.add(id);
  };
  for (const [i, record] of records.entries()) {
    const at = `${file}:${i + 1}`;
    switch (record.kind) {
      case 'header':
      case 'environment':
        break;
      case 'cell':
        if (!cells.includes(record.cell)) throw unknownName('planned cell', record.cell, cells, at);
        once(`cell ${record.cell}`, `records of the cell \`${record.cell}\``, at);
        checkStatus(record, planned.get(record.cell), at);
        break;
      case 'value':
        if (!metrics.includes(record.metric)) throw unknownName('planned metric', record.metric, metrics, at);
        for (const cell of record.cells) {
          if (!cells.includes(cell)) throw unknownName('planned cell', cell, cells, at);
          if (!canHaveValues(told.get(cell))) throw contradiction(`There is a value of \`${record.metric}\` for the cell \`${cell}\`, which is ${told.get(cell)?.status ?? 'not told of'}.`, at);
        }
        once(`value ${record.metric} ${record.cells.join(' ')}`, `values of \`${record.metric}\` for one cell`, at);
        break;
      default:
        record satisfies never;
    }
  }
}

/** A cell is what its first node is that did not complete: there must be one. */
function checkStatus({ cell, status, nodes }: CellRecord, planned: PlannedCell | undefined, at: string): void {
  if (status === 'completed' || planned === undefined || planned.nodes.length === 0) return;
  const done = new Set(nodes.map((n) => n.key));
  if (planned.nodes.every((key) => done.has(key))) throw contradiction(`The cell \`${cell}\` is ${status}, and all of its nodes completed.`, at);
}

/** One whose training was lost has no analysis; one of which an analysis was lost may have others. */
function canHaveValues(cell: CellRecord | undefined): boolean {
  return cell !== undefined && (cell.status === 'completed' || cell.nodes.some((n) => n.kind === 'analyse'));
}

function contradiction(message: string, at: string): ExitbenchError {
  return new ExitbenchError('bad-record', message, { at, hint: 'The file was edited. Make it again from the store: run the benchmark again.' });
}
