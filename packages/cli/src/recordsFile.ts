import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { ExitbenchError } from '@exitbench/core';

import type { CommandContext } from './program.ts';

export interface RecordsFile {
  readonly path: string;
  readonly text: string;
  /** The folder that was named, where it was not the file itself: its report lies beside the records. */
  readonly folder: string | null;
}

/** The text of a results file, given by itself or by the folder that it is in. @throws ExitbenchError `bad-argument` where there is none */
export async function readRecordsFile(path: string, { command, io }: Pick<CommandContext, 'command' | 'io'>): Promise<RecordsFile> {
  const named = resolve(io.cwd, path);
  const file = await fileAt(named, command);
  return { path: file, text: await readFile(file, 'utf8'), folder: file === named ? null : named };
}

// ---------------------------------------------------------------------------------------------------------------------

async function fileAt(path: string, command: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new ExitbenchError('bad-argument', 'There is no such file or folder.', { at: path, hint: `\`${command} run\` prints where it writes its records.` });
  }
  return found.isDirectory() ? fileAt(join(path, 'records.jsonl'), command) : path;
}
