import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ExitbenchError, type Json } from '@exitbench/core';
import { type Outcomes, type Plan, collectRecords, localExecutor, partOfPlan, readEnvironment, runPlan } from '@exitbench/harness';
import { type EnvironmentRecord, type HeaderRecord, type LeafDifference, type RunRecord, leafDifferences, parseRecords } from '@exitbench/records';
import { hypothesesDigest } from '@exitbench/report';

import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import type { BenchmarkOptions, CommandContext, CommandEnd } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { storeOf } from '../folders.ts';
import type { Io } from '../io.ts';
import { planFor } from '../planFor.ts';
import { openDisplay } from '../progress/openDisplay.ts';
import { readRecordsFile } from '../recordsFile.ts';
import { checkReport } from '../reportManifest.ts';
import { checkRecords } from '../verify/checkRecords.ts';
import { expectRepeatable, expectSame } from '../verify/expectSame.ts';
import { sampleCells } from '../verify/sampleCells.ts';
import { type Verification, environmentLines, fileLines, isRight, takenLines, verificationLines } from '../verify/verificationLines.ts';

export interface VerifyOptions {
  /** Cells to recompute. */
  readonly sample: number;
  /** Of the draw; a new one where none is given. */
  readonly seed?: number;
  readonly benchmark?: readonly string[];
  readonly jobs?: number;
  /** Where to look up what recorded keys were of. Nothing is written to it. */
  readonly store?: string;
  readonly json?: boolean;
}

/**
 * Computes some cells of a report again, from nothing and in a store of their own, and compares every number with the records. A
 * folder's files are held against its manifest too. Ends with 2 where a number or a file differs, or a cell could not be computed.
 */
