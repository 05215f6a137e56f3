import { ExitbenchError } from '@exitbench/core';

import { SCHEMA } from './types.ts';

/** Turns the lines of one version into lines of the next. */
export type Migration = (lines: readonly unknown[]) => readonly unknown[];

/**
 * Step `n` leads from version n to version n + 1. There is one version so far. A new one adds its step here and keeps a
 * file of the version before among the tests' fixtures.
 */
const MIGRATIONS: { readonly [from: number]: Migration } = {};

/**
 * Lines of an earlier version as lines of the current one, one version at a time.
 *
 * @throws ExitbenchError `bad-record` for a version that is newer than this reader, or that has no way up.
 */
export function migrate(
  lines: readonly unknown[],
  from: number,
  at: string,
  { to = SCHEMA, migrations = MIGRATIONS }: { readonly to?: number; readonly migrations?: typeof MIGRATIONS } = {},
): readonly unknown[] {
  if (from > to) {
    throw new ExitbenchError('bad-record', `This file has records of schema ${from}; this version reads schemas up to ${to}.`, {
      at, hint: 'Upgrade exitbench: a newer version wrote this file.',
    });
  }
  let current = lines;
  for (let version = from; version < to; version++) {
    const step = migrations[version];
    if (step === undefined) throw new ExitbenchError('bad-record', `Nothing leads from records of schema ${version} to ${version + 1}.`, { at });
    current = step(current);
  }
  return current;
}
