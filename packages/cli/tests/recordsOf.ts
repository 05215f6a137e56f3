import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Benchmark } from '@exitbench/core';
import { collectRecords, readEnvironment } from '@exitbench/harness';
import { type RunRecord, formatRecords } from '@exitbench/records';
import { onTestFinished } from 'vitest';

import { smoke } from './storeNodes.ts';

/** A folder that goes with the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Records of the tiny benchmark as if its cells had completed, with a result of its metric for each as `result` says. */
export async function madeUpRecords(result: (cell: string, seed: number) => RunRecord | null, change: Partial<Benchmark> = {}): Promise<readonly RunRecord[]> {
  const plan = await smoke(change);
  const skipped = new Map(plan.nodes.map((n) => [n.key, { status: 'skipped' as const, reason: 'It is made up.' }]));
  const records = collectRecords({ plan, outcomes: skipped, environment: readEnvironment(plan.engine) });
  return [
    ...records.map((r): RunRecord => (r.kind === 'cell' ? { ...r, status: 'completed', reason: null } : r)),
    ...plan.cells.flatMap((c) => result(c.id, c.seed.root) ?? []),
  ];
}

/** Writes records to a file. */
export function write(records: readonly RunRecord[], folder: string, name = 'records.jsonl'): string {
  const path = join(folder, name);
  writeFileSync(path, formatRecords(records));
  return path;
}