export async function verify(path: string, options: VerifyOptions, context: CommandContext): Promise<CommandEnd> {
  const { io } = context;
  const say = options.json === true ? io.err : io.out;
  const { text, folder } = await readRecordsFile(path, context);
  // First of all: a file that was changed is told even where nothing can be computed again.
  const report = folder === null ? null : ((await checkReport(folder)) ?? null);
  for (const line of fileLines(report)) say(line);
  const recorded = parseRecords(text, path);
  const header = recorded.find((r): r is HeaderRecord => r.kind === 'header');
  if (header === undefined) throw new ExitbenchError('bad-record', 'There is no header.', { at: path });
  const environments = recorded.filter((r): r is EnvironmentRecord => r.kind === 'environment');
  expectRepeatable(header, environments);
  const seed = options.seed ?? randomInt(2 ** 32);
  const { cells, rest, without } = sampleCells(recorded, options.sample, seed);
  if (cells.length === 0) throw new ExitbenchError('nothing-selected', 'No cell of these records has a result.', { at: path, hint: 'Records of a run that completed have some.' });

  const plan = await planOf(header, environments, cells, options, context);
  await expectSame({ header, environments, cells, plan, store: storeOf(options.store, io) });
  const environment = readEnvironment(plan.engine, io.home);
  const moved = environments.map((e) => leafDifferences(json(e), json(environment)));
  const elsewhere = [...(moved.some((found) => found.length === 0) ? [] : (moved[0] ?? [])), ...hypothesesOf(header)];
  for (const line of [...takenLines(header.plan, cells, rest, seed), ...environmentLines(elsewhere)]) say(line);

  const { outcomes, interrupted, seconds } = await recompute(plan, options, io);
  if (interrupted) {
    io.err('Stopped. Nothing was compared, and what was computed is not kept.');
    return { code: EXIT.incomplete };
  }
  const again = collectRecords({ plan, outcomes, environment });
  const { done, failed } = endsOf(again);
  const checked = checkRecords(recorded, again, done);
  const verification: Verification = {
    kind: 'verification', benchmark: header.plan.benchmark, profile: header.plan.profile, report, seed, sampled: cells,
    checked: { cells: done.length, results: checked.results, values: checked.values },
    unchecked: { cells: rest + failed.length, withoutResult: without, comparisons: checked.unchecked },
    failed, differences: checked.differences, environment: elsewhere, seconds: Math.round(1000 * seconds) / 1000,
  };
  if (options.json === true) io.out(JSON.stringify(verification, undefined, 2));
  else for (const line of verificationLines(verification)) io.out(line);
  return { code: isRight(verification) ? EXIT.completed : EXIT.incomplete };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Statements are no input of any result; which they were is told, as the commit is. */
function hypothesesOf({ hypotheses }: HeaderRecord): readonly LeafDifference[] {
  return hypotheses === null ? [] : leafDifferences(hypotheses.digest, hypothesesDigest(), 'hypotheses.digest');
}

/** The part of the present plan that the cells need, without results that are never the same twice. */
async function planOf(header: HeaderRecord, environments: readonly EnvironmentRecord[], cells: readonly string[], { benchmark }: VerifyOptions, { benchmarks, io }: CommandContext): Promise<Plan> {
  const { plan: recorded } = header;
  const all = await benchmarksOf(benchmark, benchmarks, io.cwd);
  if (!all.some((b) => b.id === recorded.benchmark)) {
    throw new ExitbenchError('bad-argument', `The records are of the benchmark \`${recorded.benchmark}\`, which is not there.`, {
      at: '--benchmark', hint: 'Name the module that exports it: `--benchmark path/to/module.js`.',
    });
  }
  const [chosen] = chooseBenchmarks(all, [recorded.benchmark], recorded.profile, []);
  const engines = [...new Set(environments.map((e) => e.engine.engine))];
  if (chosen === undefined || engines.length !== 1) {
    throw new ExitbenchError('bad-argument', `The records are of ${engines.length} engines${engines.length === 0 ? '' : `: ${engines.join(', ')}`}. Equality can be expected of records of one.`);
  }
  const { plan } = await planFor(chosen, { profile: recorded.profile, engine: engines[0] ?? '', ...selectionOf(recorded) }, io);
  const volatile = new Set(plan.metrics.filter((m) => m.volatile).map((m) => m.label));
  return partOfPlan(plan, cells, ({ metric }) => !volatile.has(metric));
}

/** What was selected when the records were made: comparisons, and the seed of trials, depend on it. */
function selectionOf({ arms, cells, metrics }: HeaderRecord['plan']): Omit<BenchmarkOptions, 'profile'> {
  // An arm's id is made of labels; a slash may stand in parentheses.
  const parts = arms.map((a) => a.id.split(/\/(?![^(]*\))/));
  const labels = (place: number): readonly string[] => [...new Set(parts.flatMap((p) => p[place] ?? []))];
  // A fifth is the budget, where the benchmark has several.
  const named = parts.every((p) => p.length === 4 || p.length === 5) ? { dataset: labels(0), architecture: labels(1), regime: labels(3) } : {};
  const epochs = parts.some((p) => p.length === 5) ? { epochs: [...new Set(arms.map((a) => a.epochs))] } : {};
  return { ...named, ...epochs, metric: metrics.map((m) => m.id), seed: [...new Set(cells.map((c) => c.seed.root))] };
}

interface Recomputed {
  readonly outcomes: Outcomes;
  readonly interrupted: boolean;
  readonly seconds: number;
}

async function recompute(plan: Plan, { jobs, json = false }: VerifyOptions, io: Io): Promise<Recomputed> {
  const scratch = await mkdtemp(join(tmpdir(), 'exitbench-verify-'));
  const stop = new AbortController();
  const { benchmark } = plan;
  // The one value in JSON has the standard output for itself.
  const { screen: _, ...lines } = io;
  const display = await openDisplay({ benchmark: benchmark.id, profile: benchmark.profile, json: false }, json ? { ...lines, out: io.err } : io);
  const executor = localExecutor({ env: { ...io.env }, warn: display.warn, ...(jobs === undefined ? {} : { jobs }) });
  const unlisten = io.onStop((again) => (again ? void executor.close() : stop.abort()));
  try {
    for await (const event of runPlan(plan, { store: scratch, executor, signal: stop.signal })) {
      display.tell(event);
      if (event.kind === 'finished') return event;
    }
    throw new Error('A run ends with its outcomes.');
  } finally {
    display.close();
    unlisten();
    await executor.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function endsOf(records: readonly RunRecord[]): { readonly done: readonly string[]; readonly failed: Verification['failed'] } {
  const ends = records.flatMap((r) => (r.kind === 'cell' ? [r] : []));
  const isResult = (status: string): boolean => status === 'completed' || status === 'diverged';
  return {
    done: ends.filter((c) => isResult(c.status)).map((c) => c.cell),
    failed: ends.filter((c) => !isResult(c.status)).map(({ cell, status, reason }) => ({ cell, status, reason })),
  };
}

/** Records are JSON by their schemas; their types do not say so. */
function json(record: EnvironmentRecord): Json {
  return record as unknown as Json;
}
