import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { type DataFile, type PrepareContext, type Variant, sha256 } from '@exitbench/core';

import { type DataEvent, createPrepareContext } from '../../src/data/index.ts';

/** 300,000 bytes that do not repeat soon. */
export const CONTENT = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8) * 7) % 251));

export const FILE: DataFile = { name: 'numbers.bin', urls: [], sha256: sha256(CONTENT), bytes: CONTENT.length };

export interface Workplace {
  readonly folder: string;
  readonly cache: string;
  readonly events: DataEvent[];
  /** Writes a file below the folder. @returns its path */
  put(path: string, content: string | Uint8Array): string;
  /** All files below the cache. */
  stored(): readonly string[];
  context(files: readonly DataFile[], env?: { readonly [name: string]: string }): PrepareContext;
  remove(): void;
}

/** A temporary folder with a cache of its own. Programs are not found unless a test says where. */
export function makeWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-data-'));
  const cache = join(folder, 'cache');
  const events: DataEvent[] = [];
  return {
    folder, cache, events,
    put(path, content) {
      const whole = join(folder, path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, content);
      return whole;
    },
    stored: () => readdirSync(cache, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => f.name),
    context(files, env = {}) {
      const variant: Variant = { title: 'a test', files };
      const dataset = { id: 'dataset-test', variants: { official: variant } };
      return createPrepareContext({ dataset, cacheDir: cache, env, onProgress: (event) => events.push(event), patience: { tries: 3, silence: 10_000, pause: 0 } });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What went wrong, as people read it: code, place, message, remedy. */
export async function failure(work: Promise<unknown>): Promise<{ readonly code: unknown; readonly at: unknown; readonly message: string; readonly hint: unknown }> {
  try {
    await work;
  } catch (error) {
    const { code, at, hint } = error as { code: unknown; at: unknown; hint: unknown };
    return { code, at, message: (error as Error).message, hint };
  }
  throw new Error('Nothing went wrong.');
}
