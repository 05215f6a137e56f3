import { readFile, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
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

/** How an edit leaves a memo that was made after `before`: whether it still answers, and whether what it then gives is the same and right. */
async function after(
  edit: (workspace: TempWorkspace) => Promise<void>, before: (workspace: TempWorkspace) => Promise<void> = () => Promise.resolve(),
): Promise<{ readonly isKnown: boolean; readonly isSame: boolean; readonly isRight: boolean }> {
  const { workspace, digest, isKnown } = await place();
  await before(workspace);
  const old = await digest();
  expect(isKnown()).toBe(true);
  await edit(workspace);
  const known = isKnown();
  const [now, right] = [await digest(), await codeDigest(workspace.url(ENTRY), codeMemo())];
  return { isKnown: known, isSame: now.digest === old.digest, isRight: now.digest === right.digest };
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
    const setTime = (w: TempWorkspace): Promise<void> => utimes(join(w.folder, 'net-a/src/helper.ts'), 1_000_000_000, 1_000_000_000);
    expect(await after(async (w) => {
      await w.edit('net-a/src/helper.ts', 'x * 2', 'x * 3');
      await setTime(w);
    }, setTime)).toEqual(CHANGED);
  });

  it('does not serve a file that another one has taken the name of', async () => {
    expect(await after(async (w) => {
      const path = join(w.folder, 'net-a/src/helper.ts');
      const text = await readFile(path, 'utf8');
      await writeFile(`${path}.new`, text.replace('x * 2', 'x * 3'));
      await rename(`${path}.new`, path);
    })).toEqual(CHANGED);
  });

  it.each<readonly [string, (w: TempWorkspace) => Promise<void>, string]>([
    ['file', (w) => w.edit('net-a/src/index.ts', './helper.ts', './helper'), 'net-a/src/helper.tsx'],
    ['main file of a package', (w) => w.write('layers/package.json', JSON.stringify({ name: '@exitbench/layers', version: '0.1.0', sideEffects: false, main: './src/conv' })), 'layers/src/conv.tsx'],
  ])('does not serve a %s that is found before the one that was found', async (_, withoutExtension, earlier) => {
    // Without an extension `.tsx` is tried before `.ts`.
    expect(await after((w) => w.write(earlier, 'export const [conv, widen] = [(x) => x - 1, (x) => x * 3];\n'), withoutExtension)).toEqual(CHANGED);
  });

  const NEARER = 'net-a/src/node_modules/@exitbench/layers';
  it.each<readonly [string, { readonly [file: string]: string }]>([
    ['with', { 'package.json': JSON.stringify({ name: '@exitbench/layers', version: '0.1.0', type: 'module', sideEffects: false, main: 'index.js' }) }],
    ['without', {}],
  ])('does not serve a package, %s a `package.json`, that is found before the one that was found', async (_, more) => {
    expect(await after(async (w) => {
      for (const [file, text] of Object.entries({ ...more, 'index.js': 'export const conv = (x) => x - 1;\n' })) await w.write(`${NEARER}/${file}`, text);
    }, (w) => w.write('net-a/src/node_modules/@exitbench/other/index.js', ''))).toEqual(CHANGED);
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
