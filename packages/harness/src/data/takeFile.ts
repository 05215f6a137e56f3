import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { DataFile } from '@exitbench/core';

import { checkFile, ifMissing } from './checkFile.ts';

/** The path of a right file, or what is wrong with the candidate, or neither: there is none. */
export interface Taken {
  readonly path?: string;
  readonly problem?: string;
}

/**
 * Checks a candidate as its sources hold it. A compressed one is unpacked to its place in the cache, by a rename once it
 * is whole and right; another one stays where it is, unless it is to be moved there.
 */
export async function takeFile(place: string, file: DataFile, target: string, { move = false } = {}): Promise<Taken> {
  if (file.gzip === true) return unpackTo(place, file, target);
  const found = await checkFile(place, file, false);
  if (found.kind !== 'right') return found.kind === 'wrong' ? { problem: found.problem } : {};
  if (!move) return { path: place };
  await mkdir(dirname(target), { recursive: true });
  await rename(place, target);
  return { path: target };
}

// ---------------------------------------------------------------------------------------------------------------------

async function unpackTo(place: string, file: DataFile, target: string): Promise<Taken> {
  if ((await stat(place).catch(ifMissing)) === undefined) return {};
  await mkdir(dirname(target), { recursive: true });
  const unpacked = `${target}.${randomUUID()}`;
  try {
    const found = await checkFile(place, file, true, unpacked);
    if (found.kind !== 'right') return found.kind === 'wrong' ? { problem: found.problem } : {};
    await rename(unpacked, target);
    return { path: target };
  } finally {
    await rm(unpacked, { force: true });
  }
}
