import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { RunRecord } from '@exitbench/records';
import { beforeEach, describe, expect, it } from 'vitest';

import { madeUpRecords, tempFolder, write } from './recordsOf.ts';
import { exitbench } from './terminal.ts';

const some = await madeUpRecords(() => null);
const [done] = some.flatMap((r) => (r.kind === 'cell' ? [r.cell] : []));
const none = some.map((r): RunRecord => (r.kind === 'cell' ? { ...r, status: 'skipped', reason: 'It is made up.' } : r));
/** As if one cell of four had been computed. */
const records = some.map((r): RunRecord => (r.kind === 'cell' && r.cell !== done ? { ...r, status: 'skipped', reason: 'It is made up.' } : r));

let file = '';
let reports = '';
beforeEach(() => {
  const folder = tempFolder();
  file = write(records, folder);
  reports = join(folder, 'reports');
});

const publish = (...args: readonly string[]): ReturnType<typeof exitbench> => exitbench(['publish', ...args, '--to', reports]);

/** Every file below a folder with its digest. */
function bytesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name))
    .map((path) => `${path.slice(folder.length)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`).toSorted();
}

describe('publish', () => {
  it('writes the whole report as a version, with a manifest of its digests, and the index', async () => {
    expect(await publish(file, '--as', '0.1.0')).toMatchObject({ code: 0, out: expect.stringContaining(`published: ${join(reports, '0.1.0')}`) as string });
    expect(readdirSync(reports).toSorted()).toEqual(['0.1.0', 'README.md', 'index.html']);
    const files = readdirSync(join(reports, '0.1.0')).filter((name) => name !== 'figures');
    expect(files.toSorted()).toEqual(['index.html', 'manifest.json', 'records.jsonl', 'report.md', 'results.csv']);
    const manifest = JSON.parse(readFileSync(join(reports, '0.1.0', 'manifest.json'), 'utf8')) as { readonly files: { readonly [path: string]: string } };
    for (const [path, digest] of Object.entries(manifest.files)) expect([path, createHash('sha256').update(readFileSync(join(reports, '0.1.0', path))).digest('hex')]).toEqual([path, digest]);
    expect(readFileSync(join(reports, 'README.md'), 'utf8')).toContain('[page](0.1.0/index.html)');
    expect(readFileSync(join(reports, 'index.html'), 'utf8')).toContain('<a href="0.1.0/index.html">0.1.0: A tiny benchmark</a>');
  });

  it('gives the same bytes for the same records', async () => {
    await publish(file, '--as', '1');
    const other = join(tempFolder(), 'reports');
    // Lines in another order, all but the header, are the same records.
    const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${[header, ...lines.toReversed()].join('\n')}\n`);
    await exitbench(['publish', file, '--as', '1', '--to', other]);
    expect(bytesOf(other)).toEqual(bytesOf(reports));
    await publish(file, '--as', '2');
    expect(bytesOf(join(reports, '2'))).toEqual(bytesOf(join(other, '1')));
  });

  it('never writes over a version', async () => {
    await publish(file, '--as', '0.1.0');
    const before = bytesOf(reports);
    expect(await publish(file, '--as', '0.1.0')).toMatchObject({ code: 64, err: expect.stringMatching(/`0\.1\.0` is published already.*--as VERSION/s) as string });
    expect(bytesOf(reports)).toEqual(before);
  });

  it('lists versions by their numbers, the newest first, and only what is published', async () => {
    for (const version of ['0.9.0', '0.10.0', '0.10.0-quick']) await publish(file, '--as', version);
    for (const other of ['local', 'notes', '.draft-died']) mkdirSync(join(reports, other));
    const { out } = await publish('--json');
    expect(JSON.parse(out)).toEqual({ kind: 'publication', version: null, folder: null, index: join(reports, 'index.html'), releases: ['0.10.0-quick', '0.10.0', '0.9.0'] });
  });

  it.each(['', '.', '..', 'a/b', '../x', 'local', 'README.md', '-x', 'a b', '<b>'])('refuses `%s` for a version', async (version) => {
    expect((await publish(file, `--as=${version}`)).code).toBe(64);
  });

  it('refuses records of which nothing completed, and writes nothing', async () => {
    writeFileSync(file, readFileSync(write(none, tempFolder()), 'utf8'));
    expect(await publish(file, '--as', '1')).toMatchObject({ code: 3, out: '' });
    expect(() => readdirSync(reports)).toThrow('ENOENT');
  });

  it('says on the side that some cells did not complete', async () => {
    expect((await publish(file, '--as', '1')).err).toContain('Only 1 of 4 cells completed');
  });
});

it('keeps titles text, in the index too', async () => {
  const title = '<script>alert(1)</script> [x](javascript:y) | z';
  await publish(write(records.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, title } } : r)), tempFolder()), '--as', '1');
  expect(readFileSync(join(reports, 'index.html'), 'utf8')).not.toContain('<script>');
  expect(readFileSync(join(reports, 'README.md'), 'utf8')).toContain(String.raw`\<script\>`);
});
