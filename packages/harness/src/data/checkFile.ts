import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import type { DataFile } from '@exitbench/core';

/** What a candidate turned out to be: not there, the file itself, or something else, said in a sentence. */
export type Checked = { readonly kind: 'absent' } | { readonly kind: 'right' } | { readonly kind: 'wrong'; readonly problem: string };

/**
 * Compares a file with what is pinned. Content is streamed: nothing is held in memory, and a compressed file that
 * unpacks to more than it should is left as soon as that shows.
 *
 * @param gzip whether this candidate is compressed
 * @param copyTo where to write the content, unpacked; what is there after a wrong file is the caller's to remove
 */
export async function checkFile(path: string, file: DataFile, gzip: boolean, copyTo?: string): Promise<Checked> {
  const facts = await stat(path).catch(ifMissing);
  if (facts === undefined) return { kind: 'absent' };
  if (!facts.isFile()) return { kind: 'wrong', problem: `\`${file.name}\` is not a file there.` };

  const content = createHash('sha256');
  const own = createHash('sha256');
  let bytes = 0;
  async function* asIs(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      own.update(chunk);
      yield chunk;
    }
  }
  async function* measured(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (gzip && bytes > file.bytes) throw new TooLong();
      content.update(chunk);
      yield chunk;
    }
  }
  const source = createReadStream(path);
  const sink = copyTo === undefined ? nowhere() : createWriteStream(copyTo, { flags: 'wx' });
  try {
    if (gzip) await pipeline(source, asIs, createGunzip(), measured, sink);
    else await pipeline(source, measured, sink);
  } catch (error) {
    if (error instanceof TooLong) {
      return { kind: 'wrong', problem: `\`${file.name}\` unpacks to more than its ${file.bytes} bytes; expected SHA-256 ${file.sha256}.` };
    }
    if (!isZlibError(error)) throw error;
    const problem = `\`${file.name}\` is not a whole gzip file (${error.message}): its own SHA-256, of what could be read, is ${own.digest('hex')}; expected content of SHA-256 ${file.sha256}.`;
    return { kind: 'wrong', problem };
  }
  const actual = content.digest('hex');
  if (actual === file.sha256 && bytes === file.bytes) return { kind: 'right' };
  const what = gzip ? 'Its content has' : 'It has';
  const problem = `\`${file.name}\` is not the pinned file. ${what} SHA-256 ${actual} and ${bytes} bytes; expected ${file.sha256} and ${file.bytes}.`;
  return { kind: 'wrong', problem };
}

/** SHA-256 of a file, streamed. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** For `catch`: a file that is not there is undefined, any other failure is thrown on. */
export function ifMissing(error: unknown): undefined {
  if (isNodeError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
  throw error;
}

// ---------------------------------------------------------------------------------------------------------------------

/** Only ever caught above. */
class TooLong extends Error {}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

function isZlibError(error: unknown): error is NodeJS.ErrnoException {
  return isNodeError(error) && typeof error.code === 'string' && error.code.startsWith('Z_');
}
