import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

import { ifMissing } from './checkFile.ts';

/**
 * A part that nobody has written to for so long, in milliseconds, is nobody's. More than a download may stand still
 * before it gives up, so a living download's part is never taken.
 */
export const ABANDONED_AFTER = 90_000;

/**
 * A file of the caller's own to download to: an abandoned one of an earlier try, to be continued, or a new name. Taking
 * one over is a rename, so of two processes one gets it; no lock can be left behind.
 */
export async function claimPart(folder: string, name: string): Promise<string> {
  const own = join(folder, `${name}.${randomUUID()}.part`);
  for (const part of await parts(folder, name)) {
    const facts = await stat(part).catch(ifMissing);
    if (facts === undefined || Date.now() - facts.mtimeMs < ABANDONED_AFTER) continue;
    try {
      await rename(part, own);
      await utimes(own, new Date(), new Date());
      return own;
    } catch (error) {
      ifMissing(error); // another process was faster
    }
  }
  return own;
}

/** Leaves what has come so far to whoever tries next. */
export async function releasePart(part: string): Promise<void> {
  await utimes(part, new Date(0), new Date(0)).catch(ifMissing);
}

/** Removes parts that nobody will continue, once the file is whole. */
export async function sweepParts(folder: string, name: string): Promise<void> {
  for (const part of await parts(folder, name)) {
    const facts = await stat(part).catch(ifMissing);
    if (facts !== undefined && Date.now() - facts.mtimeMs >= ABANDONED_AFTER) await rm(part, { force: true });
  }
}

// ---------------------------------------------------------------------------------------------------------------------

async function parts(folder: string, name: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((n) => n.startsWith(`${name}.`) && n.endsWith('.part')).map((n) => join(folder, n));
}
