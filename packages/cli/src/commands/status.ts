import { availableParallelism } from 'node:os';

import { estimate, runningNodes } from '@exitbench/harness';

import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import { EXIT } from '../exitCodes.ts';
import { storeOf } from '../folders.ts';
import type { CommandEnd } from '../main.ts';
import { planFor } from '../planFor.ts';
import type { BenchmarkOptions, CommandContext } from '../program.ts';
import { statusLines } from '../statusLines.ts';

export interface StatusOptions extends BenchmarkOptions {
  readonly store?: string;
}

/** Says how far benchmarks have come and what runs now. Starts nothing and changes nothing in the store. */
export async function status(names: readonly string[], options: StatusOptions, { benchmarks, commands, io }: CommandContext): Promise<CommandEnd> {
  const all = await benchmarksOf(options.benchmark, benchmarks, io.cwd);
  const store = storeOf(options.store, io);
  for (const [i, benchmark] of chooseBenchmarks(all, names, options.profile, commands).entries()) {
    const { plan, note } = await planFor(benchmark, options, io);
    const running = await runningNodes(store);
    // What runs now says how many work on it; else it is as many as a run would start.
    const workers = plan.nodes.filter((n) => running.has(n.key)).length || availableParallelism();
    const left = await estimate(plan, { store, workers });
    for (const line of [...(i === 0 ? [] : ['']), ...(note === undefined ? [] : [note]), ...statusLines(plan, left, workers)]) io.out(line);
  }
  return { code: EXIT.completed };
}
