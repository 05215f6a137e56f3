import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { ExitbenchError, type ExtractLimits } from '@exitbench/core';
import type { ReadEntry } from 'tar';

import { type Contents, ENTRY_RULES, type EntryRule } from './extractRules.ts';

/** What is asked of archives. Everything, but where a test shows what a rule keeps out. */
export interface Strictness {
  readonly rules: { readonly [rule: string]: EntryRule };
  /** Archives that are cut short are refused. */
  readonly whole: boolean;
  /** Archives that nobody has pinned are refused. */
  readonly digest: boolean;
  /** The unpacker's own defences, behind the rules: it writes below its folder only. */
  readonly confined: boolean;
}

export const STRICT: Strictness = { rules: ENTRY_RULES, whole: true, digest: true, confined: true };

/** The error for an archive that is refused: archive, entry or fault, rule, remedy. */
export function archiveRefusal(archive: string, rule: string, problem: string, remedy: string, cause?: unknown): ExitbenchError {
  return new ExitbenchError('bad-data', `The archive is not unpacked: ${problem} (rule \`${rule}\`).`, { at: archive, hint: `Nothing was written. ${remedy}`, cause });
}

/** Reads an archive without writing. @throws ExitbenchError `bad-data` with the first thing that is wrong */
export async function judgeArchive(archive: string, limits: ExtractLimits, { rules, whole }: Strictness = STRICT): Promise<void> {
  const format = await formatOf(archive);
  if (format !== 'tar' && format !== 'gzip') throw archiveRefusal(archive, 'format', `it is ${format}`, FORMATS);
  const { Parser } = await import('tar');
  const contents: Contents = { entries: 0, bytes: 0, packed: (await stat(archive)).size, places: new Map() };
  let refusal: ExitbenchError | undefined;
  let ended = false;
  const judge = (entry: ReadEntry): void => {
    contents.entries++;
    contents.bytes += entry.size;
    for (const [rule, { broken, remedy }] of refusal === undefined ? Object.entries(rules) : []) {
      const problem = broken(entry, contents, limits);
      if (problem === undefined) continue;
      refusal = archiveRefusal(archive, rule, `\`${entry.path}\` ${problem}`, remedy);
      break;
    }
    if (refusal === undefined) entry.resume();
    else parser.abort(refusal);
  };
  const parser = new Parser({ strict: whole, onReadEntry: judge });
  parser.on('ignoredEntry', judge);
  parser.on('eof', () => (ended = true));
  try {
    await pipeline([createReadStream(archive), ...plain(format), measured(archive, limits, rules), parser]);
  } catch (error) {
    if (refusal === undefined && error instanceof ExitbenchError) refusal = error;
    if (refusal === undefined && whole && contents.entries > 0) refusal = archiveRefusal(archive, 'whole', error instanceof Error ? error.message : String(error), WHOLE, error);
  }
  if (refusal !== undefined) throw refusal;
  if (contents.entries === 0) throw archiveRefusal(archive, 'format', 'it is no tar archive, or it is empty', FORMATS);
  if (whole && !ended) throw archiveRefusal(archive, 'whole', 'it stops before its end mark', WHOLE);
}

/** Writes an archive that has been judged into an empty folder. */
export async function unpackArchive(archive: string, folder: string, { whole, confined }: Strictness = STRICT): Promise<void> {
  const { Unpack } = await import('tar');
  const unpack = new Unpack({ cwd: folder, strict: whole && confined, preservePaths: !confined, noMtime: true, preserveOwner: false });
  const done = pipeline([createReadStream(archive), ...plain(await formatOf(archive)), unpack]);
  await (whole ? done : done.catch(() => undefined));
}

// ---------------------------------------------------------------------------------------------------------------------

const WHOLE = 'It is cut short or damaged. Remove the file, so that it is fetched again.';
const FORMATS = 'Archives are tar, plain or compressed by gzip. Choose that packing of the data, or read the file in `open`.';

/** First bytes of what is often called an archive. */
const OTHERS: readonly (readonly [what: string, bytes: string])[] = [
  ['a zip archive', '504b0304'], ['an empty zip archive', '504b0506'], ['compressed by bzip2', '425a68'], ['compressed by xz', 'fd377a585a00'],
  ['compressed by zstd', '28b52ffd'], ['a 7z archive', '377abcaf271c'], ['a rar archive', '526172211a07'],
];

async function formatOf(archive: string): Promise<string> {
  const file = await open(archive);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return formatOfBytes(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function formatOfBytes(bytes: Buffer): string {
  const first = bytes.subarray(0, 8).toString('hex');
  return first.startsWith('1f8b') ? 'gzip' : (OTHERS.find(([, start]) => first.startsWith(start))?.[0] ?? 'tar');
}

function plain(format: string): readonly Transform[] {
  return format === 'gzip' ? [createGunzip()] : [];
}

/** Headers and padding of an entry, a long name and extended attributes included, in bytes. */
const OVERHEAD = 4096;

/** Hands on what it is given while it is an archive of the size that is allowed: headers and what follows the end mark count too. */
function measured(archive: string, limits: ExtractLimits, rules: Strictness['rules']): Transform {
  const most = limits.bytes + (limits.files + 256) * OVERHEAD;
  const sizeRule = rules['bytes'];
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const inner = bytes === 0 ? formatOfBytes(chunk) : 'tar';
      bytes += chunk.length;
      if (inner !== 'tar') done(archiveRefusal(archive, 'format', `it is compressed twice or more: below is ${inner}`, FORMATS));
      else if (bytes > most && sizeRule !== undefined) done(archiveRefusal(archive, 'bytes', `it goes on after ${most} bytes, headers included`, sizeRule.remedy));
      else done(null, chunk);
    },
  });
}
