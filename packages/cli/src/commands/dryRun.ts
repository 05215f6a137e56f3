import { availableParallelism } from 'node:os';

import { type Estimate, type NodeKind, type Plan, type PlannedNode, estimate } from '@exitbench/harness';
import { scaled } from '@exitbench/report';

import { exclusionLines, exclusionsOf } from '../exclusions.ts';
import { storeOf } from '../folders.ts';
import { columns, count, duration } from '../formats.ts';
import type { Io } from '../io.ts';
import type { Planned } from '../planFor.ts';
import { summaryLines } from '../planLines.ts';
import { line } from '../progress/jsonLines.ts';
import type { RunOptions } from './run.ts';

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
export function dryLines({ nodes }: Pick<Plan, 'nodes'>, { stored, macs, seconds, basis, standings }: Estimate, toRun: readonly PlannedNode[], workers: number): readonly string[] {
  const resumed = toRun.filter((n) => standings.get(n.key)?.status === 'resumable').length;
  const skipped = nodes.length - stored - toRun.length;
  const kinds = [...new Set(nodes.map((n) => n.kind))];
  const of = (all: readonly PlannedNode[], kind: NodeKind): number => all.filter((n) => n.kind === kind).length;
  const head = toRun.length === 0
    ? 'nothing to compute'
    : `${toRun.length} to run${resumed === 0 ? '' : `, ${resumed} of them from a checkpoint`}: ${scaled(macs)} multiply-accumulates, about ${duration(seconds)} in ${count(workers, 'process').replace('processs', 'processes')}${BASIS[basis]}`;
  return [
    `${stored} of ${count(nodes.length, 'node')} in the store${skipped === 0 ? '' : `, ${skipped} that are not and would be skipped`}; ${head}`,
    ...(toRun.length === 0 ? [] : columns([['', 'planned', 'to run'], ...kinds.map((kind) => [`  ${kind}`, String(of(nodes, kind)), String(of(toRun, kind))])])),
    'Nothing was started.',
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

const BASIS: { readonly [basis in Estimate['basis']]: string } = {
  stored: ', by what its stored results took', measured: ', by what earlier runs took on this machine', usual: ', by a machine of the usual kind',
};

function jsonOf(plan: Plan, { stored, macs, seconds, basis }: Estimate, toRun: readonly PlannedNode[]): string {
  const { benchmark: { id, profile }, nodes } = plan;
  return line({ benchmark: id, profile }, {
    kind: 'dry', nodes: nodes.length, stored, toRun: toRun.map(({ key, kind, label }) => ({ key, kind, label })), macs: toRun.length === 0 ? 0 : macs,
    seconds: toRun.length === 0 ? 0 : seconds, basis, excluded: exclusionsOf(plan).map(({ id: name, reason }) => ({ id: name, reason })),
  });
}
