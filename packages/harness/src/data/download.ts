import { rm, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';

import { type DataFile, ExitbenchError, type Variant } from '@exitbench/core';

import { checkFile } from './checkFile.ts';
import type { DataEvent } from './dataEvent.ts';
import type { Environment } from './dataFolder.ts';
import { fromPackage } from './fromPackage.ts';
import { type Patience, fromUrls } from './fromUrls.ts';
import { takeFile } from './takeFile.ts';

export interface DownloadOptions {
  readonly variant: Variant;
  /** Where verified files are kept: `<folder>/<sha256>/<name>`. */
  readonly folder: string;
  readonly env: Environment;
  readonly patience: Patience;
  readonly onProgress: (event: DataEvent) => void;
}

/** A source of files: a path, or undefined with reasons added to `tried`. */
type Source = (file: DataFile, target: string, tried: string[]) => Promise<string | undefined>;

/**
 * Makes the `download` of a data set's context. A file is looked for in the cache, below `EXITBENCH_DATA`, at the
 * absolute places that the data set names, where its Debian package installs it, in that package fetched without
 * installing it, and at its URLs. Nothing is believed: size and SHA-256 of every candidate are compared. A local copy
 * that is wrong is an error, because somebody put it there to be used; a wrong copy from elsewhere is passed over, and
 * named when nothing better is found.
 *
 * Files that are asked for at once are fetched at once, and answered in the order in which they were asked for: of
 * several that cannot be had, the first is named, whichever fails first.
 *
 * What is fetched gets its place by a rename: two processes may do the same work twice, and neither sees half a file.
 */
export function createDownload({ variant, folder, env, patience, onProgress }: DownloadOptions): (file: DataFile) => Promise<string> {
  const packages = new Map<string, Promise<readonly string[]>>();
  const place = (file: DataFile): string => join(folder, file.sha256, file.name);

  const cached: Source = async (file, target, tried) => {
    const found = await checkFile(target, file, false);
    if (found.kind === 'right') return target;
    if (found.kind === 'wrong') {
      await rm(target, { recursive: true, force: true });
      onProgress({ kind: 'data-discarded', file: file.name, path: target, problem: found.problem });
      tried.push(`The copy in the cache was damaged and is removed: ${found.problem}`);
    }
    return undefined;
  };

  const local: Source = async (file, target, tried) => {
    const places = file.local ?? [];
    const below = env['EXITBENCH_DATA'];
    const ours = below ? places.filter((p) => !isAbsolute(p)).map((p) => join(below, p)) : [];
    for (const candidate of [...ours, ...places.filter((p) => isAbsolute(p))]) {
      const { path, problem } = await takeFile(candidate, file, target);
      if (path !== undefined) return path;
      if (problem !== undefined) {
        const way = ours.includes(candidate) ? 'remove it, or unset `EXITBENCH_DATA`' : 'install again what it belongs to';
        throw new ExitbenchError('bad-data', problem, { at: candidate, hint: `Put the right file there, ${way}.` });
      }
      tried.push(`\`${candidate}\` does not exist.`);
    }
    if (!below && places.some((p) => !isAbsolute(p))) tried.push('`EXITBENCH_DATA` is not set.');
    return undefined;
  };

  const debian: Source = async (file, target, tried) => {
    if (file.debian === undefined) return undefined;
    const { package: name, path: where } = file.debian;
    const { path, problem } = await takeFile(where, file, target);
    if (path !== undefined) return path;
    tried.push(problem === undefined ? `The Debian package \`${name}\` is not installed.` : `\`${where}\`: ${problem}`);
    let fetching = packages.get(name);
    if (fetching === undefined) {
      onProgress({ kind: 'data-package', file: file.name, package: name });
      packages.set(name, (fetching = fromPackage(name, variant, { folder, place, env })));
    }
    const problems = await fetching;
    if ((await checkFile(target, file, false)).kind === 'right') return target;
    tried.push(...problems);
    return undefined;
  };

  const remote: Source = (file, target, tried) => fromUrls(file, target, { patience, onProgress, problems: tried });

  async function provide(file: DataFile): Promise<string> {
    checkPin(file);
    const tried: string[] = [];
    try {
      for (const source of [cached, local, debian, remote]) {
        const path = await source(file, place(file), tried);
        if (path === undefined) continue;
        onProgress({ kind: 'data-ready', file: file.name, path });
        return path;
      }
    } catch (error) {
      if (error instanceof ExitbenchError) throw error;
      throw new ExitbenchError('bad-data', `\`${file.name}\` could not be stored: ${error instanceof Error ? error.message : String(error)}.`, {
        at: folder, hint: 'Set `EXITBENCH_CACHE` to a folder with space that can be written to.', cause: error,
      });
    } finally {
      // Its folder in the cache, where a source made one and nothing came to lie in it; one with content stays.
      await rmdir(dirname(place(file))).catch(() => undefined);
    }
    throw nowhere(file, tried);
  }

  let earlier: Promise<unknown> = Promise.resolve();
  return (file) => {
    const own = provide(file);
    const answer = Promise.allSettled([earlier, own]).then(() => own);
    earlier = answer;
    return answer;
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** The name and the digest become part of a path. */
function checkPin(file: DataFile): void {
  if (/^\w[\w.-]*$/.test(file.name) && /^[0-9a-f]{64}$/.test(file.sha256)) return;
  throw new ExitbenchError('bad-config', `A data file needs a plain file name and a SHA-256 of 64 small hexadecimal digits, not \`${file.name}\` and \`${file.sha256}\`.`, {
    at: file.name,
  });
}

function nowhere(file: DataFile, tried: readonly string[]): ExitbenchError {
  const below = file.local?.find((p) => !isAbsolute(p));
  const ways = [
    below === undefined ? [] : `put a copy at \`${below}\` below a folder and set \`EXITBENCH_DATA\` to that folder`,
    file.debian === undefined ? [] : `install the Debian package \`${file.debian.package}\``,
    file.urls.length === 0 ? [] : 'try again with a network',
  ].flat();
  const message = [`No right copy of \`${file.name}\` (${file.bytes} bytes, SHA-256 ${file.sha256}) could be had.`, ...tried].join(' ');
  return new ExitbenchError('bad-data', message, { at: file.name, hint: ways.length === 0 ? 'Install the dependencies again.' : `One of: ${ways.join('; ')}.` });
}
