import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { ExitbenchError, type ExtractLimits, digestOf } from '@exitbench/core';
import type { ReadEntry } from 'tar';

import { sha256OfFile, ifMissing } from './checkFile.ts';

/**
 * Makes the `extract` of a data set's context: tar archives, plain or compressed by gzip. The list of contents is judged
 * before anything is written: an archive with a path that leaves its folder, with links or devices, or with more
 * files or bytes than it may have is refused whole.
 *
 * @param folder unpacked archives lie below it, named by the archive's digest and the limits
 */
export function createExtract(folder: string): (archive: string, limits: ExtractLimits) => Promise<string> {
  return async (archive, limits) => {
    const target = join(folder, 'unpacked', digestOf({ archive: await sha256OfFile(archive), limits }));
    if ((await stat(target).catch(ifMissing)) !== undefined) return target;
    await judge(archive, limits);
    const own = `${target}.${randomUUID()}`;
    const { extract: unpack } = await import('tar');
    try {
      await mkdir(own, { recursive: true });
      await unpack({ file: archive, cwd: own, strict: true, noMtime: true, noChmod: true, preserveOwner: false });
      await rename(own, target).catch(async (error: unknown) => {
        // Another process was faster; a folder cannot be renamed onto one that has content.
        if ((await stat(target).catch(ifMissing)) === undefined) throw error;
      });
    } finally {
      await rm(own, { recursive: true, force: true });
    }
    return target;
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Reads the archive without writing. @throws ExitbenchError `bad-data` with the first thing that is wrong */
async function judge(archive: string, limits: ExtractLimits): Promise<void> {
  const { Parser } = await import('tar');
  let files = 0;
  let bytes = 0;
  let problem: string | undefined;
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      files++;
      bytes += entry.size;
      problem ??= wrongEntry(entry) ?? tooMuch({ files, bytes }, limits);
      if (problem === undefined) entry.resume();
      else parser.abort(new Error(problem));
    },
  });
  try {
    await pipeline(createReadStream(archive), parser);
    if (files === 0) problem = 'it is no tar archive, or it is empty';
  } catch (error) {
    problem ??= error instanceof Error ? error.message : String(error);
  }
  if (problem !== undefined) {
    throw new ExitbenchError('bad-data', `The archive is not unpacked: ${problem}.`, { at: archive, hint: 'Nothing was written. Compare the archive with the one that the data set describes.' });
  }
}

function wrongEntry(entry: ReadEntry): string | undefined {
  const { path, type } = entry;
  if (type !== 'File' && type !== 'OldFile' && type !== 'ContiguousFile' && type !== 'Directory') return `\`${path}\` is a ${type}, not a file or folder`;
  if (isAbsolute(path) || /^[a-z]:/i.test(path) || path.includes('\\')) return `\`${path}\` is not a path below its folder`;
  if (path.split('/').includes('..')) return `\`${path}\` leaves its folder`;
  return undefined;
}

function tooMuch(has: ExtractLimits, limits: ExtractLimits): string | undefined {
  if (has.files > limits.files) return `it has more than ${limits.files} entries`;
  if (has.bytes > limits.bytes) return `it unpacks to more than ${limits.bytes} bytes`;
  return undefined;
}
