import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { describe, expect, it } from 'vitest';

import { codeDigest } from '../../src/index.ts';
import { tempFolder } from '../support/tempBench.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PLUGINS = ['dataset-mnist', 'dataset-fashion-mnist', 'dataset-synthetic-depth', 'architecture-convnet'] as const;

/** The sources of our layers and of some plugins, elsewhere. */
async function copyOfOurs(): Promise<string> {
  const folder = await tempFolder();
  for (const path of ['packages/nn', ...PLUGINS.map((p) => `plugins/${p}`)]) {
    for (const part of ['src', 'package.json']) await cp(join(ROOT, path, part), join(folder, path, part), { recursive: true });
  }
  await mkdir(join(folder, 'node_modules/@exitbench'), { recursive: true });
  await symlink(join(folder, 'packages/nn'), join(folder, 'node_modules/@exitbench/nn'));
  return folder;
}

/** The plugins whose code digest an edit of a file of the layers changes. */
async function changedBy(file: string, from: string, to: string): Promise<readonly string[]> {
  const folder = await copyOfOurs();
  const digests = (): Promise<readonly string[]> =>
    Promise.all(PLUGINS.map(async (p) => (await codeDigest(pathToFileURL(join(folder, 'plugins', p, 'src/index.ts')).href)).digest));
  const before = await digests();
  const path = join(folder, 'packages/nn/src', file);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
  const after = await digests();
  return PLUGINS.filter((_, i) => before[i] !== after[i]);
}

describe('code digests of our plugins', () => {
  it('follow how image files are read: of the data sets that read them', async () => {
    expect(await changedBy('data/byteImageSplit.ts', 'labels', 'labels /* of classes */')).toEqual([]);
    expect(await changedBy('data/byteImageSplit.ts', 'return {', 'globalThis.structuredClone(0);\n  return {')).toEqual(['dataset-mnist', 'dataset-fashion-mnist']);
  });

  it('follow a layer: of the architectures that use it, and of no data set', async () => {
    expect(await changedBy('layers/relu.ts', ', 0, ', ', 0 /* a value */, ')).toEqual([]);
    expect(await changedBy('layers/relu.ts', ', 0, ', ', 1, ')).toEqual(['architecture-convnet']);
    expect(await changedBy('layers/embedding.ts', 'weights', 'weighs')).toEqual([]);
  });
});
