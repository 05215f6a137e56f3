import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { replaceFile } from '@exitbench/harness';
import { type ReportView, figureFiles, renderCsv, renderHtml, renderMarkdown } from '@exitbench/report';

/** What reports call their figures. */
const FIGURE = /^group-\d+-[a-z0-9-]+\.svg$/;

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
 * `records.jsonl`. Each file is written beside its place and renamed, so that it is whole whenever the process dies. Figures of an earlier report that this one has not are removed; nothing else is touched.
 */
export async function writeReport(folder: string, records: string, view: ReportView): Promise<Written> {
  const paths = reportIn(folder);
  const drawn = join(folder, 'figures');
  await mkdir(drawn, { recursive: true });
  // Records first: whatever becomes of the report, it can be made of them again. Those of a report beside them stay as they are.
  if ((await readFile(paths.records, 'utf8').catch(() => undefined)) !== records) await replaceFile(paths.records, records);
  const figures = await figureFiles(view);
  const old = (await readdir(drawn)).filter((name) => FIGURE.test(name) && !figures.some((f) => f.name === name));
  for (const name of old) await rm(join(drawn, name));
  for (const { name, content } of figures) await replaceFile(join(drawn, name), content);
  await replaceFile(paths.report, renderMarkdown(view));
  await replaceFile(paths.numbers, renderCsv(view));
  await replaceFile(paths.page, await renderHtml(view));
  return paths;
}
