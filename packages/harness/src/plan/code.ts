import { known } from '@exitbench/core';

import { type CodeDigest, codeDigest } from '../digest/codeDigest.ts';
import type { CodeMemo } from '../digest/codeMemo.ts';
import { entryOf } from '../digest/ourEntries.ts';
import type { Plugins } from './resolvedBenchmark.ts';

/** Digests of all code that a plan's nodes run. */
export interface Code {
  readonly dataset: (id: string) => string;
  readonly architecture: (id: string) => string;
  readonly head: (id: string) => string;
  readonly combiner: (id: string) => string;
  readonly metric: (id: string) => string;
  readonly phase: string;
  readonly predict: string;
  /** Of choosing a learning rate. */
  readonly select: string;
  /** Of the handle through which metrics reach a trained network. */
  readonly handle: string;
  readonly engine: string;
  /** What each digest is of. */
  readonly lines: { readonly [digest: string]: readonly string[] };
}

/**
 * Reads the code of the plugins that are used, of the training loop, and of one engine. No plugin of ours runs and no
 * engine is loaded: files are parsed.
 *
 * @param engine id of the engine: its folder in `engines`
 * @param memo what was read before, see `codeDigest`
 */
export async function digestCode(plugins: Plugins, engine: string, memo?: CodeMemo): Promise<Code> {
  const lines: { [digest: string]: readonly string[] } = {};
  const read = async (module: string): Promise<string> => keep(await codeDigest(module, memo), lines);
  const readAll = async (map: ReadonlyMap<string, { readonly module: string }>): Promise<(id: string) => string> => {
    const digests = new Map(await Promise.all([...map].map(async ([id, { module }]) => [id, await read(module)] as const)));
    return (id) => known(digests.get(id), `the code of ${id} was read`);
  };
  const [dataset, architecture, head, combiner, metric, phase, predict, select, handle, engineCode] = await Promise.all([
    readAll(plugins.datasets), readAll(plugins.architectures), readAll(plugins.heads), readAll(plugins.combiners), readAll(plugins.metrics),
    read(entryOf('training', 'phase')), read(entryOf('training', 'predict')), read(entryOf('training', 'select')), read(entryOf('training', 'handle')),
    read(entryOf('engines', `${engine}/index`)),
  ]);
  memo?.save();
  // Files are read at once and end in any order.
  const sorted = Object.fromEntries(Object.entries(lines).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { dataset, architecture, head, combiner, metric, phase, predict, select, handle, engine: engineCode, lines: sorted };
}

// ---------------------------------------------------------------------------------------------------------------------

function keep({ digest, lines }: CodeDigest, into: { [digest: string]: readonly string[] }): string {
  into[digest] = lines;
  return digest;
}
