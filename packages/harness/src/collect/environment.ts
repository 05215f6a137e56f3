import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { sha256 } from '@exitbench/core';
import type { EnvironmentRecord } from '@exitbench/records';

import type { EngineFingerprint } from '../plan/plan.ts';
import { checkoutOf } from '../store/storeFolder.ts';

/** Where a run is made: code, engine, CPU model and Node. No host, user or path. */
export function readEnvironment(engine: EngineFingerprint, from = process.cwd()): EnvironmentRecord {
  const root = checkoutOf(from);
  const lockfile = root === undefined ? undefined : join(root, 'pnpm-lock.yaml');
  return {
    kind: 'environment',
    ...(root === undefined ? { commit: null, dirty: null } : commitOf(root)),
    lockfile: lockfile !== undefined && existsSync(lockfile) ? sha256(readFileSync(lockfile)) : null,
    engine,
    repeatable: isRepeatable(engine),
    cpu: cpuModel(),
    node: process.version,
  };
}

/** The processor, as it calls itself. */
export function cpuModel(): string {
  return cpus()[0]?.model.trim() ?? 'unknown';
}

// ---------------------------------------------------------------------------------------------------------------------

function commitOf(root: string): Pick<EnvironmentRecord, 'commit' | 'dirty'> {
  const git = (...args: readonly string[]): string => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const [head = '', ...changes] = git('status', '--porcelain=v2', '--branch', '--untracked-files=no').split('\n').filter((line) => !/^# branch\.(?!oid )/.test(line));
    const commit = /^# branch\.oid ([0-9a-f]{40,64})$/.exec(head)?.[1];
    return commit === undefined ? { commit: null, dirty: null } : { commit, dirty: changes.length > 0 };
  } catch {
    return { commit: null, dirty: null }; // an unpacked archive, or no git
  }
}

/** Our engines give the same bytes twice; one that cannot says so in its fingerprint. */
function isRepeatable({ settings }: EngineFingerprint): boolean {
  return !(typeof settings === 'object' && settings !== null && 'repeatable' in settings && settings['repeatable'] === false);
}
