import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { NodeKey } from '@exitbench/core';

import { INDEX, bucketPath, readBucketFile } from '../bucket.ts';
import { CONTENT, contentPath, readContent } from '../content.ts';
import { ENTRY_FORMAT, type Entry } from '../entry.ts';
import { checkFormat } from '../format.ts';
import { limiter } from '../limiter.ts';
import { nodeName, ownerOf } from '../names.ts';

/** A file of the index that says what it should. */
export interface Indexed {
  readonly path: string;
  readonly integrity: string;
  /** When it was written: milliseconds since 1970. */
  readonly time: number;
}

/** A node that the index has. */
export interface IndexedNode extends Indexed {
  readonly key: NodeKey;
  /** What it stands for; undefined where that cannot be read, or another version wrote it. */
  readonly entry: Entry | undefined;
}

/** A file of the index that says nothing, or what belongs elsewhere. */
export interface Strange {
  readonly path: string;
  readonly problem: string;
  /** Names that may be its own. */
  readonly names: readonly string[];
}

export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was written: milliseconds since 1970. */
  readonly time: number;
}

/** All that a store has, as far as its index says. Contents are not read but for entries. */
export interface Survey {
  readonly nodes: readonly IndexedNode[];
  readonly payloads: readonly (Indexed & { readonly key: NodeKey })[];
  readonly codes: readonly (Indexed & { readonly name: string })[];
  readonly strange: readonly Strange[];
  readonly contents: readonly StoredFile[];
}

const AT_ONCE = 64;

/** Reads a store's index. Writes nothing. @throws ExitbenchError `bad-store` where a newer version has written to it */
export async function survey(store: string): Promise<Survey> {
  checkFormat(store);
  const cache = join(store, 'store');
  const nodes: IndexedNode[] = [];
  const payloads: (Indexed & { readonly key: NodeKey })[] = [];
  const codes: (Indexed & { readonly name: string })[] = [];
  const strange: Strange[] = [];
  const inTurn = limiter(AT_ONCE);
  await Promise.all((await filesBelow(join(cache, INDEX), IN_INDEX)).map((path) => inTurn(async () => {
    const bucket = await readBucketFile(path);
    if (bucket === undefined) return;
    if (bucket.problem !== undefined) return void strange.push({ path, problem: bucket.problem, names: bucket.names });
    const { key: name, integrity, time } = bucket.line ?? { key: '', integrity: null, time: 0 };
    if (bucketPath(cache, name) !== path) return void strange.push({ path, problem: `its place in the index has the entry \`${name}\``, names: [] });
    const owner = ownerOf(name);
    if (integrity === null || owner === undefined) return;
    const indexed = { path, integrity, time };
    if (owner.of === 'code') codes.push({ ...indexed, name });
    else if (owner.of === 'payload') payloads.push({ ...indexed, key: owner.key });
    else nodes.push({ ...indexed, key: owner.key, entry: await entryOf(cache, integrity) });
  })));
  const contents = await storedFiles(join(cache, CONTENT));
  return { nodes: nodes.toSorted((a, b) => (a.key < b.key ? -1 : 1)), payloads, codes, strange, contents };
}

/** All files below a folder, with their sizes and times; none where there is no folder. */
export async function storedFiles(folder: string): Promise<readonly StoredFile[]> {
  const inTurn = limiter(AT_ONCE);
  const found = await Promise.all((await filesBelow(folder)).map((path) => inTurn(async () => {
    const facts = await stat(path).catch(() => undefined);
    return facts === undefined ? [] : [{ path, bytes: facts.size, time: facts.mtimeMs }];
  })));
  return found.flat();
}

/** Contents that nothing in the index stands for, once some of it is left out of account. */
export function orphans(store: string, { nodes, payloads, codes, contents }: Survey, without: ReadonlySet<string> = new Set()): readonly StoredFile[] {
  const cache = join(store, 'store');
  const kept = [...nodes, ...payloads, ...codes].filter((item) => !without.has(item.path)).map((item) => item.integrity);
  // A payload is reached through its entry, whether the index has a line of its own for it or not.
  const reached = nodes.filter((n) => !without.has(n.path)).flatMap((n) => Object.values(n.entry?.payloads ?? {}).map((p) => p.integrity));
  const needed = new Set([...kept, ...reached].map((integrity) => contentPath(cache, integrity)));
  return contents.filter(({ path }) => !needed.has(path));
}

/** The node whose place in the index a path is, among those that are known of. */
export function ownersOf(store: string, { payloads, nodes }: Survey, more: readonly NodeKey[]): ReadonlyMap<string, NodeKey> {
  const cache = join(store, 'store');
  return new Map([...payloads.map((p) => p.key), ...nodes.map((n) => n.key), ...more].map((key) => [bucketPath(cache, nodeName(key)), key]));
}

// ---------------------------------------------------------------------------------------------------------------------

/** What a file of the index is called: a folder of that name is in its place. */
const IN_INDEX = /^[0-9a-f]{60}$/;

/** @param also folders that are meant, too */
async function filesBelow(folder: string, also?: RegExp): Promise<readonly string[]> {
  const items = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return items.filter((item) => item.isFile() || (item.isDirectory() && also?.test(item.name) === true)).map((item) => join(item.parentPath, item.name));
}

async function entryOf(cache: string, integrity: string): Promise<Entry | undefined> {
  const content = await readContent(cache, integrity);
  if (!('bytes' in content)) return undefined;
  try {
    const entry = JSON.parse(content.bytes.toString('utf8')) as Entry;
    return entry.format === ENTRY_FORMAT ? entry : undefined;
  } catch {
    return undefined;
  }
}
