import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

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
    expect(files.toSorted()).toEqual(['index.html', 'manifest.json', 'records.jsonl.gz', 'report.md', 'results.csv.gz']);
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

  it('packs records and numbers, which are read as they are', async () => {
    await publish(file, '--as', '1');
    const folder = join(reports, '1');
    const whole = (name: string): string => gunzipSync(readFileSync(join(folder, name))).toString('utf8');
    const out = join(tempFolder(), 'again');
    expect(await exitbench(['report', folder, '--out', out])).toMatchObject({ code: 0 });
    // Not packed where it is made again: the packed bytes are of the same text.
    expect([whole('records.jsonl.gz'), whole('results.csv.gz')]).toEqual(['records.jsonl', 'results.csv'].map((name) => readFileSync(join(out, name), 'utf8')));
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('<a href="records.jsonl.gz" download>records.jsonl.gz</a>');
    expect(await exitbench(['report', join(folder, 'records.jsonl.gz')])).toMatchObject({ code: 0 });
    // What lies beside them is not what was published.
    writeFileSync(join(folder, 'records.jsonl'), 'other');
    expect(await exitbench(['report', folder])).toMatchObject({ code: 0 });
    // Neither the time nor the system stands in them.
    expect([...readFileSync(join(folder, 'records.jsonl.gz')).subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    writeFileSync(join(folder, 'records.jsonl.gz'), readFileSync(join(folder, 'records.jsonl.gz')).subarray(0, 40));
    expect(await exitbench(['report', folder])).toMatchObject({ code: 64, err: expect.stringMatching(/packed file is damaged[\s\S]*records\.jsonl\.gz/) as string });
  });

  it('never writes over a version', async () => {
    await publish(file, '--as', '0.1.0');
    const before = bytesOf(reports);
    expect(await publish(file, '--as', '0.1.0')).toMatchObject({ code: 64, err: expect.stringMatching(/`0\.1\.0` is published already.*--as VERSION/s) as string });
    expect(bytesOf(reports)).toEqual(before);
  });

  it('lists versions by their numbers, the newest first, and only what is published', async () => {
    for (const version of ['0.9.0', '0.10.0', '0.10.0-quick']) await publish(file, '--as', version);
    for (const other of ['local', 'node_modules', '.draft-died']) mkdirSync(join(reports, other));
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

describe('what was published', () => {
  beforeEach(async () => {
    for (const version of ['1', '2']) await publish(file, '--as', version);
  });

  it.each<readonly [string, (folder: string) => void, string]>([
    ['a page', (folder) => writeFileSync(join(folder, 'index.html'), 'other'), 'index.html is changed'],
    ['the text', (folder) => writeFileSync(join(folder, 'report.md'), 'other'), 'report.md is changed'],
    ['records', (folder) => writeFileSync(join(folder, 'records.jsonl.gz'), 'other'), 'records.jsonl.gz is changed'],
    ['numbers that are gone', (folder) => rmSync(join(folder, 'results.csv.gz')), 'results.csv.gz is lost'],
    ['records beside the packed ones', (folder) => writeFileSync(join(folder, 'records.jsonl'), 'other'), 'records.jsonl is not in the manifest'],
    ['the manifest', (folder) => writeFileSync(join(folder, 'manifest.json'), '{'), 'manifest.json is not to be read'],
    ['a manifest that is gone', (folder) => rmSync(join(folder, 'manifest.json')), 'it has no manifest'],
    ['the folder', (folder) => rmSync(folder, { recursive: true }), 'its folder is gone'],
  ])('is looked at before anything is written: %s', async (_, damage, fault) => {
    damage(join(reports, '1'));
    const before = bytesOf(reports);
    for (const args of [[file, '--as', '3'], []]) {
      expect(await publish(...args)).toMatchObject({ code: 64, out: '', err: expect.stringContaining(`Published versions are not what they were: 1: ${fault}.`) as string });
    }
    expect(bytesOf(reports)).toEqual(before);
  });

  it('names each that is damaged, and what to do', async () => {
    for (const version of ['1', '2']) writeFileSync(join(reports, version, 'report.md'), 'other');
    expect((await publish()).err).toMatch(/1: report\.md is changed; 2: report\.md is changed\.[\s\S]*Nothing was written\. Bring the version back/);
  });
});

describe('drafts', () => {
  it('of processes that died are removed, those of others are not', async () => {
    await publish(file, '--as', '1');
    for (const [name, hours] of [['.draft-died', 2], ['.draft-lives', 0]] as const) {
      mkdirSync(join(reports, name));
      const time = new Date(Date.now() - hours * 3_600_000);
      utimesSync(join(reports, name), time, time);
    }
    await publish(file, '--as', '2');
    expect(readdirSync(reports).filter((name) => name.startsWith('.'))).toEqual(['.draft-lives']);
  });

  it('go where another was faster, which stays whole', async () => {
    const ends = await Promise.all([publish(file, '--as', '1'), publish(file, '--as', '1')]);
    expect(ends.map((e) => e.code).toSorted((a, b) => a - b)).toEqual([0, 64]);
    expect(readdirSync(reports).toSorted()).toEqual(['1', 'README.md', 'index.html']);
    expect((await publish()).code).toBe(0);
  });
});

it('says where the code was not what its commit says', async () => {
  const dirty = (is: boolean): string => write(records.map((r) => (r.kind === 'environment' ? { ...r, commit: 'c'.repeat(40), dirty: is } : r)), tempFolder());
  expect((await publish(dirty(true), '--as', '1')).err).toContain('The code was not what its commit says');
  expect((await publish(dirty(false), '--as', '2')).err).not.toContain('The code was not');
  expect(readFileSync(join(reports, 'README.md'), 'utf8')).toContain('cccccccccccc with changes');
});

it('keeps titles text, in the index too', async () => {
  const title = '<script>alert(1)</script> [x](javascript:y) | z';
  await publish(write(records.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, title } } : r)), tempFolder()), '--as', '1');
  expect(readFileSync(join(reports, 'index.html'), 'utf8')).not.toContain('<script>');
  expect(readFileSync(join(reports, 'README.md'), 'utf8')).toContain(String.raw`\<script\>`);
});
