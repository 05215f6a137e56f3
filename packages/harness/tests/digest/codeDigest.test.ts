import { describe, expect, it } from 'vitest';

import { codeDigest } from '../../src/index.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';

const ENTRIES = { a: 'net-a/src/index.ts', b: 'net-b/src/index.ts', gap: 'layers/src/heads/gap.ts' } as const;

async function digests(workspace: TempWorkspace): Promise<{ readonly a: string; readonly b: string; readonly gap: string }> {
  const of = async (path: string): Promise<string> => (await codeDigest(workspace.url(path))).digest;
  return { a: await of(ENTRIES.a), b: await of(ENTRIES.b), gap: await of(ENTRIES.gap) };
}

/** The entries whose digest an edit changes. */
async function changedBy(edit: (workspace: TempWorkspace) => Promise<void>): Promise<readonly string[]> {
  const workspace = await tempWorkspace();
  const before = await digests(workspace);
  await edit(workspace);
  const after = await digests(workspace);
  return (['a', 'b', 'gap'] as const).filter((name) => before[name] !== after[name]);
}

describe('a code digest', () => {
  it('names what it covers, file by file, without core', async () => {
    const { lines } = await codeDigest((await tempWorkspace()).url(ENTRIES.a));
    expect(lines.map((line) => line.replace(/ [0-9a-f]{64}$/, ' #'))).toEqual([
      '@exitbench/layers/conv #', '@exitbench/net-a/helper #', '@exitbench/net-a/index #', '@tensorflow/tfjs-core@4.22.0',
    ]);
  });

  it('does not change with a comment, white space or a type', async () => {
    const changed = await changedBy(async (w) => {
      await w.edit('net-a/src/helper.ts', '/** Twice as wide. */', '/** Twice. */ // really');
      await w.edit('net-a/src/helper.ts', 'return x * 2', 'return   x*2');
      await w.edit('net-a/src/helper.ts', 'export type Wide = number', 'export type Wide = number | bigint');
      await w.edit('net-a/src/size.ts', 'number', 'number & {}');
    });
    expect(changed).toEqual([]);
  });

  it('changes with a helper, for the architecture that uses it only', async () => {
    expect(await changedBy((w) => w.edit('net-a/src/helper.ts', 'x * 2', 'x * 3'))).toEqual(['a']);
  });

  it('changes with a layer, for all that use it', async () => {
    expect(await changedBy((w) => w.edit('layers/src/conv.ts', ', 1)', ', 2)'))).toEqual(['a', 'b']);
  });

  it('changes with a kind of head, for that only', async () => {
    expect(await changedBy((w) => w.edit('layers/src/heads/gap.ts', 'pool(x)', 'pool(x + 1)'))).toEqual(['gap']);
  });

  it('does not change when an index is reordered or gets a layer that nobody uses', async () => {
    const changed = await changedBy(async (w) => {
      await w.write('layers/src/extra.ts', 'export const extra = Object.freeze({ of: [1, 2, 3] });\n');
      await w.write('layers/src/index.ts', "export { extra } from './extra.ts';\nexport { pool } from './pool.ts';\nexport { gap } from './heads/gap.ts';\nexport { conv } from './conv.ts';\n");
    });
    expect(changed).toEqual([]);
  });

  it('changes when a package that is not ours has another version', async () => {
    const [one, two] = [await tempWorkspace(), await tempWorkspace()];
    await two.write('layers/node_modules/@tensorflow/tfjs-core/package.json', JSON.stringify({ name: '@tensorflow/tfjs-core', version: '4.23.0' }));
    const [before, after] = [await digests(one), await digests(two)];
    expect([before.a === after.a, before.gap === after.gap]).toEqual([false, true]);
  });

  it('is one for sources and built files, and for a copied checkout', { timeout: 30_000 }, async () => {
    const workspace = await tempWorkspace();
    workspace.build();
    const copy = await workspace.copy();
    for (const entry of Object.values(ENTRIES)) {
      const source = await codeDigest(workspace.url(entry));
      expect(await codeDigest(workspace.url(entry.replace('/src/', '/dist/').replace(/ts$/, 'js')))).toEqual(source);
      expect(await codeDigest(copy.url(entry))).toEqual(source);
    }
    await copy.edit('net-a/src/helper.ts', 'x * 2', 'x * 3');
    expect((await codeDigest(copy.url(ENTRIES.a))).digest).not.toBe((await codeDigest(workspace.url(ENTRIES.a))).digest);
  });

  it('refuses a module that is not there, or cannot be read', async () => {
    const workspace = await tempWorkspace();
    expect(await codeDigest('file:///nowhere/index.ts').catch((e: unknown) => e)).toMatchObject({ code: 'bad-config' });
    await workspace.edit('net-a/src/index.ts', './helper.ts', './halper.ts');
    expect(await codeDigest(workspace.url(ENTRIES.a)).catch((e: unknown) => e)).toMatchObject({ code: 'bad-config', message: expect.stringContaining('halper') as unknown });
  });
});
