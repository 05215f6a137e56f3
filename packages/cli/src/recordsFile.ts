import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { ExitbenchError } from '@exitbench/core';

import type { CommandContext } from './context.ts';
import { unpack } from './packed.ts';
import { reportIn } from './writeReport.ts';

export interface RecordsFile {
  readonly path: string;
  readonly text: string;
  /** The folder that was named, where it was not the file itself: its report lies beside the records. */
  readonly folder: string | null;
}

/** The text of a results file, packed or not, given by itself or by the folder that it is in. @throws ExitbenchError `bad-argument` where there is none */
export async function readRecordsFile(path: string, { command, io }: Pick<CommandContext, 'command' | 'io'>): Promise<RecordsFile> {
  const named = resolve(io.cwd, path);
  const file = await fileAt(named, command);
  return { path: file, text: unpack(await readFile(file), file), folder: file === named ? null : named };
}

// ---------------------------------------------------------------------------------------------------------------------

async function fileAt(path: string, command: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new ExitbenchError('bad-argument', 'There is no such file or folder.', { at: path, hint: `\`${command} run\` prints where it writes its records.` });
  }
  if (!found.isDirectory()) return path;
  const { records } = reportIn(path);
  const packed = reportIn(path, true).records;
  // Only what is published is packed: whatever lies beside it is not what its manifest is about.
  return fileAt((await stat(packed).catch(() => undefined)) === undefined ? records : packed, command);
}
