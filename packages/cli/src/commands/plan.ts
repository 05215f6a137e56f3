import { planSnapshot } from '@exitbench/harness';
import { scaled } from '@exitbench/report';

import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import { EXIT } from '../exitCodes.ts';
import type { CommandEnd } from '../main.ts';
import { planFor } from '../planFor.ts';
import { armLines, summaryLines } from '../planLines.ts';
import type { BenchmarkOptions, Context } from '../program.ts';

export interface PlanOptions extends BenchmarkOptions {
  readonly json?: boolean;
}

/** Says what a run would do. */
export async function plan(names: readonly string[], options: PlanOptions, { benchmarks, command, io }: Context): Promise<CommandEnd> {
  const all = await benchmarksOf(options.benchmark, benchmarks, io.cwd);
  for (const benchmark of chooseBenchmarks(all, names, options.profile)) {
    const planned = await planFor(benchmark, options, io);
    if (options.json === true) {
      io.out(JSON.stringify(planSnapshot(planned.plan), undefined, 2));
      continue;
    }
    for (const line of [...summaryLines(planned), '', ...armLines(planned.plan), '']) io.out(line);
    io.out(`${scaled(planned.plan.nodes.reduce((sum, n) => sum + n.macs, 0))} multiply-accumulates in all. \`${command} run\` says how long that takes before it starts.`);
  }
  return { code: EXIT.completed, reports: [] };
}
