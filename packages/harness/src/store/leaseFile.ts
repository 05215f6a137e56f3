import { randomUUID } from 'node:crypto';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Json } from '@exitbench/core';

/** Milliseconds of the clock by which the file system dates files. */
export async function fileSystemTime(folder: string): Promise<number> {
  const probe = join(folder, `probe-${randomUUID()}`);
  try {
    await (await open(probe, 'wx')).close();
    return (await stat(probe)).mtimeMs;
  } finally {
    await rm(probe, { force: true });
  }
}

/** Makes a file; false where it is there. Whole or not at all: an empty one would keep others waiting. */
export async function create(path: string, text: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (file === undefined) return false;
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return true;
}

/** Writes to a file that is there; false where it is not. In place and cut afterwards, since a full disk has room for what it has already. */
export async function rewrite(path: string, text: string): Promise<boolean> {
  const file = await open(path, 'r+').catch(whereThere);
  if (file === undefined) return false;
  try {
    const { bytesWritten } = await file.write(text, 0);
    await file.truncate(bytesWritten);
    return true;
  } finally {
    await file.close();
  }
}

/** A file that its holder is writing reads as nothing. */
export async function readNews(path: string): Promise<Json> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Json;
  } catch {
    return null;
  }
}

/** Undefined for what is not there; any other error is one. */
export function whereThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
