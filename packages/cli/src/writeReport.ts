import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { sha256 } from '@exitbench/core';
import { replaceFile } from '@exitbench/harness';
import { type ReportView, figureFiles, renderCsv, renderHtml, renderMarkdown } from '@exitbench/report';

import { FIGURE, MANIFEST, type Manifest, isUpToDate } from './reportManifest.ts';

/** Where the parts of a report are that somebody opens. */
export interface Written {
  readonly records: string;
  readonly report: string;
  readonly page: string;
  readonly numbers: string;
}

/** Where the parts of a report in a folder are. */
export function reportIn(folder: string): Written {
  return { records: join(folder, 'records.jsonl'), report: join(folder, 'report.md'), page: join(folder, 'index.html'), numbers: join(folder, 'results.csv') };
}

/**
 * Writes a report with the records that it is of into a folder: `report.md` with `figures/`, `index.html`, `results.csv`,
 * `records.jsonl`, and a manifest of their digests. Each file is written beside its place and renamed, so that it is whole whenever the
 * process dies; the manifest comes last. Figures of an earlier report that this one has not are removed; nothing else is touched, and
 * nothing at all where the folder has this very report.
 *
 * @param made what the report depends on, see `madeOf`; where that is not known it is written in any case
 */
export async function writeReport(folder: string, records: string, view: ReportView, made: string | undefined): Promise<Written> {
  const paths = reportIn(folder);
  if (await isUpToDate(folder, made)) return paths;
  const drawn = join(folder, 'figures');
  await mkdir(drawn, { recursive: true });
  // Records first: whatever becomes of the report, it can be made of them again. Those of a report beside them stay as they are.
  if ((await readFile(paths.records, 'utf8').catch(() => undefined)) !== records) await replaceFile(paths.records, records);
  const figures = await figureFiles(view);
  const old = (await readdir(drawn)).filter((name) => FIGURE.test(name) && !figures.some((f) => f.name === name));
  for (const name of old) await rm(join(drawn, name));
  const parts: readonly (readonly [string, string])[] = [
    ...figures.map(({ name, content }) => [`figures/${name}`, content] as const),
    ['report.md', renderMarkdown(view)], ['results.csv', renderCsv(view)], ['index.html', await renderHtml(view)],
  ];
  for (const [path, content] of parts) await replaceFile(join(folder, path), content);
  const files = Object.fromEntries([...parts, ['records.jsonl', records] as const].map(([path, content]) => [path, sha256(content)]).toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
  await replaceFile(join(folder, MANIFEST), `${JSON.stringify({ madeOf: made ?? null, files } satisfies Manifest, undefined, 2)}\n`);
  return paths;
}
