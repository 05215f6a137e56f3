import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  readonly save: (saved: Saved) => Promise<void>;
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
    async save({ bytes, spent }) {
      await mkdir(dirname(path), { recursive: true });
      const content = Buffer.concat([Buffer.from(`${JSON.stringify(spent)}\n`), bytes]);
      const beside = `${path}.${process.pid}`;
      try {
        await writeFile(beside, Buffer.concat([Buffer.from(sha256(content), 'latin1'), content]));
        await rename(beside, path);
      } catch (error) {
        await rm(beside, { force: true }); // half a file on a full disk would keep it full
        throw error;
      }
    },
    remove: () => rm(path, { force: true }),
  };
}
