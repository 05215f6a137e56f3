import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { ExitbenchError } from '@exitbench/core';
import { parseRecords } from '@exitbench/records';
import { buildView, renderMarkdown } from '@exitbench/report';

import { EXIT } from '../exitCodes.ts';
import type { CommandEnd } from '../main.ts';
import type { Context } from '../program.ts';

/** Makes a report of a results file, whatever made it and whenever. */
export async function report(path: string, { out }: { readonly out?: string }, { command, io }: Context): Promise<CommandEnd> {
  const file = await fileAt(resolve(io.cwd, path), command);
  const text = renderMarkdown(buildView(parseRecords(await readFile(file, 'utf8'), path)));
  if (out === undefined) {
    // The line that is told brings its own end.
    io.out(text.replace(/\n$/, ''));
    return { code: EXIT.completed };
  }
  const target = resolve(io.cwd, out);
  await writeFile(target, text);
  io.out(`report: ${target}`);
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
