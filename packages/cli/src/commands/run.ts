import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type CachePolicy, type Outcomes, collectRecords, localExecutor, readEnvironment, runPlan } from '@exitbench/harness';
import { formatRecords, parseRecords } from '@exitbench/records';
import { buildView, renderMarkdown } from '@exitbench/report';

import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { outOf, storeOf } from '../folders.ts';
import { duration } from '../formats.ts';
import type { CommandEnd } from '../main.ts';
import { type Planned, planFor } from '../planFor.ts';
import { summaryLines } from '../planLines.ts';
import type { BenchmarkOptions, Context } from '../program.ts';
import { progressLines } from '../progressLines.ts';
import { shellLine } from '../shellLine.ts';

export interface RunOptions extends BenchmarkOptions {
  readonly jobs?: number;
  readonly cache: CachePolicy;
  readonly out?: string;
  readonly store?: string;
}

/** Runs benchmarks one after the other and writes records and report of each. All are planned before the first one runs. */
export async function run(names: readonly string[], options: RunOptions, context: Context): Promise<CommandEnd> {
  const { io } = context;
  const all = await benchmarksOf(options.benchmark, context.benchmarks, io.cwd);
  const planned: Planned[] = [];
  for (const benchmark of chooseBenchmarks(all, names, options.profile)) planned.push(await planFor(benchmark, options, io));

  let code: ExitCode = EXIT.completed;
  const reports: string[] = [];
  for (const one of planned) {
    const end = await runOne(one, options, context);
    if (end.code !== EXIT.completed) code = end.code;
    reports.push(end.report);
    if (end.interrupted) break;
  }
  return { code, reports };
}

// ---------------------------------------------------------------------------------------------------------------------

interface OneEnd {
  readonly code: ExitCode;
  readonly report: string;
  readonly interrupted: boolean;
}

async function runOne(planned: Planned, options: RunOptions, { io, args, command }: Context): Promise<OneEnd> {
  const { plan, engine } = planned;
  for (const line of summaryLines(planned)) io.out(line);
  const environment = readEnvironment(engine, io.home);
  const { outcomes, interrupted, seconds } = await execute(planned, options, io);

  const records = collectRecords({ plan, outcomes, environment });
  const { benchmark } = plan;
  const folder = join(outOf(options.out, io), `${benchmark.id}-${benchmark.profile}`);
  const text = formatRecords(records);
  // Made of what was written: the command `report` gives the same text.
  const view = buildView(parseRecords(text));
  const report = await writeResults(folder, text, renderMarkdown(view));
  const { completed, planned: cells } = view.cells;
  io.out(`\n${renderMarkdown(view)}`);
  io.out(`${completed} of ${cells} cells completed in ${duration(seconds)}`);
  io.out(`records: ${join(folder, 'records.jsonl')}`);
  io.out(`report: ${report}`);
  if (interrupted) io.err(`Stopped. What was computed is kept; to go on: ${command} ${shellLine(args)}`);
  return { code: cells === 0 ? EXIT.nothingSelected : completed === cells ? EXIT.completed : EXIT.incomplete, report, interrupted };
}

async function execute({ plan }: Planned, { jobs, cache, store }: RunOptions, io: Context['io']): Promise<{ readonly outcomes: Outcomes; readonly interrupted: boolean; readonly seconds: number }> {
  const executor = localExecutor({ env: { ...io.env }, ...(jobs === undefined ? {} : { jobs }) });
  const controller = new AbortController();
  const unlisten = io.onStop(() => {
    // The first time running phases stop where they can go on; the second time their processes are ended.
    if (controller.signal.aborted) void executor.close();
    else controller.abort();
  });
  const tell = progressLines(io);
  try {
    for await (const event of runPlan(plan, { store: storeOf(store, io), executor, policy: cache, signal: controller.signal })) {
      tell(event);
      if (event.kind === 'finished') return event;
    }
    throw new Error('A run ends with its outcomes.');
  } finally {
    unlisten();
    await executor.close();
  }
}

/** Writes both files and gives the report's path. */
async function writeResults(folder: string, records: string, markdown: string): Promise<string> {
  const report = join(folder, 'report.md');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'records.jsonl'), records);
  await writeFile(report, markdown);
  return report;
}
