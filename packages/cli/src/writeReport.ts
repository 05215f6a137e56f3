import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

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

/**
 * Writes a report with the records that it is of into a folder: `report.md` with `figures/`, `index.html`, `results.csv`,
 * `records.jsonl`. Figures of an earlier report that this one has not are removed; nothing else is touched.
 */
export async function writeReport(folder: string, records: string, view: ReportView): Promise<Written> {
  const [figures, page] = [await figureFiles(view), await renderHtml(view)];
  const paths = { records: join(folder, 'records.jsonl'), report: join(folder, 'report.md'), page: join(folder, 'index.html'), numbers: join(folder, 'results.csv') };
  const drawn = join(folder, 'figures');
  await mkdir(drawn, { recursive: true });
  const old = (await readdir(drawn)).filter((name) => FIGURE.test(name) && !figures.some((f) => f.name === name));
  for (const name of old) await rm(join(drawn, name));
  for (const { name, content } of figures) await writeFile(join(drawn, name), content);
  // A report of records beside it leaves them as they are, byte for byte.
  if ((await readFile(paths.records, 'utf8').catch(() => undefined)) !== records) await writeFile(paths.records, records);
  await writeFile(paths.report, renderMarkdown(view));
  await writeFile(paths.numbers, renderCsv(view));
  await writeFile(paths.page, page);
  return paths;
}
