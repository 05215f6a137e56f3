import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Benchmark, ExitbenchError, unknownName } from '@exitbench/core';

/**
 * The benchmarks that are meant: those named, else all that have the profile.
 *
 * @param commands of the command line: a misspelt one is taken for a benchmark, where one is the default
 * @throws ExitbenchError `unknown-name` for a benchmark or a profile that nothing has; `bad-argument` where there are none
 */
export function chooseBenchmarks(all: readonly Benchmark[], names: readonly string[], profile: string, commands: readonly string[]): readonly Benchmark[] {
  if (all.length === 0) {
    throw new ExitbenchError('bad-argument', 'There is no benchmark.', {
      hint: 'Name a module that exports one: `--benchmark path/to/module.js`; or run `npm run bench` in a checkout.',
    });
  }
  for (const name of names) if (!all.some((b) => b.id === name)) throw unknownName('benchmark or command', name, [...all.map((b) => b.id), ...commands], 'command line');
  const named = names.length === 0 ? all : all.filter((b) => names.includes(b.id));
  const chosen = named.filter((b) => Object.hasOwn(b.profiles, profile));
  // Who names no benchmark means those that take part in the profile; who names some means all of them.
  const lacking = names.length === 0 ? [] : named.filter((b) => !chosen.includes(b));
  if (chosen.length === 0 || lacking.length > 0) {
    const profiles = (lacking.length > 0 ? lacking : named).flatMap((b) => Object.keys(b.profiles));
    throw unknownName('profile', profile, [...new Set(profiles)], '--profile');
  }
  return chosen;
}

/** All benchmarks: those that the modules export, or those that come along where none is given. */
export async function benchmarksOf(modules: readonly string[] | undefined, builtIn: readonly Benchmark[], cwd: string): Promise<readonly Benchmark[]> {
  if (modules === undefined) return builtIn;
  const loaded: Benchmark[] = [];
  for (const path of modules) loaded.push(...(await loadBenchmarks(path, cwd)));
  return loaded;
}

// ---------------------------------------------------------------------------------------------------------------------

async function loadBenchmarks(path: string, cwd: string): Promise<readonly Benchmark[]> {
  let exported: { readonly [name: string]: unknown };
  try {
    // The harness is loaded by those who need it: help and lists of built-in benchmarks do not.
    const { watchPlanning } = await import('@exitbench/harness');
    exported = await watchPlanning({ plugin: path, method: 'import' }, async () => (await import(pathToFileURL(resolve(cwd, path)).href)) as typeof exported);
  } catch (cause) {
    if (cause instanceof ExitbenchError) throw cause;
    throw new ExitbenchError('bad-argument', `The module cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {
      at: `--benchmark ${path}`, cause,
      hint: /\.[cm]?tsx?$/.test(path) ? 'TypeScript has to be compiled first, or run with `node --import @oxc-node/core/register`.' : 'Give the path of a file that exports a benchmark.',
    });
  }
  const found = [...new Set(Object.values(exported))].filter(isBenchmark);
  if (found.length === 0) {
    throw new ExitbenchError('bad-argument', 'The module exports no benchmark.', { at: `--benchmark ${path}`, hint: 'Export what `defineBenchmark({ … })` gives.' });
  }
  return found;
}

function isBenchmark(value: unknown): value is Benchmark {
  return typeof value === 'object' && value !== null && 'id' in value && 'question' in value && 'profiles' in value && 'regimes' in value;
}
