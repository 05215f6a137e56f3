import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type NodeKey, digestOf } from '@exitbench/core';
import { openLeases, openStore } from '@exitbench/harness';
import { describe, expect, it, onTestFinished } from 'vitest';

import { exitbench } from './terminal.ts';

const WORK = { coreSeconds: 1, seconds: 1, useful: 1, peakMemory: null };

/** A store with a phase and a metric. */
async function filled(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exitbench-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = openStore(folder);
  for (const [kind, label] of [['phase', 'joint: all'], ['analyse', 'joint: accuracy']] as const) {
    const inputs = { kind };
    await store.write({ key: digestOf(inputs) as NodeKey, kind, label, inputs, result: 1, work: WORK }, { weights: new Uint8Array(1024).fill(kind.length) });
  }
  return folder;
}

/** Changes the first byte of a file of the contents: of one that is as large as a payload. */
async function damage(folder: string): Promise<void> {
  const files = (await readdir(join(folder, 'store', 'content-v2'), { recursive: true, withFileTypes: true })).filter((f) => f.isFile());
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const bytes = await readFile(path);
    if (bytes.length !== 1024 || bytes[0] !== 'phase'.length) continue;
    bytes[0] = 0;
    await writeFile(path, bytes);
  }
}

describe('`cache ls`', () => {
  it('lists entries and sums them up by kind', async () => {
    const folder = await filled();
    const { code, out } = await exitbench(['cache', 'ls', '--store', folder]);
    expect(code).toBe(0);
    expect(out).toMatch(/^phase +joint: all +1 KiB +\d\.\d s old +[0-9a-f]{12}$/m);
    expect(out).toContain(`store: ${folder}\n2 entries, `);
    expect(out).toContain('  analyse: 1, 1 KiB\n  phase: 1, 1 KiB');
  });

  it('of a store that is not there says so', async () => {
    const { code, out } = await exitbench(['cache', 'ls'], { env: { EXITBENCH_STORE: '/nowhere/at/all' } });
    expect({ code, out }).toEqual({ code: 0, out: 'store: /nowhere/at/all (not there yet)\n0 entries, 0 B' });
  });
});

describe('`cache verify`', () => {
  it('ends with 0 where everything is whole, with 2 where something was damaged, and names it', async () => {
    const folder = await filled();
    expect(await exitbench(['cache', 'verify', '--store', folder])).toMatchObject({ code: 0, out: '2 whole, 0 damaged' });
    await damage(folder);
    const { code, out } = await exitbench(['cache', 'verify', '--store', folder]);
    expect(code).toBe(2);
    expect(out).toMatch(/damaged: joint: all [0-9a-f]{12}: `weights`: its bytes are not those that were written; set aside as .*quarantine/);
    expect(out).toContain('1 whole, 1 damaged');
  });
});

describe('`cache gc`', () => {
  it('removes results by kind, and nothing when dry', async () => {
    const folder = await filled();
    const dry = await exitbench(['cache', 'gc', '--kind', 'analyse', '--dry', '--store', folder]);
    expect(dry.out).toContain('  joint: accuracy\nentries: 1\n');
    expect(dry.out).toMatch(/KiB would be freed; nothing was removed$/);
    expect((await exitbench(['cache', 'ls', '--store', folder])).out).toContain('2 entries');
    expect((await exitbench(['cache', 'gc', '--kind', 'analyse', '--store', folder])).out).toMatch(/KiB freed$/);
    expect((await exitbench(['cache', 'ls', '--store', folder])).out).toContain('1 entry');
  });

  it('without a choice keeps every entry', async () => {
    const folder = await filled();
    expect(await exitbench(['cache', 'gc', '--store', folder])).toMatchObject({ code: 0, out: '0 B freed' });
    expect((await exitbench(['cache', 'ls', '--store', folder])).out).toContain('2 entries');
  });

  it('is refused while a run uses the store, and where a newer version wrote to it', async () => {
    const folder = await filled();
    const lease = await openLeases(join(folder, 'leases')).take(digestOf('x') as NodeKey, null);
    expect(await exitbench(['cache', 'gc', '--store', folder])).toMatchObject({ code: 64, err: expect.stringContaining('The store is in use') });
    await lease?.release();
    await writeFile(join(folder, 'format.json'), '{"format":99}');
    expect(await exitbench(['cache', 'gc', '--store', folder])).toMatchObject({ code: 64, err: expect.stringContaining('its format is 99') });
  });

  it('wants days', async () => {
    expect(await exitbench(['cache', 'gc', '--older-than', 'long'])).toMatchObject({ code: 64, err: expect.stringContaining('whole number') });
  });
});
