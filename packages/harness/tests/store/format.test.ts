import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { canonicalJson } from '@exitbench/core';
import cacache from 'cacache';
import { describe, expect, it } from 'vitest';

import { ENTRY_FORMAT } from '../../src/store/entry.ts';
import { collectGarbage } from '../../src/store/maintenance/gc.ts';
import { listStore } from '../../src/store/maintenance/list.ts';
import { verifyStore } from '../../src/store/maintenance/verify.ts';
import { nodeName } from '../../src/store/names.ts';
import { type Corrupt, openStore } from '../../src/store/store.ts';
import { sweepStore } from '../../src/store/sweepStore.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { fill, node, payloads } from './nodes.ts';

const filesOf = async (folder: string): Promise<readonly string[]> => (await readdir(folder, { recursive: true })).toSorted();

/** A store with an entry of a given format, as such a version would have written it. */
async function withEntry(format: number): Promise<string> {
  const folder = await tempFolder();
  const entry = { ...node(0), format, diverged: null, payloads: {}, later: 'what only it knows' };
  await cacache.put(join(folder, 'store'), nodeName(node(0).key), canonicalJson(entry));
  return folder;
}

describe('the format of a store', () => {
  it('is said in it from the first write on', async () => {
    const store = openStore(join(await tempFolder(), 'new'));
    await store.find(node(0).key);
    await expect(readdir(store.folder)).rejects.toMatchObject({ code: 'ENOENT' });
    await fill(store, 1);
    expect(JSON.parse(await readFile(join(store.folder, 'format.json'), 'utf8'))).toMatchObject({ format: ENTRY_FORMAT, writtenBy: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });

  it('that is newer has the store refused whole, by everything, with nothing changed', async () => {
    const folder = await tempFolder();
    await fill(openStore(folder), 1);
    await writeFile(join(folder, 'format.json'), JSON.stringify({ format: ENTRY_FORMAT + 1, writtenBy: '9.8.7' }));
    const before = await filesOf(folder);
    const refusal = { code: 'bad-store', at: folder, message: expect.stringContaining('exitbench 9.8.7'), hint: expect.stringContaining('Use that version') };
    expect(() => openStore(folder)).toThrow(expect.objectContaining(refusal));
    await expect(listStore(folder)).rejects.toMatchObject(refusal);
    await expect(verifyStore(folder)).rejects.toMatchObject(refusal);
    await expect(collectGarbage(folder, { olderThan: 0 })).rejects.toMatchObject(refusal);
    await expect(sweepStore(folder)).rejects.toMatchObject(refusal);
    expect(await filesOf(folder)).toEqual(before);
  });

  it('that cannot be read is an error, and not an older one', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'format.json'), '{"form');
    expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'bad-store', at: join(folder, 'format.json'), hint: expect.stringContaining('remove this file') }));
  });

  it('that is older is raised when something is written', async () => {
    const folder = await tempFolder();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'format.json'), '{"format":1}');
    await fill(openStore(folder), 1);
    expect(JSON.parse(await readFile(join(folder, 'format.json'), 'utf8'))).toMatchObject({ format: ENTRY_FORMAT });
  });
});

describe('an entry', () => {
  it('of an older format counts as absent, is not damaged, and is replaced', async () => {
    const told: Corrupt[] = [];
    const store = openStore(await withEntry(ENTRY_FORMAT - 1), (corrupt) => told.push(corrupt));
    expect(await store.find(node(0).key)).toBeUndefined();
    expect(await verifyStore(store.folder)).toMatchObject({ whole: 0, damaged: [] });
    await store.write(node(0), payloads(0));
    expect(await store.find(node(0).key)).toMatchObject({ label: 'phase 0' });
    expect(told).toEqual([]);
  });

  it('of a newer format is left alone', async () => {
    const folder = await withEntry(ENTRY_FORMAT + 1);
    const before = await filesOf(folder);
    await expect(openStore(folder).find(node(0).key)).rejects.toMatchObject({ code: 'bad-store', message: expect.stringContaining('a newer exitbench') });
    expect(await filesOf(folder)).toEqual(before);
  });
});
