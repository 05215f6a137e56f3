import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

import { ExitbenchError } from '@exitbench/core';

/** A package as it lies on the disk. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

/** The package that a folder belongs to: the nearest `package.json` above with a name. */
export function packageOf(folder: string): PackageFacts | undefined {
  return readFacts(join(folder, 'package.json'), folder) ?? (dirname(folder) === folder ? undefined : packageOf(dirname(folder)));
}

/**
 * Where a file lies in its package, the same for sources and built files, in every checkout and on every platform:
 * `@exitbench/nn/layers/conv2d`.
 *
 * @throws ExitbenchError `bad-config` for a file outside any package.
 */
export function placeOf(file: string): string {
  const facts = packageOf(dirname(file));
  if (facts === undefined) {
    throw new ExitbenchError('bad-config', `\`${file}\` is in no package, so its code has no name.`, { at: file, hint: 'Put a `package.json` with a name and a version above it.' });
  }
  const parts = relative(facts.folder, file).split(sep);
  const below = parts[0] === 'src' || parts[0] === 'dist' ? parts.slice(1) : parts;
  return `${facts.name}/${below.join('/').replace(/\.[cm]?[tj]s$/, '')}`;
}

/** The version of the package that a bare import means, seen from a folder; undefined where it is not installed. */
export function versionOf(name: string, folder: string): string | undefined {
  const facts = readFacts(join(folder, 'node_modules', name, 'package.json'), folder);
  if (facts !== undefined) return facts.version;
  return dirname(folder) === folder ? undefined : versionOf(name, dirname(folder));
}

// ---------------------------------------------------------------------------------------------------------------------

function readFacts(file: string, folder: string): PackageFacts | undefined {
  if (!existsSync(file)) return undefined;
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly name?: string; readonly version?: string };
  return name === undefined ? undefined : { name, version: version ?? '0.0.0', folder };
}
