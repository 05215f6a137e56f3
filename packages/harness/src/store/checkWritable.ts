import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ExitbenchError } from '@exitbench/core';

import { isFull } from './isFull.ts';

/** Bytes that are written to try: a used-up quota does not show in the free space of a file system. */
const PROBE = 64 * 1024;

/**
 * Finds out that nothing can be kept in a folder before hours have gone into what was to be kept. Makes the folder.
 * @param bytesWanted what will be written there
 * @throws ExitbenchError `bad-store` where it cannot be written to, or has not as much room
 */
export async function checkWritable(folder: string, bytesWanted: number): Promise<void> {
  const probe = join(folder, `probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    try {
      await writeFile(probe, Buffer.alloc(PROBE));
    } finally {
      await rm(probe, { force: true });
    }
  } catch (cause) {
    if (isFull(cause)) throw noRoom(folder, bytesWanted, 0, cause);
    throw new ExitbenchError('bad-store', `Nothing can be written to the store: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      at: folder, hint: 'Name a folder that you may write to, with `--store` or EXITBENCH_STORE.', cause,
    });
  }
  const { bavail, bsize, blocks } = await statfs(folder);
  // Some network file systems do not say how large they are.
  if (blocks > 0 && bavail * bsize < bytesWanted) throw noRoom(folder, bytesWanted, bavail * bsize);
}

// ---------------------------------------------------------------------------------------------------------------------

function noRoom(folder: string, wanted: number, free: number, cause?: unknown): ExitbenchError {
  const MiB = (bytes: number, round: (n: number) => number): string => `${round(bytes / 2 ** 20)} MiB`;
  return new ExitbenchError('bad-store', `There is not enough room for the store: ${MiB(wanted, Math.ceil)} are wanted, ${MiB(free, Math.floor)} are free.`, {
    at: folder, hint: 'Make room (the command `cache gc` removes what is old), or name another folder with `--store` or EXITBENCH_STORE.',
    ...(cause === undefined ? {} : { cause }),
  });
}
