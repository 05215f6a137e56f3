import { join } from 'node:path';

import { type Executor, type RunEvent, checkWritable, collectRecords, forgetStored, localExecutor, readEnvironment, runPlan } from '@exitbench/harness';
import { formatRecords, parseRecords } from '@exitbench/records';
import { buildView, hypothesesDigest, renderMarkdown } from '@exitbench/report';

import { checkOut } from '../checkOut.ts';
import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import type { CommandContext, CommandEnd, Context } from '../context.ts';
import { exclusionLines, isNothing } from '../exclusions.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { outOf, storeOf } from '../folders.ts';
import { count, duration } from '../formats.ts';
import { fullerRecords } from '../fullerRecords.ts';
import { goOnLine } from '../goOn.ts';
import type { Io } from '../io.ts';
import { type Planned, planFor } from '../planFor.ts';
import { summaryLines } from '../planLines.ts';
import type { Display, DisplayOptions } from '../progress/display.ts';
import { finishedLine } from '../progress/jsonLines.ts';
import { openDisplay } from '../progress/openDisplay.ts';
import { madeOf } from '../reportManifest.ts';
import { reportIn, writeReport } from '../writeReport.ts';
import { dryRun } from './dryRun.ts';
import type { RunOptions } from './runOptions.ts';

/** Runs benchmarks one after the other and writes records and report of each. All are planned before the first one runs. */
export async function run(names: readonly string[], options: RunOptions, context: CommandContext): Promise<CommandEnd> {
  const { io } = context;
  const stop = new AbortController();
  let running: Executor | undefined;
  const unlisten = io.onStop((again) => {
    // The first time running phases stop where they can go on; the second time their processes are ended.
    if (!again) return stop.abort();
    io.err('Ended at once. Phases go on from their last checkpoint.');
    void running?.close();
  });
  try {
    const planned = await unlessStopped(planAll(names, options, context), stop.signal);
    if (planned === undefined) {
      io.err('Stopped while it was planned. Nothing was computed.');
      return { code: EXIT.incomplete };
    }
    let code: ExitCode = planned.every(({ plan }) => isNothing(plan)) ? EXIT.nothingSelected : EXIT.completed;
    if (options.dry === true) {
      for (const one of planned) await dryRun(one, options, io);
      return { code };
    }
    const some = planned.filter(({ plan }) => !isNothing(plan));
    for (const one of some) await checkOut(folderOf(one, options, io));
    if (options.cache === 'refresh' && some.length > 0) await forget(some, options, io);
    for (const one of planned) {
      if (isNothing(one.plan)) {
        sayNothing(one, options, io);
        continue;
      }
      const display = await openDisplay(shownAs(one, options), io);
      running = localExecutor({ env: { ...io.env }, warn: display.warn, ...(options.jobs === undefined ? {} : { jobs: options.jobs }) });
      const end = await runOne(one, running, display, options, context, stop.signal);
      if (end.code !== EXIT.completed) code = end.code;
      if (end.interrupted) break;
    }
    return { code };
  } finally {
    unlisten();
  }
}

// ---------------------------------------------------------------------------------------------------------------------

async function planAll(names: readonly string[], options: RunOptions, { io, benchmarks, commands }: CommandContext): Promise<readonly Planned[]> {
  const all = await benchmarksOf(options.benchmark, benchmarks, io.cwd);
  const planned: Planned[] = [];
  for (const benchmark of chooseBenchmarks(all, names, options.profile, commands)) planned.push(await planFor(benchmark, options, io));
  return planned;
}

/** What is waited for; undefined as soon as the signal comes. */
function unlessStopped<T>(waited: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined));
  });
  return Promise.race([stopped, waited]);
}

/** Where records and report of a benchmark go. */
function folderOf({ plan: { benchmark } }: Planned, { out }: RunOptions, io: Io): string {
  return join(outOf(out, io), `${benchmark.id}-${benchmark.profile}`);
}

interface OneEnd {
  readonly code: ExitCode;
  readonly interrupted: boolean;
}

