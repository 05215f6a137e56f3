import { type Json, known } from '@exitbench/core';

import { type CodeChange, codeChanges } from './codeChanges.ts';
import { type Difference, differences } from './differences.ts';

/** What a key is the digest of, as plans and entries have it. */
export interface KeyInputs {
  readonly contract: Json;
  readonly recipe: Json;
  readonly code: Json;
  readonly engine: Json;
  /** Keys of the nodes that are read, by what they are to it. */
  readonly after: { readonly [role: string]: string | readonly string[] | null };
}

/** An input that differs. */
export interface InputDifference extends Difference {
  readonly part: 'contract' | 'recipe' | 'code' | 'engine' | 'after';
}

/** An input that differs, with the files that make the difference where it is code; null where it is not, or nothing is known of it. */
export interface ExplainedDifference extends InputDifference {
  readonly files: readonly CodeChange[] | null;
}

/** Where the inputs of two nodes differ: what is asked for, then code, engine, and the nodes that are read. */
export function inputDifferences(before: KeyInputs, after: KeyInputs): readonly InputDifference[] {
  const of = (part: InputDifference['part'], found: readonly Difference[]): readonly InputDifference[] => found.map((d) => ({ ...d, part }));
  return [
    ...of('contract', differences(before.contract, after.contract, 'contract')),
    ...of('recipe', recipeDifferences(before.recipe, after.recipe)),
    ...of('code', differences(before.code, after.code, 'code')),
    ...of('engine', differences(before.engine, after.engine, 'engine')),
    ...of('after', differences(byPlace(before.after), byPlace(after.after), 'after')),
  ];
}

/** Adds the files that changed to a difference of code. @param linesOf what a digest is of */
export async function withFiles(difference: InputDifference, linesOf: (digest: string) => Promise<readonly string[] | undefined>): Promise<ExplainedDifference> {
  const { part, before, after } = difference;
  // The engine's fingerprint has the digest of our code for it.
  const isCode = part === 'code' || (part === 'engine' && difference.path.endsWith('.code'));
  if (!isCode || typeof before !== 'string' || typeof after !== 'string') return { ...difference, files: null };
  const [was, is] = await Promise.all([linesOf(before), linesOf(after)]);
  return { ...difference, files: was === undefined || is === undefined ? null : codeChanges(was, is) };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Parts of a seed that are the root's unless something else is said. */
const STREAMS = ['init', 'order', 'augment'] as const;

/** A seed is one number, and differs once, where all that it starts follows its root. */
function recipeDifferences(before: Json, after: Json): readonly Difference[] {
  const [was, is] = [seedOf(before), seedOf(after)];
  if (was === undefined || is === undefined) return differences(before, after, 'recipe');
  const own = STREAMS.filter((stream) => was[stream] !== was['root'] || is[stream] !== is['root']);
  const shown = (seed: Fields): Json => (own.length === 0 ? known(seed['root'], 'a seed has a root') : Object.fromEntries(['root', ...own].map((part) => [part, seed[part] ?? null])));
  return differences({ ...(before as Fields), seed: shown(was) }, { ...(after as Fields), seed: shown(is) }, 'recipe');
}

type Fields = { readonly [name: string]: Json };

function seedOf(recipe: Json): Fields | undefined {
  const seed = typeof recipe === 'object' && recipe !== null ? (recipe as Fields)['seed'] : undefined;
  return typeof seed === 'object' && seed !== null && !Array.isArray(seed) && 'root' in seed ? (seed as Fields) : undefined;
}

/** Lists of nodes with a name for each place: each node is an input of its own. */
function byPlace(after: KeyInputs['after']): Json {
  return Object.fromEntries(Object.entries(after).flatMap(([role, keys]) => (Array.isArray(keys) ? keys.map((key, i) => [`${role}[${i}]`, key as string] as const) : [[role, keys as string | null] as const])));
}
