import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { NodeKey } from '@exitbench/core';

import type { NodeKind } from '../../plan/resolvedNode.ts';
import { FAILURES } from '../failures.ts';
import { LEASES, type LeaseTimes, openLeases } from '../leases.ts';
import { QUARANTINE } from '../quarantine.ts';
import { findPartial } from '../sweepStore.ts';
import { alone } from './alone.ts';
import { checkpointsOf } from './list.ts';
import { type IndexedNode, orphans, storedFiles, survey } from './survey.ts';

/** Which entries go: those for which everything holds that is given. Without any of it, none. */
export interface GcOptions {
  /** Written more than so many days ago. Goes for checkpoints and notes on failures, too. */
  readonly olderThan?: number;
  readonly kinds?: readonly NodeKind[];
  /** What is needed: none of these. */
  readonly keep?: ReadonlySet<NodeKey>;
  /** Everything that was set aside, and not only what has lain there for 30 days. */
  readonly allQuarantine?: boolean;
  /** Removes nothing. */
  readonly dry?: boolean;
  /** Milliseconds since 1970; default: this machine's clock. */
  readonly now?: number;
  readonly times?: LeaseTimes;
}

/** Something that was removed, or would be. */
export interface Removal {
  readonly what: 'entry' | 'content' | 'checkpoint' | 'failure' | 'quarantine' | 'partial';
  readonly path: string;
  /** Bytes that this frees; those of an entry are its contents', which are listed by themselves. */
  readonly bytes: number;
  /** The node that it belongs to, for people; null where that is nobody or not known. */
  readonly label: string | null;
}

export interface Collected {
  readonly removals: readonly Removal[];
  readonly bytes: number;
  /** Of processes that died. */
  readonly leases: number;
}

const DAY = 86_400_000;

/** Days for which what was set aside is kept, so that somebody can look into it. */
const QUARANTINE_DAYS = 30;

/**
 * Removes what nobody needs: entries that are chosen, contents that no entry has, checkpoints and notes on failures of nodes
 * that are stored, old quarantine, and what processes that died left unfinished.
 * @throws ExitbenchError `bad-store` while the store is in use, or where a newer version has written to it
 */
export function collectGarbage(store: string, options: GcOptions = {}): Promise<Collected> {
  if (!existsSync(store)) return Promise.resolve({ removals: [], bytes: 0, leases: 0 });
  return alone(store, 'gc', async (confirm) => {
    const removals = await plan(store, options);
    const leases = openLeases(join(store, LEASES), options.times);
    const dead = (await leases.held()).filter((held) => !held.alive).length;
    if (options.dry !== true) {
      for (const { path } of removals) {
        await confirm();
        await rm(path, { recursive: true, force: true });
      }
      await leases.sweep();
    }
    return { removals, bytes: removals.reduce((sum, r) => sum + r.bytes, 0), leases: dead };
  }, options.times);
}

// ---------------------------------------------------------------------------------------------------------------------

/** What goes, entries first: when this is ended halfway, what is left is whole or stands for nothing. */
async function plan(store: string, options: GcOptions): Promise<readonly Removal[]> {
  const { olderThan, kinds, keep, allQuarantine = false, now = Date.now() } = options;
  const isOld = (time: number, days: number | undefined): boolean => days !== undefined && now - time > days * DAY;
  const hasChoice = olderThan !== undefined || kinds !== undefined || keep !== undefined;
  const goes = ({ key, entry, time }: IndexedNode): boolean =>
    hasChoice && (olderThan === undefined || isOld(time, olderThan)) && (kinds === undefined || (entry !== undefined && kinds.includes(entry.kind))) && keep?.has(key) !== true;

  const found = await survey(store);
  const gone = found.nodes.filter(goes);
  const stored = new Set(found.nodes.filter((n) => !goes(n) && n.entry !== undefined).map((n) => n.key));
  const left = new Set(found.nodes.filter((n) => !goes(n)).map((n) => n.key));
  const unnamed = found.payloads.filter((p) => !left.has(p.key));
  const contents = orphans(store, found, new Set([...gone, ...unnamed].map((item) => item.path)));

  const checkpoints = (await checkpointsOf(store)).filter((c) => stored.has(c.key) || isOld(c.time, olderThan));
  const failures = (await storedFiles(join(store, FAILURES))).filter((f) => stored.has(basename(f.path, '.json') as NodeKey) || isOld(f.time, olderThan));
  const quarantined = (await storedFiles(join(store, QUARANTINE))).filter((q) => allQuarantine || isOld(q.time, QUARANTINE_DAYS));
  const what = (name: Removal['what'], files: readonly { readonly path: string; readonly bytes: number }[]): readonly Removal[] =>
    files.map(({ path, bytes }) => ({ what: name, path, bytes, label: null }));
  return [
    ...gone.map(({ path, entry }): Removal => ({ what: 'entry', path, bytes: 0, label: entry?.label ?? null })),
    ...what('content', [...unnamed.map(({ path }) => ({ path, bytes: 0 })), ...contents]),
    ...what('checkpoint', checkpoints), ...what('failure', failures), ...what('quarantine', quarantined), ...what('partial', await findPartial(store)),
  ];
}
