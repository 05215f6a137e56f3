import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { heldFiles } from '../../src/store/heldFiles.ts';
import type * as LeaseFile from '../../src/store/leaseFile.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** What happens between the look at a name and the making of its next generation. */
const meanwhile = vi.hoisted(() => ({ act: (): Promise<unknown> => Promise.resolve() }));
vi.mock('../../src/store/leaseFile.ts', async (original) => {
  const real = await original<typeof LeaseFile>();
  return {
    ...real,
    create: async (path: string, text: string) => {
      await meanwhile.act();
      return real.create(path, text);
    },
  };
});

const TIMES = { heartbeat: 0.4, expiry: 5 };
let folder = '';
const generation = (n: number): string => join(folder, `name.${n}`);
const date = (n: number, secondsAgo: number): Promise<void> => utimes(generation(n), Date.now() / 1000 - secondsAgo, Date.now() / 1000 - secondsAgo);

beforeEach(async () => {
  folder = await tempFolder();
  meanwhile.act = () => Promise.resolve();
  await mkdir(folder, { recursive: true });
  await writeFile(generation(1), 'null');
  await date(1, 3600);
});

describe('a name whose holder looks dead', () => {
  it('is taken over by the next generation', async () => {
    const lease = await heldFiles(folder, TIMES).take('name', null);
    expect(await readdir(folder)).toEqual(['name.1', 'name.2']);
    await lease?.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not where the holder gives a sign of life within a heartbeat, old as it may look', async () => {
    const taking = heldFiles(folder, { heartbeat: 1, expiry: 5 }).take('name', null);
    let done = false;
    void taking.finally(() => (done = true));
    await setTimeout(200);
    // As after a clock was set: it beats, and looks old all the same.
    for (let beat = 0; !done && beat < 100; beat++) {
      await date(1, 3600 - beat);
      await setTimeout(50);
    }
    expect(await taking).toBeUndefined();
    expect(await readdir(folder)).toEqual(['name.1']);
  });

  it.each([
    ['a lower generation is held by now', () => date(1, 0), ['name.1']],
    ['a higher generation is there by now', () => writeFile(generation(3), 'null'), ['name.1', 'name.3']],
  ])('is not where others came and went between the look and the taking: %s', async (_, act, left) => {
    meanwhile.act = act;
    expect(await heldFiles(folder, TIMES).take('name', null)).toBeUndefined();
    expect(await readdir(folder)).toEqual(left);
  });
});
