import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { ExitbenchError } from '@exitbench/core';
import { parseRecords } from '@exitbench/records';
import { type RecordFilter, buildView, renderMarkdown } from '@exitbench/report';

import { EXIT } from '../exitCodes.ts';
import type { CommandEnd } from '../main.ts';
import type { Context } from '../program.ts';
import { madeOf } from '../reportManifest.ts';
import { writeReport } from '../writeReport.ts';

export interface ReportOptions extends RecordFilter {
  readonly out?: string;
}

/** Makes a report of a results file, whatever made it and whenever. */
export async function report(path: string, { out, ...only }: ReportOptions, { command, io }: Context): Promise<CommandEnd> {
  const file = await fileAt(resolve(io.cwd, path), command);
  const records = await readFile(file, 'utf8');
  const view = buildView(parseRecords(records, path), only);
  if (out === undefined) {
    // The line that is told brings its own end.
    io.out(renderMarkdown(view).replace(/\n$/, ''));
    return { code: EXIT.completed };
  }
  const target = resolve(io.cwd, out);
  if (target.endsWith('.md')) {
    await writeFile(target, renderMarkdown(view));
    io.out(`report: ${target}`);
    return { code: EXIT.completed };
  }
  const written = await writeReport(target, records, view, await madeOf(records, view, io.env));
  io.out(`page: ${written.page}`);
  io.out(`report: ${written.report}`);
  return { code: EXIT.completed };
}

// ---------------------------------------------------------------------------------------------------------------------

async function fileAt(path: string, command: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new ExitbenchError('bad-argument', 'There is no such file or folder.', { at: path, hint: `\`${command} run\` prints where it writes its records.` });
  }
  return found.isDirectory() ? fileAt(join(path, 'records.jsonl'), command) : path;
}
