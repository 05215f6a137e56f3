import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { type ExtractLimits, type Variant, digestOf } from '@exitbench/core';

import { ifMissing, sha256OfFile } from './checkFile.ts';
import { type Strictness, archiveRefusal, judgeArchive, unpackArchive } from './extractArchive.ts';

/**
 * Makes the `extract` of a data set's context: tar archives, plain or compressed by gzip; no other format. Only an archive
 * that the variant pins, or whose digest the limits give, is read. All of its list of contents is judged before
 * anything is written: one entry against the rules, and the archive is refused whole.
 *
 * @param folder unpacked archives lie below it, named by the archive's digest and the limits
 * @param strictness what is asked of archives; a test of one rule leaves that rule out
 */
export function createExtract(
  folder: string, { files }: Pick<Variant, 'files'>, strictness?: Strictness,
): (archive: string, limits: ExtractLimits) => Promise<string> {
  return async (archive, limits) => {
    const digest = await sha256OfFile(archive);
    const pinned = limits.sha256 === undefined ? files.map((f) => f.sha256) : [limits.sha256];
    if (strictness?.digest !== false && !pinned.includes(digest)) {
      throw archiveRefusal(archive, 'digest', `its SHA-256 is ${digest}, which is none that is pinned (${pinned.join(', ')})`, 'Remove the file, so that it is fetched again, or pin its digest: in the variant, or in the limits where it came out of another archive.');
    }
    const target = join(folder, 'unpacked', digestOf({ archive: digest, limits: { ...limits } }));
    if ((await stat(target).catch(ifMissing)) !== undefined) return target;
    await judgeArchive(archive, limits, strictness);
    const own = `${target}.${randomUUID()}`;
    try {
      await mkdir(own, { recursive: true });
      await unpackArchive(archive, own, strictness);
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
