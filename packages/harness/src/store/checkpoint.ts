import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { sha256 } from '@exitbench/core';

import type { Spent } from './entry.ts';

/** Where a node has come to, and what it took. */
export interface Saved {
  readonly bytes: Uint8Array;
  readonly spent: Spent;
}

/** One file that is replaced as a whole. */
export interface Checkpoint {
  /** What was saved last; undefined without anything, or when it is damaged. */
  readonly load: () => Promise<Saved | undefined>;
  /** @param parts the bytes, one part after the other: they are written as they lie, and not copied */
  readonly save: (parts: readonly Uint8Array[], spent: Spent) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Characters of the digest of all that follows it. */
const DIGEST = 64;

/**
 * A checkpoint at a path: a digest, a line with what was spent, the bytes. Written beside and renamed, so that it is whole or
 * absent whenever the process dies.
 */
export function checkpointFile(path: string): Checkpoint {
  return {
    async load() {
      const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (file === undefined) return undefined;
      const content = file.subarray(DIGEST);
      if (sha256(content) !== file.subarray(0, DIGEST).toString('latin1')) return undefined;
      const line = content.indexOf('\n');
      return { spent: JSON.parse(content.subarray(0, line).toString('utf8')) as Spent, bytes: content.subarray(line + 1) };
    },
    async save(parts, spent) {
      await mkdir(dirname(path), { recursive: true });
      const content = [Buffer.from(`${JSON.stringify(spent)}\n`), ...parts];
      const digest = createHash('sha256');
      for (const part of content) digest.update(part);
      const beside = `${path}.${process.pid}`;
      try {
        await writeParts(beside, [Buffer.from(digest.digest('hex'), 'latin1'), ...content]);
        await rename(beside, path);
      } catch (error) {
        await rm(beside, { force: true }); // half a file on a full disk would keep it full
        throw error;
      }
    },
    remove: () => rm(path, { force: true }),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    // `writeFile` of a handle goes on where the last one ended.
    for (const part of parts) await file.writeFile(part);
  } finally {
    await file.close();
  }
}
