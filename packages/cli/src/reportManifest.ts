import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { sha256 } from '@exitbench/core';
import { cacheFolder, codeDigest, codeMemo } from '@exitbench/harness';
import type { ReportView } from '@exitbench/report';

import { PACKED } from './packed.ts';

/** The file that says what a report was made of. */
export const MANIFEST = 'manifest.json';

/** What reports call their figures. */
export const FIGURE = /^group-\d+-[a-z0-9-]+\.svg$/;

/** What a report was made of, and what it is made up of. */
export interface Manifest {
  /** Digest of the records and of the code that reports; null where that was not known. */
  readonly madeOf: string | null;
  /** SHA-256 of each file, by its path in the report's folder. */
  readonly files: { readonly [path: string]: string };
}

/**
 * Digest of all that a report depends on: a report is a pure function of records, and of the view of them that is rendered. Undefined
 * where the code cannot be read, as after Ctrl-C, which reaches the bundler too: the report is then written, and again next time.
 * @param view the view, which says what was left out of it
 */
export async function madeOf(records: string, view: ReportView, env: { readonly [name: string]: string | undefined }): Promise<string | undefined> {
  try {
    return sha256([...(await codeOfReports(env)), sha256(records), sha256(JSON.stringify(view))].join('\n'));
  } catch {
    return undefined;
  }
}

/** A file of a report that is not what the manifest says. */
export interface DamagedFile {
  /** In the report's folder. */
  readonly path: string;
  readonly what: 'changed' | 'lost' | 'not in the manifest' | 'not to be read';
}

/** Whether the report in a folder is made of just this, with no file changed or lost and no figure of an earlier one. */
export async function isUpToDate(folder: string, made: string | undefined): Promise<boolean> {
  if (made === undefined) return false;
  const manifest = await readManifest(folder);
  return manifest?.madeOf === made && (await damagedIn(folder, manifest.files)).length === 0;
}

/**
 * Compares the files of a report with the digests of its manifest. Digests tell what happened to files since they were written; who
 * changes both is found out by computing cells again, or by making the report of its records anew.
 * @returns undefined where the folder has no manifest
 */
export async function checkReport(folder: string): Promise<{ readonly files: number; readonly damaged: readonly DamagedFile[] } | undefined> {
  if (await readFile(join(folder, MANIFEST)).then(() => false, () => true)) return undefined;
  const manifest = await readManifest(folder);
  if (manifest === undefined) return { files: 0, damaged: [{ path: MANIFEST, what: 'not to be read' }] };
  return { files: Object.keys(manifest.files).length, damaged: await damagedIn(folder, manifest.files) };
}

// ---------------------------------------------------------------------------------------------------------------------

async function codeOfReports(env: { readonly [name: string]: string | undefined }): Promise<readonly string[]> {
  const memo = codeMemo(join(cacheFolder(env), 'code-digests'));
  const folder = dirname(createRequire(import.meta.url).resolve('@exitbench/report/package.json'));
  const entry = import.meta.url.endsWith('.ts') ? join(folder, 'src/index.ts') : join(folder, 'dist/index.js');
  const { digest } = await codeDigest(pathToFileURL(entry).href, memo);
  memo.save();
  // Read by the page when it is rendered, so no bundler sees them.
  const assets = await Promise.all(['page.css', 'page.js'].map((name) => readFile(join(folder, 'assets', name))));
  return [digest, ...assets.map((a) => sha256(a))];
}

/** What every report has, beside its figures: each by one of its names. */
const PARTS = [['index.html'], ['records.jsonl', `records.jsonl${PACKED}`], ['report.md'], ['results.csv', `results.csv${PACKED}`]];

async function damagedIn(folder: string, files: Manifest['files']): Promise<readonly DamagedFile[]> {
  const drawn = (await readdir(join(folder, 'figures')).catch(() => [])).filter((name) => FIGURE.test(name)).map((name) => `figures/${name}`);
  const there = new Set(await readdir(folder));
  const unlisted = [...PARTS, ...drawn.map((path) => [path])].flatMap((names) => {
    const strange = names.filter((name) => !Object.hasOwn(files, name));
    return strange.length < names.length ? strange.filter((name) => there.has(name)) : names.slice(0, 1);
  }).map((path): DamagedFile => ({ path, what: 'not in the manifest' }));
  const listed = await Promise.all(Object.entries(files).map(async ([path, digest]): Promise<readonly DamagedFile[]> => {
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    if (bytes === undefined) return [{ path, what: 'lost' }];
    return sha256(bytes) === digest ? [] : [{ path, what: 'changed' }];
  }));
  return [...listed.flat(), ...unlisted];
}

/** One that cannot be read is as good as none: the report is written again. */
async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Partial<Manifest>;
    return 'madeOf' in manifest && typeof manifest.files === 'object' && manifest.files !== null ? (manifest as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
