import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { ExitbenchError } from '@exitbench/core';

import { ENTRY_FORMAT } from './entry.ts';
import { replaceFile } from './replaceFile.ts';

/**
 * Refuses a store that a newer exitbench wrote to: what it has there is unknown here, and must not be taken for damaged.
 * @throws ExitbenchError `bad-store`
 */
export function checkFormat(store: string): void {
  formatOf(store);
}

/** Says in the store what its format is. */
export async function claimFormat(store: string): Promise<void> {
  if (formatOf(store) === ENTRY_FORMAT) return;
  await replaceFile(pathOf(store), `${JSON.stringify({ format: ENTRY_FORMAT, writtenBy: version() })}\n`);
}

/** The error for something that only a newer exitbench can read. */
export function newerFormat(at: string, format: number, writtenBy?: string): ExitbenchError {
  const by = writtenBy === undefined ? 'a newer exitbench' : `exitbench ${writtenBy}`;
  return new ExitbenchError('bad-store', `The store was written by ${by}: its format is ${format}, and this version (${version()}) knows formats up to ${ENTRY_FORMAT}.`, {
    at, hint: 'Use that version, or name another folder with `--store` or EXITBENCH_STORE. Nothing was changed.',
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function pathOf(store: string): string {
  return join(store, 'format.json');
}

/** 0 where nothing is said. */
function formatOf(store: string): number {
  const path = pathOf(store);
  let said: { readonly format?: unknown; readonly writtenBy?: unknown };
  try {
    said = JSON.parse(readFileSync(path, 'utf8')) as typeof said;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 0;
    if (code === 'ENOTDIR') throw notAFolder(store, cause);
    throw unreadable(path, cause);
  }
  const { format, writtenBy } = said ?? {};
  if (typeof format !== 'number' || !Number.isInteger(format)) throw unreadable(path);
  if (format > ENTRY_FORMAT) throw newerFormat(store, format, typeof writtenBy === 'string' ? writtenBy : undefined);
  return format;
}

function notAFolder(store: string, cause: unknown): ExitbenchError {
  return new ExitbenchError('bad-store', 'The store is a file, or lies below one; it must be a folder.', { at: store, hint: 'Name a folder with `--store` or EXITBENCH_STORE.', cause });
}

function unreadable(path: string, cause?: unknown): ExitbenchError {
  return new ExitbenchError('bad-store', 'The file that says what format the store has cannot be read.', {
    at: path, hint: 'Where no newer exitbench has used the store, remove this file: each entry says its own format.', ...(cause === undefined ? {} : { cause }),
  });
}

function version(): string {
  return (createRequire(import.meta.url)('../../package.json') as { readonly version: string }).version;
}
