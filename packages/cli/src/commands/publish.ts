import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import { ExitbenchError } from '@exitbench/core';
import { checkoutOf, replaceFile } from '@exitbench/harness';
import { formatRecords, parseRecords } from '@exitbench/records';
import { buildView, releasesHtml, releasesMarkdown } from '@exitbench/report';

import type { CommandContext, CommandEnd } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import type { Io } from '../io.ts';
import { readRecordsFile } from '../recordsFile.ts';
import { DRAFT, isVersion, releasesIn, sweepDrafts } from '../releases.ts';
import { madeOf } from '../reportManifest.ts';
import { writeReport } from '../writeReport.ts';

export interface PublishOptions {
  /** The version: the name of the folder. Default: the version of this package. */
  readonly as?: string;
  /** Where versions are published. Default: `reports` of the checkout. */
  readonly to?: string;
  readonly json?: boolean;
}

/**
 * Publishes a run: its whole report, made of the records alone, as a folder of its own, and an index of all that are there. A version that
 * is there is never written again; where one is not what its manifest says, nothing is published. Without records it only makes the index.
 */
export async function publish(path: string | undefined, options: PublishOptions, context: CommandContext): Promise<CommandEnd> {
  const { io } = context;
  const reports = reportsOf(options.to, io);
  const version = options.as ?? ownVersion();
  const index = { page: join(reports, 'index.html'), list: join(reports, 'README.md') };
  // Looked at before anything is written: a version that is damaged would stop the index halfway.
  const earlier = await releasesIn(reports, index.list);
  const published = path === undefined ? null : await publishOne(path, version, reports, context);
  await mkdir(reports, { recursive: true });
  const releases = await releasesIn(reports, index.list, earlier);
  await replaceFile(index.page, releasesHtml(releases));
  await replaceFile(index.list, releasesMarkdown(releases));
  if (options.json === true) io.out(JSON.stringify({ kind: 'publication', version: published === null ? null : version, folder: published, index: index.page, releases: releases.map((r) => r.version) }, undefined, 2));
  else for (const line of [...(published === null ? [] : [`published: ${published}`]), `index: ${index.page}`, `list: ${index.list}`]) io.out(line);
  return { code: EXIT.completed };
}

// ---------------------------------------------------------------------------------------------------------------------

async function publishOne(path: string, version: string, reports: string, context: CommandContext): Promise<string> {
  if (!isVersion(version)) {
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
  await sweepDrafts(reports, Date.now());
  const draft = join(reports, `${DRAFT}${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    await writeReport(draft, canonical, view, await madeOf(canonical, view, context.io.env), true);
    await refusePublished(folder, version);
    await rename(draft, folder).catch(async (cause: unknown) => {
      // Somebody else was faster by a moment.
      await refusePublished(folder, version);
      throw cause;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

async function refusePublished(folder: string, version: string): Promise<void> {
  if ((await stat(folder).catch(() => undefined)) === undefined) return;
  throw new ExitbenchError('bad-argument', `The version \`${version}\` is published already, and is not written over.`, { at: folder, hint: 'Give another: `--as VERSION`.' });
}

function reportsOf(option: string | undefined, { cwd, home }: Io): string {
  return option === undefined ? join(checkoutOf(home) ?? home, 'reports') : resolve(cwd, option);
}

function ownVersion(): string {
  const { version } = createRequire(import.meta.url)('@exitbench/cli/package.json') as { readonly version: string };
  return version;
}
