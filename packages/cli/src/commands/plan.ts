import { availableParallelism } from 'node:os';

import { ExitbenchError } from '@exitbench/core';
import { type PlanChange, estimate, planDifference, planDifferenceLines, planSnapshot } from '@exitbench/harness';

import { benchmarksOf, chooseBenchmarks } from '../chooseBenchmarks.ts';
import { committedPlan } from '../committedPlan.ts';
import type { BenchmarkOptions, CommandContext, CommandEnd } from '../context.ts';
import { exclusionLines, isNothing } from '../exclusions.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { storeOf } from '../folders.ts';
import type { Io } from '../io.ts';
import { type Planned, planFor } from '../planFor.ts';
import { armLines, nodeLines, summaryLines, withoutLines, workLine } from '../planLines.ts';

export interface PlanOptions extends BenchmarkOptions {
  readonly json?: boolean;
  /** The committed plan to compare with; true for the one beside the benchmark. */
  readonly diff?: string | true;
  readonly store?: string;
}

/** Says what a run would do, or in what it is another one than was committed. Ends with 3 where nothing can be run, as a run would. */
export async function plan(names: readonly string[], options: PlanOptions, { benchmarks, commands, io }: CommandContext): Promise<CommandEnd> {
  if (options.diff !== undefined) refuseParts(options);
  const all = await benchmarksOf(options.benchmark, benchmarks, io.cwd);
  let code: ExitCode = EXIT.completed;
  let nothing = options.diff === undefined;
  const differences: object[] = [];
  for (const [i, benchmark] of chooseBenchmarks(all, names, options.profile, commands).entries()) {
    const planned = await planFor(benchmark, options, io);
    nothing &&= isNothing(planned.plan);
    if (options.diff !== undefined) {
      const difference = await differenceOf(planned, options, io);
      if (difference.changes.length > 0) code = EXIT.incomplete;
      if (options.json === true) differences.push(difference);
      else for (const line of differenceLines(difference)) io.out(line);
    } else if (options.json === true) io.out(JSON.stringify(planSnapshot(planned.plan), undefined, 2));
    else for (const line of [...(i === 0 ? [] : ['']), ...(await planLines(planned, options, io))]) io.out(line);
  }
  if (options.diff !== undefined && options.json === true) io.out(JSON.stringify({ kind: 'plan-difference', plans: differences }, undefined, 2));
  return { code: nothing ? EXIT.nothingSelected : code };
}

// ---------------------------------------------------------------------------------------------------------------------

async function planLines(planned: Planned, { store }: PlanOptions, io: Io): Promise<readonly string[]> {
  const { plan: whole } = planned;
  const workers = availableParallelism();
  const left = await estimate(whole, { store: storeOf(store, io), workers });
  return [...summaryLines(planned), ...exclusionLines(whole), ...withoutLines(whole), '', ...armLines(whole), '', ...nodeLines(whole, left), '', `to run: ${workLine(left, workers)}`];
}

interface Difference {
  readonly benchmark: string;
  readonly profile: string;
  /** The committed plan. */
  readonly file: string;
  readonly changes: readonly PlanChange[];
}

async function differenceOf({ plan: now }: Planned, { diff, benchmark: modules }: PlanOptions, io: Io): Promise<Difference> {
  const snapshot = planSnapshot(now);
  const { benchmark, profile } = snapshot;
  const committed = await committedPlan(benchmark, profile, { file: diff === true ? undefined : diff, modules }, io);
  return { benchmark, profile, file: committed.file, changes: planDifference(committed.plan, snapshot) };
}

function differenceLines({ benchmark, profile, file, changes }: Difference): readonly string[] {
  return [`${benchmark}, profile ${profile}: ${changes.length === 0 ? 'as committed' : 'not as committed'} in ${file}`, ...planDifferenceLines(changes).map((line) => `  ${line}`)];
}

function refuseParts({ dataset, architecture, regime, metric, seed, epochs }: PlanOptions): void {
  const given = Object.entries({ dataset, architecture, regime, metric, seed, epochs }).find(([, value]) => value !== undefined)?.[0];
  if (given === undefined) return;
  throw new ExitbenchError('bad-argument', 'A committed plan is compared as a whole.', { at: `--${given}`, hint: `Leave out \`--${given}\`.` });
}
