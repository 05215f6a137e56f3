import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';

import type { Metafile } from 'esbuild';

import { packageOf } from './packageOf.ts';

/**
 * Every path that decides what an entry uses and what that is: its files, the folders in which an import could find
 * another one first, and the packages that bare imports meet on their way up. While none of them changes (those that do
 * not exist included), bundling again gives the same.
 */
export function lookedAt({ inputs }: Metafile): readonly string[] {
  const paths = new Set<string>();
  for (const [path, { imports }] of Object.entries(inputs)) {
    const file = resolve(path);
    const folder = dirname(file);
    add(paths, file, folder, ...manifestsAbove(folder));
    for (const { path: target, original = target } of imports) {
      // Whatever is tried for the path of a file lies beside its target, or in it.
      if (/^[./]/.test(original)) add(paths, resolve(folder, original), dirname(resolve(folder, original)));
      else if (!isBuiltin(original)) add(paths, ...packagesAbove(packageName(original), folder));
    }
  }
  return [...paths].toSorted();
}

/** The name of the package that a bare import means. */
export function packageName(path: string): string {
  return path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/');
}

// ---------------------------------------------------------------------------------------------------------------------

function add(paths: Set<string>, ...more: readonly string[]): void {
  for (const path of more) paths.add(path);
}

/** The `package.json` that a file's package has, and those that would be nearer. */
function manifestsAbove(folder: string): readonly string[] {
  return upTo(folder, packageOf(folder)?.folder).map((f) => join(f, 'package.json'));
}

/** Where a package is looked for: from a folder up to that in which it is. */
function packagesAbove(name: string, folder: string): readonly string[] {
  const places = upwards(folder).map((f) => join(f, 'node_modules', name));
  const found = places.findIndex((place) => existsSync(join(place, 'package.json')));
  return places.slice(0, found === -1 ? undefined : found + 1).flatMap((place) => [place, join(place, 'package.json')]);
}

function upTo(folder: string, last: string | undefined): readonly string[] {
  const folders = upwards(folder);
  return last === undefined ? folders : folders.slice(0, folders.indexOf(last) + 1);
}

function upwards(folder: string): readonly string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...upwards(dirname(folder))];
}
