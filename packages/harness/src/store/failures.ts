import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { NodeKey } from '@exitbench/core';

import { replaceFile } from './replaceFile.ts';

/** How a node ended when it was tried last. It stops nobody from trying it again. */
export interface FailureNote {
  readonly status: 'failed' | 'timeout' | 'oom';
  readonly reason: string;
  readonly log: readonly string[];
}

/** Folder of the notes in a store. */
export const FAILURES = 'failures';

/** Notes how a node ended. Only a note: where it cannot be written, nothing happens. */
export async function noteFailure(store: string, key: NodeKey, { status, reason, log }: FailureNote): Promise<void> {
  await replaceFile(pathOf(store, key), JSON.stringify({ status, reason, log })).catch(() => {});
}

/** How a node ended when it was tried last; undefined where it has not failed, or the note cannot be read. */
export async function failureOf(store: string, key: NodeKey): Promise<FailureNote | undefined> {
  try {
    const note = JSON.parse(await readFile(pathOf(store, key), 'utf8')) as FailureNote;
    return ['failed', 'timeout', 'oom'].includes(note.status) && typeof note.reason === 'string' && Array.isArray(note.log) ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the note on a node, as when it has completed. */
export async function forgetFailure(store: string, key: NodeKey): Promise<void> {
  await rm(pathOf(store, key), { force: true }).catch(() => {});
}

// ---------------------------------------------------------------------------------------------------------------------

function pathOf(store: string, key: NodeKey): string {
  return join(store, FAILURES, `${key}.json`);
}
