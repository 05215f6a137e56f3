import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { sha256 } from '@exitbench/core';

import { stampOf } from './stamp.ts';

/** Digests of code that were computed before. What it gives is what computing again would give. */
export interface CodeMemo {
  /** The lines of an entry's digest, while nothing has changed that decides them. */
  find(entry: string): readonly string[] | undefined;
  /**
   * Keeps the lines of an entry.
   * @param lookedAt every path that decides them
   * @param begun when they began to be computed, in milliseconds since 1970: what may have changed since is not kept
   */
  keep(entry: string, lines: readonly string[], lookedAt: readonly string[], begun: number): void;
  /** Writes what is new, where the memo has a file. A file that cannot be written is no loss. */
  save(): void;
}

interface Memory {
  readonly lines: readonly string[];
  readonly lookedAt: readonly string[];
  /** Digest of their stamps. */
  readonly state: string;
}

/** Milliseconds: the coarsest clock of a usual file system. What changed that recently may change again and look the same. */
const UNSETTLED = 2000;

/** @param folder where it outlives the process; default nowhere. A file that is damaged counts as empty. */
export function codeMemo(folder?: string): CodeMemo {
  const file = folder === undefined ? undefined : join(folder, `${versions().slice(0, 16)}.json`);
  let memories: Map<string, Memory> | undefined;
  let isNew = false;
  const load = (): Map<string, Memory> => (memories ??= file === undefined ? new Map() : readMemories(file));
  return {
    find(entry) {
      const memory = load().get(entry);
      return memory !== undefined && stateOf(memory.lookedAt).state === memory.state ? memory.lines : undefined;
    },
    keep(entry, lines, lookedAt, begun) {
      const { state, newest } = stateOf(lookedAt);
      if (newest > begun - UNSETTLED) return;
      load().set(entry, { lines, lookedAt, state });
      isNew = true;
    },
    save() {
      if (file === undefined || !isNew) return;
      isNew = false;
      writeMemories(file, load());
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function stateOf(paths: readonly string[]): { readonly state: string; readonly newest: number } {
  const stamps = paths.map(stampOf);
  return { state: sha256(stamps.map((s) => s.text).join('\n')), newest: stamps.reduce((newest, s) => Math.max(newest, s.newest), -Infinity) };
}

/** What the digest of unchanged files also depends on: the bundler, Node's list of its own modules, and the code that computes it. */
function versions(): string {
  const { version } = createRequire(import.meta.url)('esbuild/package.json') as { readonly version: string };
  const folder = dirname(fileURLToPath(import.meta.url));
  const ours = readdirSync(folder).toSorted().map((name) => sha256(readFileSync(join(folder, name))));
  return sha256([version, process.version, ...ours].join('\n'));
}

/** The file has its own digest in the first line. */
function readMemories(file: string): Map<string, Memory> {
  try {
    const [digest, text = ''] = readFileSync(file, 'utf8').split('\n');
    return new Map(digest === sha256(text) ? (JSON.parse(text) as readonly (readonly [string, Memory])[]) : []);
  } catch {
    return new Map();
  }
}

function writeMemories(file: string, memories: ReadonlyMap<string, Memory>): void {
  const text = JSON.stringify([...memories].filter(([entry]) => existsSync(entry)));
  const part = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, `${sha256(text)}\n${text}\n`);
    renameSync(part, file);
  } catch {
    // A full or read-only disk: the next process computes again. What was half written would be in nobody's way.
  }
}
