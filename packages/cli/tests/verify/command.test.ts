import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { HeaderRecord, RunRecord } from '@exitbench/records';
import { expect, it } from 'vitest';

import { madeUpRecords, tempFolder, write } from '../recordsOf.ts';
import { smoke, storeNodes } from '../storeNodes.ts';
import { exitbench } from '../terminal.ts';

/** Milliseconds that worker processes may take to start and fail, on a machine that has a lot to do. */
const PATIENCE = 120_000;

const records = await madeUpRecords(() => null);

/** Files below a folder with what is in them. */
const contents = (folder: string): readonly string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
  .map((e) => join(e.parentPath, e.name)).map((path) => `${path} ${readFileSync(path).toString('base64')}`).toSorted();

it('computes from nothing: a store that has everything is not read, not written and not removed; what cannot be computed is no success', { timeout: PATIENCE }, async () => {
  const folder = tempFolder();
  const store = join(folder, 'store');
  await storeNodes(store, await smoke());
  const before = contents(store);
  const moved = records.map((r): RunRecord => (r.kind === 'environment' ? { ...r, node: 'v0.1.2' } : r));
  const { code, out } = await exitbench(['verify', write(moved, folder), '--sample', '1', '--jobs', '1', '--store', store]);
  expect(code).toBe(2);
  expect(out).toMatch(/^not computed: \S+: (blocked|failed)/m);
  expect(out).toContain('Nothing could be compared.');
  expect(out).toContain('The environment is not that of the records, but nothing that results should depend on differs:\n  node: "v0.1.2" → ');
  expect(before.length).toBeGreaterThan(5);
  expect(contents(store)).toEqual(before);
});

it('names files of a report that are not what the manifest says, even where nothing can be computed again', { timeout: PATIENCE }, async () => {
  const folder = tempFolder();
  const elsewhere = records.map((r): RunRecord => (r.kind === 'header' ? { ...r, comparability: 9 } as HeaderRecord : r));
  const report = join(folder, 'report');
  await exitbench(['report', write(elsewhere, folder), '--out', report]);
  const told = async (): Promise<readonly string[]> => (await exitbench(['verify', report])).out.split('\n');
  const files = Object.keys((JSON.parse(readFileSync(join(report, 'manifest.json'), 'utf8')) as { readonly files: object }).files);
  expect(await told()).toEqual([`${files.length} files of the report as the manifest says`]);

  writeFileSync(join(report, 'report.md'), `${readFileSync(join(report, 'report.md'), 'utf8')} `);
  rmSync(join(report, 'results.csv'));
  mkdirSync(join(report, 'figures'), { recursive: true });
  writeFileSync(join(report, 'figures', 'group-9-added.svg'), '<svg/>');
  expect((await told()).toSorted()).toEqual(['differs: figures/group-9-added.svg: not in the manifest', 'differs: report.md: its digest is not that of the manifest', 'differs: results.csv: lost']);

  writeFileSync(join(report, 'manifest.json'), '{"madeOf":null,"files":{}}');
  expect(await told()).toContain('differs: records.jsonl: not in the manifest');
  writeFileSync(join(report, 'manifest.json'), 'x');
  expect(await told()).toEqual(['differs: manifest.json: not to be read']);
  // The file by itself has no report beside it that anybody named.
  expect((await exitbench(['verify', join(report, 'records.jsonl')])).out).toBe('');
});
