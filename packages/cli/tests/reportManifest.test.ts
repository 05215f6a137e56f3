import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ReportView } from '@exitbench/report';
import { describe, expect, it, onTestFinished } from 'vitest';

import { MANIFEST, isUpToDate, madeOf } from '../src/reportManifest.ts';
import { writeReport } from '../src/writeReport.ts';

const nothing = { caption: '', columns: [], rows: [], notes: [] };
const view: ReportView = {
  title: 'Empty', notice: null, question: 'What is there?', benchmark: 'empty', profile: 'all', cells: { planned: 0, completed: 0 }, facts: [], warnings: [],
  answers: [], hypotheses: null, budgets: null, coverage: null, incomplete: null, groups: [], sources: nothing, reproduce: nothing, environment: nothing, method: [],
};

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'exitbench-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

const EARLIER = new Date('2020-01-01');

describe('a report in a folder', () => {
  it('is left as it is while it is made of the same', async () => {
    const target = await folder();
    await writeReport(target, 'records', view, 'made');
    await utimes(join(target, 'index.html'), EARLIER, EARLIER);
    await writeReport(target, 'records', view, 'made');
    expect((await stat(join(target, 'index.html'))).mtime).toEqual(EARLIER);
    await writeReport(target, 'records', view, 'made of something else');
    expect((await stat(join(target, 'index.html'))).mtime).not.toEqual(EARLIER);
  });

  it.each(['index.html', 'report.md', 'results.csv', 'records.jsonl'])('is written again where %s was changed or lost', async (name) => {
    const target = await folder();
    await writeReport(target, 'records', view, 'made');
    const whole = await readFile(join(target, name), 'utf8');
    expect(await isUpToDate(target, 'made')).toBe(true);
    await writeFile(join(target, name), 'changed');
    expect(await isUpToDate(target, 'made')).toBe(false);
    await writeReport(target, 'records', view, 'made');
    expect(await readFile(join(target, name), 'utf8')).toBe(whole);
    await rm(join(target, name));
    expect(await isUpToDate(target, 'made')).toBe(false);
  });

  it('is written again where the manifest cannot be read', async () => {
    const target = await folder();
    await writeReport(target, 'records', view, 'made');
    for (const text of ['', '{}', '{"madeOf":"made"}', 'null']) {
      await writeFile(join(target, MANIFEST), text);
      expect(await isUpToDate(target, 'made')).toBe(false);
    }
  });

  it('is written in any case where nobody knows what it is made of', async () => {
    const target = await folder();
    await writeReport(target, 'records', view, undefined);
    await utimes(join(target, 'index.html'), EARLIER, EARLIER);
    await writeReport(target, 'records', view, undefined);
    expect((await stat(join(target, 'index.html'))).mtime).not.toEqual(EARLIER);
  });

  it('is made of records and view', async () => {
    const env = { XDG_CACHE_HOME: await folder() };
    const made = await madeOf('records', view, env);
    expect(await madeOf('records', view, env)).toBe(made);
    expect(await madeOf('others', view, env)).not.toBe(made);
    expect(await madeOf('records', { ...view, title: 'Another' }, env)).not.toBe(made);
  });
});
