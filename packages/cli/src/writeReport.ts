import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { sha256 } from '@exitbench/core';
import { replaceFile } from '@exitbench/harness';
import { type ReportView, figureFiles, renderCsv, renderHtml, renderMarkdown } from '@exitbench/report';

import { PACKED, pack } from './packed.ts';
import { FIGURE, MANIFEST, type Manifest, isUpToDate } from './reportManifest.ts';

/** Where the parts of a report are that somebody opens. */
export interface Written {
  readonly records: string;
  readonly report: string;
  readonly page: string;
  readonly numbers: string;
}

/** Where the parts of a report in a folder are. @param packed whether it is a published one: its records and numbers are packed */
export function reportIn(folder: string, packed = false): Written {
  const end = packed ? PACKED : '';
  return { records: join(folder, `records.jsonl${end}`), report: join(folder, 'report.md'), page: join(folder, 'index.html'), numbers: join(folder, `results.csv${end}`) };
}

/**
 * Writes a report with the records that it is of into a folder: `report.md` with `figures/`, `index.html`, `results.csv`,
 * `records.jsonl`, and a manifest of their digests. Each file is written beside its place and renamed, so that it is whole whenever the
 * process dies; the manifest comes last. Figures of an earlier report that this one has not are removed; nothing else is touched, and
 * nothing at all where the folder has this very report.
 *
 * @param made what the report depends on, see `madeOf`; where that is not known it is written in any case
 * @param packed whether records and numbers are written as gzip: what is published stays in a repository for good
 */
export async function writeReport(folder: string, records: string, view: ReportView, made: string | undefined, packed = false): Promise<Written> {
  const paths = reportIn(folder, packed);
  if (await isUpToDate(folder, made)) return paths;
  const drawn = join(folder, 'figures');
  await mkdir(drawn, { recursive: true });
  // Records first: whatever becomes of the report, it can be made of them again. Those of a report beside them stay as they are.
  const kept = packed ? pack(records) : records;
  if (!(await readFile(paths.records).catch(() => undefined))?.equals(Buffer.from(kept))) await replaceFile(paths.records, kept);
  const figures = await figureFiles(view);
  const old = (await readdir(drawn)).filter((name) => FIGURE.test(name) && !figures.some((f) => f.name === name));
  for (const name of old) await rm(join(drawn, name));
  const csv = renderCsv(view);
  const nameOf = (path: string): string => relative(folder, path);
  const [data, numbers] = [nameOf(paths.records), nameOf(paths.numbers)];
  const parts: readonly (readonly [string, string | Uint8Array])[] = [
    ...figures.map(({ name, content }) => [`figures/${name}`, content] as const),
    ['report.md', renderMarkdown(view)], [numbers, packed ? pack(csv) : csv], ['index.html', await renderHtml(view, { records: data, numbers })],
  ];
  for (const [path, content] of parts) await replaceFile(join(folder, path), content);
  const files = Object.fromEntries([...parts, [data, kept] as const].map(([path, content]) => [path, sha256(content)]).toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
  await replaceFile(join(folder, MANIFEST), `${JSON.stringify({ madeOf: made ?? null, files } satisfies Manifest, undefined, 2)}\n`);
  return paths;
}
