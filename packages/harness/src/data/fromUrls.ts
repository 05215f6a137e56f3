import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { DataFile } from '@exitbench/core';

import { ifMissing } from './checkFile.ts';
import type { DataEvent } from './dataEvent.ts';
import { type FetchOptions, fetchFile } from './fetchFile.ts';
import { claimPart, releasePart, sweepParts } from './partFile.ts';
import { takeFile } from './takeFile.ts';

/** How long a download is tried. */
export type Patience = Pick<FetchOptions, 'tries' | 'silence' | 'pause'>;

/**
 * Downloads a file from the first of its URLs that has it.
 *
 * @param problems what each URL had against it is added here
 * @returns `target`, or undefined when no URL has the right file
 */
export async function fromUrls(
  file: DataFile,
  target: string,
  { patience, onProgress, problems }: { readonly patience: Patience; readonly onProgress: (event: DataEvent) => void; readonly problems: string[] },
): Promise<string | undefined> {
  const home = dirname(target);
  await mkdir(home, { recursive: true });
  const part = await claimPart(home, file.name);
  // gzip adds at most a header and five bytes to each stored block, which are of 16 kB or more (RFC 1951 §3.2.4, zlib).
  const limit = file.gzip === true ? file.bytes + Math.ceil(file.bytes / 1000) + 65_536 : file.bytes;

  async function fromUrl(url: string): Promise<string | undefined> {
    const continuing = ((await stat(part).catch(ifMissing))?.size ?? 0) > 0;
    const told = (bytes: number, total: number | undefined): void =>
      onProgress({ kind: 'data-download', file: file.name, from: url, bytes, ...(total === undefined ? {} : { total }) });
    await fetchFile(url, part, { ...patience, limit, onProgress: told });
    const { path, problem } = await takeFile(part, file, target, { move: true });
    await rm(part, { force: true });
    if (path !== undefined) return path;
    // The old beginning may be to blame; the part is gone, so this happens once.
    if (continuing) return fromUrl(url);
    throw new Error(`\`${url}\`: ${problem ?? 'nothing came.'}`);
  }

  for (const url of file.urls) {
    try {
      const path = await fromUrl(url);
      await sweepParts(home, file.name);
      return path;
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  await releasePart(part);
  return undefined;
}
