import { readFile, readdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { type CodeDigest, codeDigest, codeMemo } from '../../src/index.ts';
import { tempFolder } from '../support/tempBench.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';

const ENTRY = 'net-a/src/index.ts';

interface Place {
  readonly workspace: TempWorkspace;
  readonly folder: string;
  /** The entry's digest by a memo that was just opened. */
  readonly digest: () => Promise<CodeDigest>;
  /** Whether the memo knew it. */
  readonly isKnown: () => boolean;
}

/** A workspace whose files are older than a memo must trust, and a folder for memos. */
async function place(): Promise<Place> {
  const [workspace, folder] = [await tempWorkspace(), await tempFolder()];
  const entry = join(workspace.folder, ENTRY);
  return {
    workspace, folder,
    async digest() {
      const memo = codeMemo(folder);
      // As if what is on the disk had been there for a minute.
      vi.spyOn(Date, 'now').mockReturnValue(performance.timeOrigin + performance.now() + 60_000);
      const digest = await codeDigest(workspace.url(ENTRY), memo);
      memo.save();
      vi.restoreAllMocks();
      return digest;
    },
    isKnown: () => codeMemo(folder).find(entry) !== undefined,
  };
}

/** The file's one digest, and how an edit leaves it: whether the memo still answers, and with what. */
async function after(edit: (workspace: TempWorkspace) => Promise<void>): Promise<{ readonly isKnown: boolean; readonly isSame: boolean; readonly isRight: boolean }> {
  const { workspace, digest, isKnown } = await place();
  const before = await digest();
  expect(isKnown()).toBe(true);
  await edit(workspace);
  const known = isKnown();
  const [now, right] = [await digest(), await codeDigest(workspace.url(ENTRY), codeMemo())];
  return { isKnown: known, isSame: now.digest === before.digest, isRight: now.digest === right.digest };
}

const CHANGED = { isKnown: false, isSame: false, isRight: true };

describe('a memo of code', () => {
  it('gives in another process what was computed in one, without computing', async () => {
    const { workspace, folder, digest } = await place();
    const computed = await digest();
    const memo = codeMemo(folder);
    const keep = vi.spyOn(memo, 'keep');
    expect(await codeDigest(workspace.url(ENTRY), memo)).toEqual(computed);
    expect(keep).not.toHaveBeenCalled();
  });

  it('still knows an entry when files change that it does not look at', async () => {
    expect(await after((w) => w.edit('net-b/src/index.ts', '5', '6'))).toEqual({ isKnown: true, isSame: true, isRight: true });
  });

  it('does not serve an edit of the same length at the same time of change', async () => {
    expect(await after(async (w) => {
      const path = join(w.folder, 'net-a/src/helper.ts');
      const { atime, mtime } = await stat(path);
      await w.edit('net-a/src/helper.ts', 'x * 2', 'x * 3');
      await utimes(path, atime, mtime);
    })).toEqual(CHANGED);
  });

  it('does not serve a file that another one has taken the name of', async () => {
    expect(await after(async (w) => {
      const path = join(w.folder, 'net-a/src/helper.ts');
      const text = await readFile(path, 'utf8');
      await writeFile(`${path}.new`, text.replace('x * 2', 'x * 3'));
      await rename(`${path}.new`, path);
    })).toEqual(CHANGED);
  });

  it('does not serve a file that is found before the one that was found', async () => {
    const { workspace, digest, isKnown } = await place();
    await workspace.edit('net-a/src/index.ts', './helper.ts', './helper');
    await digest();
    expect(isKnown()).toBe(true);
    // Without an extension `.tsx` is tried before `.ts`.
    await workspace.write('net-a/src/helper.tsx', 'export const widen = (x) => x * 3;\n');
    expect(isKnown()).toBe(false);
    expect((await digest()).digest).toBe((await codeDigest(workspace.url(ENTRY), codeMemo())).digest);
  });

  it('does not serve a package that is found before the one that was found', async () => {
    expect(await after(async (w) => {
      await w.write('net-a/src/node_modules/@exitbench/layers/package.json', JSON.stringify({ name: '@exitbench/layers', version: '0.1.0', type: 'module', sideEffects: false, main: 'index.js' }));
      await w.write('net-a/src/node_modules/@exitbench/layers/index.js', 'export const conv = (x) => x - 1;\n');
    })).toEqual(CHANGED);
  });

  it('does not serve a package whose link points elsewhere', async () => {
    const other = await tempWorkspace();
    await other.edit('layers/src/conv.ts', ', 1)', ', 2)');
    expect(await after(async (w) => {
      const link = join(w.folder, 'net-a/node_modules/@exitbench/layers');
      await rm(link);
      await symlink(join(other.folder, 'layers'), link);
    })).toEqual(CHANGED);
  });

  it('does not serve other exports of a package', async () => {
    expect(await after(async (w) => {
      await w.write('layers/src/other.ts', 'export const conv = (x: number): number => x;\n');
      await w.edit('layers/package.json', './src/index.ts', './src/other.ts');
    })).toEqual(CHANGED);
  });

  it('does not serve another version of a package that is not ours', async () => {
    expect(await after((w) => w.edit('layers/node_modules/@tensorflow/tfjs-core/package.json', '4.22.0', '4.23.0'))).toEqual(CHANGED);
  });

  it('does not serve another name of a package of ours', async () => {
    expect(await after((w) => w.edit('net-a/package.json', '@exitbench/net-a', '@exitbench/net-z'))).toEqual(CHANGED);
  });

  it('does not keep what may still change unseen', async () => {
    const { workspace, folder, isKnown } = await place();
    const memo = codeMemo(folder);
    await codeDigest(workspace.url(ENTRY), memo);
    memo.save();
    expect(isKnown()).toBe(false);
  });

  it.each<readonly [string, (text: string) => string]>([
    ['is cut short', (text) => text.slice(0, -20)],
    ['has another digest in a line', (text) => text.replace(/helper [0-9a-f]{4}/, 'helper 0000')],
    ['is empty', () => ''],
    ['is no memo', () => '[]\n'],
  ])('counts as empty when its file %s', async (_, damage) => {
    const { folder, digest, isKnown } = await place();
    const { digest: right } = await digest();
    const [name = ''] = await readdir(folder);
    const text = await readFile(join(folder, name), 'utf8');
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    await writeFile(join(folder, name), damaged);
    expect(isKnown()).toBe(false);
    expect((await digest()).digest).toBe(right);
    expect(isKnown()).toBe(true);
  });

  it('does without a folder that cannot be written', async () => {
    const { workspace, folder } = await place();
    await writeFile(join(folder, 'file'), '');
    const memo = codeMemo(join(folder, 'file', 'memo'));
    memo.keep('/entry', ['a line'], [join(workspace.folder, ENTRY)], Infinity);
    expect(() => memo.save()).not.toThrow();
  });
});
