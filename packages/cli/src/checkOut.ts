import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ExitbenchError } from '@exitbench/core';

/**
 * Finds out that results cannot be written to a folder before hours have gone into them. Makes the folder.
 * @throws ExitbenchError `bad-argument`
 */
export async function checkOut(folder: string): Promise<void> {
  const probe = join(folder, `probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    throw new ExitbenchError('bad-argument', `Records and report cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      at: folder, hint: 'Name a folder that you may write to, with `--out`. Nothing was computed.', cause,
    });
  }
}