type Finished = Extract<RunEvent, { readonly kind: 'finished' }>;

function shownAs({ plan: { benchmark } }: Planned, { json = false }: RunOptions): DisplayOptions {
  return { benchmark: benchmark.id, profile: benchmark.profile, json };
}

/**
 * Removes what the store has of all plans at once, so that nothing old is mixed with what is computed now, and a run that is stopped
 * goes on without computing the same again.
 */
async function forget(planned: readonly Planned[], options: RunOptions, io: Io): Promise<void> {
  const store = storeOf(options.store, io);
  await checkWritable(store, 0);
  const removed = await forgetStored(store, planned.flatMap(({ plan }) => plan.nodes.map((n) => n.key)));
  (options.json === true ? io.err : io.out)(`--cache refresh: what was stored of ${count(removed, 'node')} was removed, and is computed again.`);
}

/** An earlier report is not written over with an empty one. */
function sayNothing(planned: Planned, options: RunOptions, io: Io): void {
  const say = shownAs(planned, options).json ? io.err : io.out;
  for (const line of [...summaryLines(planned), ...exclusionLines(planned.plan)]) say(line);
  say('Nothing that is selected can be run. Nothing was written.');
}

async function runOne(planned: Planned, executor: Executor, display: Display, options: RunOptions, { io, args, command }: Context, signal: AbortSignal): Promise<OneEnd> {
  const { plan, engine } = planned;
  const shown = shownAs(planned, options);
  // Lines of JSON have the standard output for themselves.
  const say = shown.json ? io.err : io.out;
  for (const line of [...summaryLines(planned), ...exclusionLines(plan)]) say(line);
  const environment = readEnvironment(engine, io.home);
  const finished = await execute(planned, executor, display, options, io, signal);
  const { outcomes, interrupted, seconds, overhead } = finished;

  // A commit holds the statements only where nothing was changed since.
  const hypotheses = { digest: hypothesesDigest(), commit: environment.dirty === false ? environment.commit : null };
  const records = collectRecords({ plan, outcomes, environment, hypotheses });
  const folder = folderOf(planned, options, io);
  const text = formatRecords(records);
  // Made of what was written: the command `report` gives the same text.
  const view = buildView(parseRecords(text));
  const kept = await fullerRecords(reportIn(folder).records, records);
  const written = kept === undefined ? await writeReport(folder, text, view, await madeOf(text, view, io.env)) : reportIn(folder);
  const { completed, planned: cells } = view.cells;
  if (shown.json) io.out(finishedLine(shown, finished, written));
  else io.out(`\n${renderMarkdown(view, { length: 'brief' })}`);
  say(`${completed} of ${cells} cells completed in ${duration(seconds)}`);
  if (overhead !== null) say(`overhead of the harness: ${(100 * overhead).toFixed(1)} % of the time of its processes`);
  if (kept !== undefined) say(`Records and report of an earlier run of the same plan are kept: ${kept} of its ${cells} cells are completed.`);
  say(`records: ${written.records}`);
  say(`report: ${written.report}`);
  say(`page: ${written.page}`);
  if (interrupted) io.err(`Stopped. What was computed is kept; to go on: ${goOnLine(command, args)}`);
  return { code: interrupted || completed < cells ? EXIT.incomplete : EXIT.completed, interrupted };
}

async function execute({ plan }: Planned, executor: Executor, display: Display, options: RunOptions, io: Io, signal: AbortSignal): Promise<Finished> {
  const { timeout, memory } = options;
  const limits = { ...(timeout === undefined ? {} : { seconds: timeout }), ...(memory === undefined ? {} : { memory }) };
  try {
    for await (const event of runPlan(plan, { store: storeOf(options.store, io), executor, policy: options.cache === 'only' ? 'only' : 'reuse', signal, limits })) {
      display.tell(event);
      if (event.kind === 'finished') return event;
    }
    throw new Error('A run ends with its outcomes.');
  } finally {
    display.close();
    await executor.close();
  }
}
