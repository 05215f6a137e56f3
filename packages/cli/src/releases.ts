import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { ExitbenchError } from '@exitbench/core';
import { type EnvironmentRecord, parseRecords } from '@exitbench/records';
import { type Release, buildView } from '@exitbench/report';

import { unpack } from './packed.ts';
import { checkReport } from './reportManifest.ts';
import { reportIn } from './writeReport.ts';

/** Letters, digits, dots and hyphens: fit for a folder, an address and Markdown, and no name that is taken. */
const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** What else lies where versions are published. */
const TAKEN = ['local', 'node_modules', 'index.html', 'readme.md', 'package.json', 'project.json'];

/** A folder that is being written. It becomes the version's with one step, whole. */
export const DRAFT = '.draft-';

/** Milliseconds after which nobody writes a draft any more: that takes seconds. */
const ABANDONED = 3_600_000;

/** Whether a folder may be called so. */
export function isVersion(name: string): boolean {
  return VERSION.test(name) && !name.includes('..') && !TAKEN.includes(name.toLowerCase());
}

/**
 * All published versions, the newest first, once each is known to be what was published.
 * @param list the index as it was written last, in which a version may stand that is not there any more
 * @param known versions that have been looked at a moment ago
 * @throws ExitbenchError `bad-record` with every version that is damaged or lost
 */
export async function releasesIn(reports: string, list: string, known: readonly Release[] = []): Promise<readonly Release[]> {
  const entries = await readdir(reports, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((e) => e.isDirectory() && isVersion(e.name)).map((e) => e.name);
  const listed = [...(await readFile(list, 'utf8').catch(() => '')).matchAll(/^- (\S+): \[text\]\(\1\/report\.md\)/gm)].flatMap((m) => m[1] ?? []);
  const found = await Promise.all([...new Set([...folders, ...listed])].toSorted().map(async (version) =>
    known.find((r) => r.version === version) ?? { version, faults: folders.includes(version) ? await faultsOf(join(reports, version)) : ['its folder is gone'] }));
  const faults = found.flatMap((f) => ('faults' in f ? f.faults.map((fault) => `${f.version}: ${fault}`) : []));
  if (faults.length > 0) {
    throw new ExitbenchError('bad-record', `Published versions are not what they were: ${faults.join('; ')}.`, {
      at: reports, hint: 'Nothing was written. Bring the version back as it was committed, since it is never changed; or take its folder, and its line in README.md, away.',
    });
  }
  const releases = await Promise.all(found.map(async (f) => ('faults' in f ? releaseIn(f.version, reportIn(join(reports, f.version), true).records) : f)));
  return releases.toSorted((a, b) => byNumbers(b.version, a.version));
}

/** Removes what processes that died have left of versions that they were writing. */
export async function sweepDrafts(reports: string, now: number): Promise<void> {
  for (const name of (await readdir(reports).catch(() => [])).filter((n) => n.startsWith(DRAFT))) {
    const draft = await stat(join(reports, name)).catch(() => undefined);
    if (draft !== undefined && now - draft.mtimeMs > ABANDONED) await rm(join(reports, name), { recursive: true, force: true });
  }
}

// ---------------------------------------------------------------------------------------------------------------------

async function faultsOf(folder: string): Promise<readonly string[]> {
  const report = await checkReport(folder);
  if (report === undefined) return ['it has no manifest'];
  return report.damaged.map(({ path, what }) => `${path} is ${what}`);
}

async function releaseIn(version: string, path: string): Promise<Release> {
  const records = parseRecords(unpack(await readFile(path), path), path);
  const { title, notice, benchmark, profile, cells } = buildView(records);
  const environments = records.filter((r): r is EnvironmentRecord => r.kind === 'environment');
  return {
    version, title, notice, benchmark, profile, cells, engines: [...new Set(environments.map((e) => e.engine.engine))],
    commits: [...new Set(environments.map((e) => `${e.commit?.slice(0, 12) ?? 'unknown'}${e.dirty === true ? ' with changes' : ''}`))],
  };
}

/** 0.9.0 before 0.10.0; what is equal but for that, by characters, so that every machine has one order. */
function byNumbers(a: string, b: string): number {
  const [as, bs] = [a, b].map((v) => v.split(/(\d+)/)) as [string[], string[]];
  for (const [i, part] of as.entries()) {
    const other = bs[i] ?? '';
    if (part === other) continue;
    const [n, m] = [Number(part), Number(other)];
    return i % 2 === 1 && n !== m && other !== '' ? n - m : part < other ? -1 : 1;
  }
  return as.length - bs.length;
}
