import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { parseRecords } from '@exitbench/records';
import { type RecordFilter, buildView, renderMarkdown } from '@exitbench/report';

import type { CommandEnd, Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { readRecordsFile } from '../recordsFile.ts';
import { madeOf } from '../reportManifest.ts';
import { writeReport } from '../writeReport.ts';

export interface ReportOptions extends RecordFilter {
  readonly out?: string;
  /** What the report says, as JSON; with `out` the paths of its files. */
  readonly json?: boolean;
}

/** Makes a report of a results file, whatever made it and whenever. */
export async function report(path: string, { out, json = false, ...only }: ReportOptions, context: Context): Promise<CommandEnd> {
  const { io } = context;
  const { text: records } = await readRecordsFile(path, context);
  const view = buildView(parseRecords(records, path), only);
  if (out === undefined) {
    if (json) io.out(JSON.stringify(view, undefined, 2));
    // The line that is told brings its own end.
    else io.out(renderMarkdown(view).replace(/\n$/, ''));
    return { code: EXIT.completed };
  }
  const target = resolve(io.cwd, out);
  if (target.endsWith('.md')) {
    await writeFile(target, renderMarkdown(view));
    io.out(json ? JSON.stringify({ report: target }) : `report: ${target}`);
    return { code: EXIT.completed };
  }
  const written = await writeReport(target, records, view, await madeOf(records, view, io.env));
  if (json) {
    io.out(JSON.stringify(written));
    return { code: EXIT.completed };
  }
  io.out(`page: ${written.page}`);
  io.out(`report: ${written.report}`);
  return { code: EXIT.completed };
}
