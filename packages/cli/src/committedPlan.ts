import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { ExitbenchError } from '@exitbench/core';
import { type PlanSnapshot, checkoutOf } from '@exitbench/harness';

import type { Io } from './io.ts';

/** What a committed plan is called. */
const NAME = 'plan.snap.json';

export interface CommittedPlan {
  readonly file: string;
  /** Undefined where the file says nothing of the profile. */
  readonly plan: PlanSnapshot | undefined;
}

export interface PlanPlaces {
  /** The file that holds it, relative to the user's folder; undefined where it is to be found. */
  readonly file: string | undefined;
  /** Modules that the benchmarks were loaded from. */
  readonly modules: readonly string[] | undefined;
}

/**
 * The plan of a benchmark's profile that was committed: in the file that is given, else beside the benchmark.
 * @throws ExitbenchError `bad-argument` where there is none, or it cannot be read
 */
export async function committedPlan(benchmark: string, profile: string, { file, modules }: PlanPlaces, io: Pick<Io, 'cwd' | 'home'>): Promise<CommittedPlan> {
  const found = file === undefined ? await firstThere(placesOf(benchmark, modules, io)) : resolve(io.cwd, file);
  if (found === undefined) {
    throw new ExitbenchError('bad-argument', `There is no committed plan of \`${benchmark}\`.`, { at: '--diff', hint: `Name the file: \`--diff path/to/${NAME}\`; \`plan --json\` makes one.` });
  }
  const plans = await readPlans(found);
  return { file: found, plan: plans.find((p) => p.benchmark === benchmark && p.profile === profile) };
}

// ---------------------------------------------------------------------------------------------------------------------

function placesOf(benchmark: string, modules: readonly string[] | undefined, { cwd, home }: Pick<Io, 'cwd' | 'home'>): readonly string[] {
  const folders = (modules ?? []).map((module) => dirname(resolve(cwd, module)));
  const checkout = checkoutOf(home);
  return [...folders.flatMap((folder) => [join(folder, NAME), join(folder, benchmark, NAME)]), ...(checkout === undefined ? [] : [join(checkout, 'benchmarks', 'src', benchmark, NAME)])];
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await stat(path).catch(() => undefined))?.isFile() === true) return path;
  return undefined;
}

/** One plan, or a list of them: `plan --json` gives one, what is committed has one for each profile. */
async function readPlans(file: string): Promise<readonly PlanSnapshot[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ExitbenchError('bad-argument', `The plan cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { at: `--diff ${file}`, cause });
  }
  const plans: readonly unknown[] = Array.isArray(content) ? content : [content];
  if (!plans.every(isPlan)) throw new ExitbenchError('bad-argument', 'The file holds no plan.', { at: `--diff ${file}`, hint: '`plan --json` makes one.' });
  return plans;
}

function isPlan(value: unknown): value is PlanSnapshot {
  if (typeof value !== 'object' || value === null) return false;
  const { benchmark, profile, settings, nodes, arms, cells } = value as { readonly [field: string]: unknown };
  return typeof benchmark === 'string' && typeof profile === 'string' && isObject(settings) && isObject(nodes) && Array.isArray(arms) && Array.isArray(cells);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
