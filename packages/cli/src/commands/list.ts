import { type Benchmark, type HasParams, type MaybeUse, asUse } from '@exitbench/core';

import { benchmarksOf } from '../chooseBenchmarks.ts';
import type { CommandEnd, Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';

/** Lists the benchmarks and what they are made of. */
export async function list({ benchmark, json = false }: { readonly benchmark?: readonly string[]; readonly json?: boolean }, { benchmarks, command, io }: Context): Promise<CommandEnd> {
  const all = await benchmarksOf(benchmark, benchmarks, io.cwd);
  if (json) {
    io.out(JSON.stringify({ kind: 'list', benchmarks: all.map(partsOf) }, undefined, 2));
    return { code: EXIT.completed };
  }
  if (all.length === 0) io.out(`No benchmark comes along. Name a module that exports one: \`${command} list --benchmark path/to/module.js\`.`);
  for (const one of all) for (const line of linesOf(one)) io.out(line);
  return { code: EXIT.completed };
}

// ---------------------------------------------------------------------------------------------------------------------

interface Parts {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly profiles: readonly string[];
  readonly datasets: readonly string[];
  readonly architectures: readonly string[];
  readonly regimes: readonly string[];
  readonly heads: readonly string[];
  readonly metrics: readonly string[];
  /** T of training budgets, ascending. */
  readonly epochs: readonly number[];
}

function partsOf(benchmark: Benchmark): Parts {
  const { id, title, question, profiles } = benchmark;
  // A profile may bring parts that the literal has not.
  const sizes = [benchmark, ...Object.values(profiles)];
  const ids = (pick: (size: Partial<Benchmark>) => readonly MaybeUse<HasParams>[] | undefined): readonly string[] =>
    [...new Set(sizes.flatMap((size) => pick(size) ?? []).map((used) => asUse(used).plugin.id))];
  return {
    id, title, question, profiles: Object.keys(profiles), datasets: [...new Set(sizes.flatMap((s) => s.datasets ?? []).map((d) => ('plugin' in d ? d.plugin.id : d.id)))],
    architectures: ids((s) => s.architectures), regimes: ids((s) => s.regimes), heads: ids((s) => s.exits?.map((e) => e.head)), metrics: ids((s) => s.metrics),
    epochs: [...new Set(sizes.flatMap((s) => s.epochs ?? []))].toSorted((a, b) => a - b),
  };
}

function linesOf(benchmark: Benchmark): readonly string[] {
  const { id, title, question, profiles, datasets, architectures, regimes, heads, metrics, epochs } = partsOf(benchmark);
  return [
    `${id}: ${title}`,
    `  ${question}`,
    ...Object.entries({ profiles, 'data sets': datasets, architectures, regimes, heads, metrics, epochs }).map(([what, names]) => `  ${what}: ${names.join(', ')}`),
  ];
}
