import { availableParallelism } from 'node:os';

import { type Estimate, type Plan, cellStandings, estimate, runningNodes } from '@exitbench/harness';

import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import type { BenchmarkOptions, CommandContext, CommandEnd } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { storeOf } from '../folders.ts';
import { planFor } from '../planFor.ts';
import { statusLines } from '../statusLines.ts';

export interface StatusOptions extends BenchmarkOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** Says how far benchmarks have come and what runs now. Starts nothing and changes nothing in the store. */
export async function status(names: readonly string[], options: StatusOptions, { benchmarks, commands, io }: CommandContext): Promise<CommandEnd> {
  const all = await benchmarksOf(options.benchmark, benchmarks, io.cwd);
  const store = storeOf(options.store, io);
  const plans: object[] = [];
  for (const [i, benchmark] of chooseBenchmarks(all, names, options.profile, commands).entries()) {
    const { plan, note } = await planFor(benchmark, options, io);
    const running = await runningNodes(store);
    // What runs now says how many work on it; else it is as many as a run would start.
    const workers = plan.nodes.filter((n) => running.has(n.key)).length || availableParallelism();
    const left = await estimate(plan, { store, workers });
    if (options.json === true) plans.push(statusJson(plan, left));
    else for (const line of [...(i === 0 ? [] : ['']), ...(note === undefined ? [] : [note]), ...statusLines(plan, left, workers)]) io.out(line);
  }
  if (options.json === true) io.out(JSON.stringify({ kind: 'status', plans }, undefined, 2));
  return { code: EXIT.completed };
}

// ---------------------------------------------------------------------------------------------------------------------

function statusJson(plan: Plan, left: Estimate): object {
  const { benchmark: { id, profile }, nodes } = plan;
  return {
    benchmark: id, profile, nodes: nodes.length, stored: left.stored,
    cells: cellStandings(plan, left.standings).map(({ cell, status: stands, reason }) => ({ cell: cell.id, status: stands, reason: reason ?? null })),
    running: nodes.flatMap(({ key, kind, label }) => {
      const standing = left.standings.get(key);
      return standing?.status === 'running' ? [{ key, kind, label, progress: standing.progress }] : [];
    }),
    toRun: left.toRun.map(({ key, kind, label }) => ({ key, kind, label })), macs: left.macs, seconds: left.seconds, basis: left.basis,
  };
}
