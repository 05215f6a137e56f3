import { createHash } from 'node:crypto';
import { readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A line of the index: what a name stands for. */
export interface Line {
  readonly key: string;
  /** Null where the name was removed. */
  readonly integrity: string | null;
  /** When it was written: milliseconds since 1970. */
  readonly time: number;
  readonly metadata?: unknown;
}

/** The file of the index that belongs to one name. */
export interface Bucket {
  readonly path: string;
  /** What is valid for the name; undefined where nothing is. */
  readonly line: Line | undefined;
  /** What is wrong with the file; undefined where nothing is. */
  readonly problem: string | undefined;
  /** Names on its lines, whole or damaged ones, that may be its own. */
  readonly names: readonly string[];
}

/** Folder of the index in a cache of cacache 20. */
export const INDEX = 'index-v5';

/** Where cacache 20 keeps the lines of a name. */
export function bucketPath(cache: string, name: string): string {
  const digest = createHash('sha256').update(name).digest('hex');
  return join(cache, INDEX, digest.slice(0, 2), digest.slice(2, 4), digest.slice(4));
}

/** Said of a file without a line. */
const EMPTY = 'its line in the index is gone';

/** Milliseconds that a file may be there without its line, and between two looks: who adds the first line makes the file before. */
const UNWRITTEN = 2000;
const PAUSE = 50;

/**
 * What the index says of a name; undefined where there is no file. cacache skips a damaged line as if it had never been, so
 * that damage would pass for absence: here it is said.
 */
export async function readBucket(cache: string, name: string): Promise<Bucket | undefined> {
  const path = bucketPath(cache, name);
  let bucket = await readBucketFile(path);
  for (let waited = 0; bucket?.problem === EMPTY && waited < UNWRITTEN; waited += PAUSE) bucket = await sleep(PAUSE).then(() => readBucketFile(path));
  if (bucket === undefined || bucket.problem !== undefined) return bucket;
  return bucket.line?.key === name ? bucket : { ...bucket, line: undefined, problem: `its place in the index has the entry \`${bucket.line?.key ?? ''}\`` };
}

/** A file of the index, whosever it is. */
export async function readBucketFile(path: string): Promise<Bucket | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'EISDIR') return FOLDER;
    throw error;
  });
  if (text === undefined) return undefined;
  if (text === FOLDER) return { path, line: undefined, problem: 'a folder is in its place in the index', names: [] };
  const lines = text.split('\n').filter((line) => line !== '').map(parse);
  const whole = lines.filter((line) => line !== undefined);
  const names = [...new Set([...whole.map((line) => line.key), ...[...text.matchAll(/"key":"([^"]*)"/g)].flatMap(([, name]) => name ?? [])])];
  const problem = lines.length === 0 ? EMPTY : whole.length < lines.length ? 'its line in the index is damaged'
    : names.length > 1 ? 'its place in the index has lines of several entries' : undefined;
  return { path, line: problem === undefined ? whole.at(-1) : undefined, problem, names };
}

/** Does something that adds a line to a name's file; when it fails, the file is as it was. */
export async function withWholeBucket<T>(cache: string, name: string, write: () => Promise<T>): Promise<T> {
  const path = bucketPath(cache, name);
  const before = (await stat(path).catch(() => undefined))?.size;
  try {
    return await write();
  } catch (error) {
    // A disk that fills in the middle of a line leaves a part of it.
    await (before === undefined ? rm(path, { force: true }) : truncate(path, before)).catch(() => {});
    throw error;
  }
}

// ---------------------------------------------------------------------------------------------------------------------

const FOLDER = Symbol('a folder');

/** Undefined where the line is not what was written: its checksum is in front of it. */
function parse(line: string): Line | undefined {
  const [sum, json] = line.split('\t');
  if (json === undefined || createHash('sha1').update(json).digest('hex') !== sum) return undefined;
  try {
    return JSON.parse(json) as Line;
  } catch {
    return undefined;
  }
}
