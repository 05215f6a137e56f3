import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { ExitbenchError, sha256 } from '@exitbench/core';

import { contributorsOf } from './contributors.ts';
import { hashOfCode } from './normalise.ts';
import { placeOf } from './packageOf.ts';

/** What a piece of code is, independent of where it lies and how it is formatted. */
export interface CodeDigest {
  readonly digest: string;
  /** What the digest is of: `package/path hash` for each file that contributes, `package@version` for what it imports. */
  readonly lines: readonly string[];
}

/**
 * The digest of the code that an entry uses, file by file: comments, types and white space do not count, nor does what
 * the entry never uses. Sources, built files and copies of the checkout have one digest.
 *
 * @param module URL of the entry, as `import.meta.url` gives it
 * @throws ExitbenchError `bad-config` when the entry cannot be found or bundled
 */
export async function codeDigest(module: string): Promise<CodeDigest> {
  const { files, externals } = await contributorsOf(entryPath(module));
  const lines = await Promise.all(files.map(async (file) => `${placeOf(file)} ${await hashOfCode(file)}`));
  const sorted = [...lines, ...externals].toSorted();
  return { digest: sha256(sorted.join('\n')), lines: sorted };
}

// ---------------------------------------------------------------------------------------------------------------------

function entryPath(module: string): string {
  try {
    return realpathSync(fileURLToPath(module));
  } catch (cause) {
    throw new ExitbenchError('bad-config', `\`${module}\` is not the URL of a file.`, { at: module, hint: 'A plugin says `module: import.meta.url`.', cause });
  }
}
