import { type Plan, explainCell, findCell } from '@exitbench/harness';

import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import { EXIT } from '../exitCodes.ts';
import { explainLines } from '../explainLines.ts';
import { storeOf } from '../folders.ts';
import type { CommandEnd } from '../main.ts';
import { planFor } from '../planFor.ts';
import type { BenchmarkOptions, CommandContext } from '../program.ts';

export interface ExplainOptions extends BenchmarkOptions {
  readonly store?: string;
}

/** Says what is stored of a cell, and what is new of the first node that is not. */
export async function explain(cell: string, names: readonly string[], options: ExplainOptions, { benchmarks, commands, io }: CommandContext): Promise<CommandEnd> {
  const all = await benchmarksOf(options.benchmark, benchmarks, io.cwd);
  const plans: Plan[] = [];
  for (const benchmark of chooseBenchmarks(all, names, options.profile, commands)) plans.push((await planFor(benchmark, options, io)).plan);
  const id = findCell(cell, [...new Set(plans.flatMap((p) => p.cells.map((c) => c.id)))]);
  for (const plan of plans.filter((p) => p.cells.some((c) => c.id === id))) {
    io.out(`${plan.benchmark.id}, profile ${plan.benchmark.profile}`);
    for (const line of explainLines(await explainCell(plan, id, storeOf(options.store, io)))) io.out(line);
  }
  return { code: EXIT.completed };
}
