import { availableParallelism } from 'node:os';

import { type Estimate, type Plan, type PlannedNode, estimate } from '@exitbench/harness';

import { exclusionLines, exclusionsOf } from '../exclusions.ts';
import { storeOf } from '../folders.ts';
import { count } from '../formats.ts';
import type { Io } from '../io.ts';
import type { Planned } from '../planFor.ts';
import { nodeLines, summaryLines, workLine } from '../planLines.ts';
import { line } from '../progress/jsonLines.ts';
import type { RunOptions } from './runOptions.ts';

/** Says what a run would do. Starts nothing and writes nothing. */
export async function dryRun(planned: Planned, options: RunOptions, io: Io): Promise<void> {
  const { plan } = planned;
  const workers = options.jobs ?? availableParallelism();
  const found = await estimate(plan, { store: storeOf(options.store, io), workers, refresh: options.cache === 'refresh' });
  // Where nothing is to be computed, what is not stored is skipped.
  const toRun = options.cache === 'only' ? [] : found.toRun;
  if (options.json === true) return io.out(jsonOf(plan, found, toRun));
  for (const text of [...summaryLines(planned), ...exclusionLines(plan), ...dryLines(plan, found, toRun, workers)]) io.out(text);
}

/** The lines of a dry run below the summary. */
export function dryLines(plan: Pick<Plan, 'nodes' | 'counts'>, found: Estimate, toRun: readonly PlannedNode[], workers: number): readonly string[] {
  const { stored, standings } = found;
  const { length } = plan.nodes;
  const resumed = toRun.filter((n) => standings.get(n.key)?.status === 'resumable').length;
  const skipped = length - stored - toRun.length;
  const left = { ...found, toRun };
  return [
    `${stored} of ${count(length, 'node')} in the store, ${toRun.length} to run${resumed === 0 ? '' : `, ${resumed} of them from a checkpoint`}${skipped === 0 ? '' : `, ${skipped} to be skipped`}: ${workLine(left, workers)}`,
    ...(toRun.length === 0 ? [] : nodeLines(plan, left)),
    'Nothing was started.',
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

function jsonOf(plan: Plan, { stored, macs, seconds, basis }: Estimate, toRun: readonly PlannedNode[]): string {
  const { benchmark: { id, profile }, nodes } = plan;
  return line({ benchmark: id, profile }, {
    kind: 'dry', nodes: nodes.length, stored, toRun: toRun.map(({ key, kind, label }) => ({ key, kind, label })), macs: toRun.length === 0 ? 0 : macs,
    seconds: toRun.length === 0 ? 0 : seconds, basis, excluded: exclusionsOf(plan).map(({ id: name, reason }) => ({ id: name, reason })),
  });
}
