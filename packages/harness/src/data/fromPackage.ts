import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Variant } from '@exitbench/core';

import type { Environment } from './dataFolder.ts';
import { debianPackage } from './debianPackage.ts';
import { takeFile } from './takeFile.ts';

/**
 * Takes all files of a variant that a Debian package has to their places in the cache, so that it is fetched once.
 *
 * @param place where a file of this digest and name belongs
 * @returns what went wrong, a sentence each
 */
export async function fromPackage(
  name: string,
  variant: Variant,
  { folder, place, env }: { readonly folder: string; readonly place: (file: Variant['files'][number]) => string; readonly env: Environment },
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, '.package-'));
  const problems: string[] = [];
  try {
    const tree = await debianPackage(name, own, env);
    for (const file of variant.files) {
      if (file.debian?.package !== name) continue;
      const { path, problem } = await takeFile(join(tree, file.debian.path), file, place(file), { move: true });
      if (path === undefined) problems.push(`The Debian package \`${name}\`: ${problem ?? `it has no ${file.debian.path}.`}`);
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return problems;
}
