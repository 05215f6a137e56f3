import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import { ExitbenchError } from '@exitbench/core';
import { checkoutOf, replaceFile } from '@exitbench/harness';
import { type EnvironmentRecord, formatRecords, parseRecords } from '@exitbench/records';
import { type Release, buildView, releasesHtml, releasesMarkdown } from '@exitbench/report';

import { EXIT } from '../exitCodes.ts';
import type { Io } from '../io.ts';
import type { CommandEnd } from '../main.ts';
import type { CommandContext } from '../program.ts';
import { readRecordsFile } from '../recordsFile.ts';
import { MANIFEST, madeOf } from '../reportManifest.ts';
import { reportIn, writeReport } from '../writeReport.ts';

export interface PublishOptions {
  /** The version: the name of the folder. Default: the version of this package. */
  readonly as?: string;
  /** Where versions are published. Default: `reports` of the checkout. */
  readonly to?: string;
  readonly json?: boolean;
}

/**
 * Publishes a run: its whole report, made of the records alone, as a folder of its own, and an index of all that are there. A version that
 * is there is never written again. Without records it only makes the index.
 */
export async function publish(path: string | undefined, options: PublishOptions, context: CommandContext): Promise<CommandEnd> {
  const { io } = context;
  const reports = reportsOf(options.to, io);
  const version = options.as ?? ownVersion();
  const published = path === undefined ? null : await publishOne(path, version, reports, context);
  await mkdir(reports, { recursive: true });
  const releases = await releasesIn(reports);
  const index = { page: join(reports, 'index.html'), list: join(reports, 'README.md') };
  await replaceFile(index.page, releasesHtml(releases));
  await replaceFile(index.list, releasesMarkdown(releases));
  if (options.json === true) io.out(JSON.stringify({ kind: 'publication', version: published === null ? null : version, folder: published, index: index.page, releases: releases.map((r) => r.version) }, undefined, 2));
  else for (const line of [...(published === null ? [] : [`published: ${published}`]), `index: ${index.page}`, `list: ${index.list}`]) io.out(line);
  return { code: EXIT.completed };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Letters, digits, dots and hyphens: fit for a folder, an address and Markdown, and no name that is taken. */
const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** What else lies where versions are published. */
const TAKEN = ['local', 'node_modules', 'index.html', 'readme.md', 'package.json', 'project.json'];

/** A folder that is being written. It becomes the version's with one step, whole. */
const DRAFT = '.draft-';

async function publishOne(path: string, version: string, reports: string, context: CommandContext): Promise<string> {
  if (!VERSION.test(version) || version.includes('..') || TAKEN.includes(version.toLowerCase())) {
    throw new ExitbenchError('bad-argument', `\`${version}\` cannot be the name of a version.`, { at: '--as', hint: 'Use letters, digits, dots and hyphens: `0.1.0`, `0.1.0-quick`.' });
  }
  const folder = join(reports, version);
  await refusePublished(folder, version);
  const { text } = await readRecordsFile(path, context);
  // Records of an earlier schema are published as they are read, in the order of the plan, so that equal records give equal bytes.
  const canonical = formatRecords(parseRecords(text, path));
  const view = buildView(parseRecords(canonical, path));
  if (view.cells.completed === 0) throw new ExitbenchError('nothing-selected', 'No cell of these records completed: there is nothing to publish.', { at: path });
  const say = context.io.err;
  if (view.cells.completed < view.cells.planned) say(`Only ${view.cells.completed} of ${view.cells.planned} cells completed: the report says so.`);
  if (view.warnings.some((w) => w.kind === 'dirty')) say('The code was not what its commit says: the report says so.');
  const draft = join(reports, `${DRAFT}${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    await writeReport(draft, canonical, view, await madeOf(canonical, view, context.io.env));
    await refusePublished(folder, version);
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

async function refusePublished(folder: string, version: string): Promise<void> {
  if ((await stat(folder).catch(() => undefined)) === undefined) return;
  throw new ExitbenchError('bad-argument', `The version \`${version}\` is published already, and is not written over.`, { at: folder, hint: 'Give another: `--as VERSION`.' });
}

/** Folders with a manifest, the newest version first. */
async function releasesIn(reports: string): Promise<readonly Release[]> {
  const folders = (await readdir(reports, { withFileTypes: true })).filter((e) => e.isDirectory() && VERSION.test(e.name) && !TAKEN.includes(e.name.toLowerCase())).map((e) => e.name);
  const found = await Promise.all(folders.map(async (version) => {
    const folder = join(reports, version);
    if ((await stat(join(folder, MANIFEST)).catch(() => undefined)) === undefined) return [];
    return [await releaseIn(version, reportIn(folder).records)];
  }));
  return found.flat().toSorted((a, b) => byNumbers(b.version, a.version));
}

async function releaseIn(version: string, path: string): Promise<Release> {
  const records = parseRecords(await readFile(path, 'utf8'), path);
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

function reportsOf(option: string | undefined, { cwd, home }: Io): string {
  return option === undefined ? join(checkoutOf(home) ?? home, 'reports') : resolve(cwd, option);
}

function ownVersion(): string {
  const { version } = createRequire(import.meta.url)('@exitbench/cli/package.json') as { readonly version: string };
  return version;
}
