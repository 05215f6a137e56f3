import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { ExitbenchError, sha256 } from '@exitbench/core';

import { type CodeMemo, codeMemo } from './codeMemo.ts';
import { contributorsOf } from './contributors.ts';
import { hashOfCode } from './normalise.ts';
import { placeOf } from './packageOf.ts';

/** What a piece of code is, independent of where it lies and how it is formatted. */
export interface CodeDigest {
  readonly digest: string;
  /** What the digest is of: `package/path hash` for each file that contributes, `package@version` for what it imports. */
  readonly lines: readonly string[];
}

/** Of this process: planning reads the same code many times. */
const ofThisProcess = codeMemo();

/**
 * The digest of the code that an entry uses, file by file: comments, types and white space do not count, nor does what
 * the entry never uses. Sources, built files and copies of the checkout have one digest.
 *
 * @param module URL of the entry, as `import.meta.url` gives it
 * @param memo what was computed before; default: in this process
 * @throws ExitbenchError `bad-config` when the entry cannot be found or bundled
 */
export async function codeDigest(module: string, memo: CodeMemo = ofThisProcess): Promise<CodeDigest> {
  const entry = entryPath(module);
  const lines = memo.find(entry) ?? (await computeLines(entry, memo));
  return { digest: sha256(lines.join('\n')), lines };
}

// ---------------------------------------------------------------------------------------------------------------------

async function computeLines(entry: string, memo: CodeMemo): Promise<readonly string[]> {
  const begun = Date.now();
  const { files, externals, lookedAt } = await contributorsOf(entry);
  const ours = await Promise.all(files.map(async (file) => `${placeOf(file)} ${await hashOfCode(file)}`));
  const lines = [...ours, ...externals].toSorted();
  memo.keep(entry, lines, lookedAt, begun);
  return lines;
}

function entryPath(module: string): string {
  try {
    return realpathSync(fileURLToPath(module));
  } catch (cause) {
    throw new ExitbenchError('bad-config', `\`${module}\` is not the URL of a file.`, { at: module, hint: 'A plugin says `module: import.meta.url`.', cause });
  }
}
