import { existsSync } from 'node:fs';

import { short } from '@exitbench/core';
import { type NodeKind, type Removal, collectGarbage, listStore, verifyStore } from '@exitbench/harness';
import { scaled } from '@exitbench/report';

import type { CommandEnd, Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { storeOf } from '../folders.ts';
import { columns, count, duration } from '../formats.ts';

export interface StoreOptions {
  readonly store?: string;
  readonly json?: boolean;
}

export interface GcCommandOptions extends StoreOptions {
  readonly olderThan?: number;
  readonly kind?: readonly NodeKind[];
  readonly dry?: boolean;
  readonly allQuarantine?: boolean;
}

/** Says what the store has. */
export async function cacheLs({ store, json = false }: StoreOptions, { io, command }: Context): Promise<CommandEnd> {
  const folder = storeOf(store, io);
  const listing = await listStore(folder);
  if (json) {
    io.out(JSON.stringify({ kind: 'store', folder, ...listing }, undefined, 2));
    return { code: EXIT.completed };
  }
  const { entries, checkpoints, quarantine, contentBytes, strange } = listing;
  const now = Date.now();
  for (const line of columns(entries.map(({ key, kind, label, diverged, bytes, time }) =>
    [kind ?? 'unreadable', label ?? '', sizeOf(bytes), `${age((now - time) / 1000)} old`, short(key), diverged ? 'diverged' : '']))) io.out(line);
  if (entries.length > 0) io.out('');
  io.out(`store: ${folder}${existsSync(folder) ? '' : ' (not there yet)'}`);
  io.out(`${entries.length === 1 ? '1 entry' : `${entries.length} entries`}, ${sizeOf(contentBytes)}`);
  const kinds = [...new Set(entries.map((e) => e.kind ?? 'unreadable'))].toSorted();
  for (const kind of kinds) {
    const own = entries.filter((e) => (e.kind ?? 'unreadable') === kind);
    io.out(`  ${kind}: ${own.length}, ${sizeOf(sum(own))}`);
  }
  if (checkpoints.length > 0) io.out(`${count(checkpoints.length, 'checkpoint')} of phases that have not finished, ${sizeOf(sum(checkpoints))}`);
  if (quarantine.length > 0) io.out(`${count(quarantine.length, 'damaged file')} set aside, ${sizeOf(sum(quarantine))}`);
  if (strange > 0) io.out(`${count(strange, 'place')} in the index cannot be read: \`${command} cache verify\` looks into them.`);
  return { code: EXIT.completed };
}

/** Reads everything that the store has, and sets aside what is damaged. */
export async function cacheVerify({ store, json = false }: StoreOptions, { io, command }: Context): Promise<CommandEnd> {
  let told = io.now();
  const verified = await verifyStore(storeOf(store, io), {
    onProgress({ done, entries }) {
      if (io.now() - told < SECONDS) return;
      told = io.now();
      (json ? io.err : io.out)(`${done} of ${entries} entries read`);
    },
  });
  const { whole, damaged, orphans } = verified;
  if (json) {
    io.out(JSON.stringify({ kind: 'store-check', ...verified }, undefined, 2));
    return { code: damaged.length > 0 ? EXIT.incomplete : EXIT.completed };
  }
  for (const { key, kind, label, reason, movedTo } of damaged) {
    const name = [label ?? kind, key === null ? null : short(key)].filter((part) => part !== null).join(' ');
    io.out(`damaged: ${name === '' ? 'something that belongs to no known node' : name}: ${reason}${movedTo === null ? '' : `; set aside as ${movedTo}`}`);
  }
  io.out(`${whole} whole, ${damaged.length} damaged`);
  if (orphans.count > 0) io.out(`${count(orphans.count, 'file')} of ${sizeOf(orphans.bytes)} belong to no entry: \`${command} cache gc\` removes them.`);
  if (damaged.length > 0) io.out('What was set aside counts as absent: the next run computes it again.');
  return { code: damaged.length > 0 ? EXIT.incomplete : EXIT.completed };
}

/** Removes what nobody needs. */
export async function cacheGc({ store, olderThan, kind, dry = false, allQuarantine = false, json = false }: GcCommandOptions, { io }: Context): Promise<CommandEnd> {
  const collected = await collectGarbage(storeOf(store, io), {
    dry, allQuarantine, ...(olderThan === undefined ? {} : { olderThan }), ...(kind === undefined ? {} : { kinds: kind }),
  });
  const { removals, bytes, leases } = collected;
  if (json) {
    io.out(JSON.stringify({ kind: 'store-collection', dry, ...collected }, undefined, 2));
    return { code: EXIT.completed };
  }
  for (const { label } of removals.filter((r) => r.what === 'entry')) io.out(`  ${label ?? 'an entry that cannot be read'}`);
  for (const [what, name] of Object.entries(NAMES) as [Removal['what'], string][]) {
    const own = removals.filter((r) => r.what === what);
    if (own.length > 0) io.out(`${name}: ${own.length}${what === 'entry' ? '' : `, ${sizeOf(sum(own))}`}`);
  }
  if (leases > 0) io.out(`leases of processes that died: ${leases}`);
  io.out(`${sizeOf(bytes)} ${dry ? 'would be freed; nothing was removed' : 'freed'}`);
  return { code: EXIT.completed };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Between two lines on how far it has come. */
const SECONDS = 5;

const NAMES: { readonly [what in Removal['what']]: string } = {
  entry: 'entries', content: 'contents that no entry needs', checkpoint: 'checkpoints', failure: 'notes on failures', quarantine: 'damaged files that were set aside',
  partial: 'files that were never finished',
};

function sizeOf(bytes: number): string {
  return scaled(bytes, 1024);
}

function age(seconds: number): string {
  return seconds < 2 * 86_400 ? duration(Math.max(0, seconds)) : `${Math.floor(seconds / 86_400)} d`;
}

function sum(items: readonly { readonly bytes: number }[]): number {
  return items.reduce((total, { bytes }) => total + bytes, 0);
}
