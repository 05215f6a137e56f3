import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { sha256 } from '@exitbench/core';

/** One file that is replaced as a whole. */
export interface Checkpoint {
  /** What was saved last; undefined without anything, or when it is damaged. */
  readonly load: () => Promise<Uint8Array | undefined>;
  readonly save: (bytes: Uint8Array) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Bytes of the digest in front of the content. */
const DIGEST = 64;

/** A checkpoint at a path: written beside and renamed, so that it is whole or absent whenever the process dies. */
export function checkpointFile(path: string): Checkpoint {
  return {
    async load() {
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (bytes === undefined) return undefined;
      const content = bytes.subarray(DIGEST);
      return sha256(content) === bytes.subarray(0, DIGEST).toString('latin1') ? content : undefined;
    },
    async save(bytes) {
      await mkdir(dirname(path), { recursive: true });
      const beside = `${path}.${process.pid}`;
      await writeFile(beside, Buffer.concat([Buffer.from(sha256(bytes), 'latin1'), bytes]));
      await rename(beside, path);
    },
    remove: () => rm(path, { force: true }),
  };
}
