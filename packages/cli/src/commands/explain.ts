import { type Comparison, type Explanation, type Plan, explainCell, findCell } from '@exitbench/harness';

import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import type { BenchmarkOptions, CommandContext, CommandEnd } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { explainLines } from '../explainLines.ts';
import { storeOf } from '../folders.ts';
import { planFor } from '../planFor.ts';

export interface ExplainOptions extends BenchmarkOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** Says what is stored of a cell, and what is new of the first node that is not. */
export async function explain(cell: string, names: readonly string[], options: ExplainOptions, { benchmarks, commands, io }: CommandContext): Promise<CommandEnd> {
  const all = await benchmarksOf(options.benchmark, benchmarks, io.cwd);
  const plans: Plan[] = [];
  for (const benchmark of chooseBenchmarks(all, names, options.profile, commands)) plans.push((await planFor(benchmark, options, io)).plan);
  const id = findCell(cell, [...new Set(plans.flatMap((p) => p.cells.map((c) => c.id)))]);
  const explained: object[] = [];
  for (const plan of plans.filter((p) => p.cells.some((c) => c.id === id))) {
    const { id: benchmark, profile } = plan.benchmark;
    const explanation = await explainCell(plan, id, storeOf(options.store, io));
    if (options.json === true) explained.push({ benchmark, profile, ...explanationJson(explanation) });
    else for (const line of [`${benchmark}, profile ${profile}`, ...explainLines(explanation)]) io.out(line);
  }
  if (options.json === true) io.out(JSON.stringify({ kind: 'explanation', plans: explained }, undefined, 2));
  return { code: EXIT.completed };
}

// ---------------------------------------------------------------------------------------------------------------------

function explanationJson({ cell, nodes, first, without }: Explanation): object {
  return {
    cell: cell.id, excluded: cell.excluded, nodes: nodes.map(({ node: { kind, name, key }, standing }) => ({ kind, name, key, standing })), without,
    first: first === null ? null : comparisonJson(first),
  };
}

function comparisonJson({ node: { kind, name, key }, neighbour, differences, before }: Comparison): object {
  return { node: { kind, name, key }, neighbour, differences, before: before === null ? null : comparisonJson(before) };
}
