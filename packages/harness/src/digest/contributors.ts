import { dirname, resolve } from 'node:path';
import { isBuiltin } from 'node:module';

import { ExitbenchError, known } from '@exitbench/core';
import type { BuildFailure, Metafile, Plugin } from 'esbuild';

import { lookedAt, packageName } from './lookedAt.ts';
import { versionOf } from './packageOf.ts';

/** What an entry uses. */
export interface Contributors {
  /** Files of ours, as absolute paths. */
  readonly files: readonly string[];
  /** Other packages: `@tensorflow/tfjs-core@4.22.0`; modules of Node without a version. */
  readonly externals: readonly string[];
  /** Every path that decides this. */
  readonly lookedAt: readonly string[];
}

/** The condition under which our packages give their sources. */
export const SOURCE_CONDITION = '@exitbench/source';

/**
 * Bundles an entry, only to learn which files and packages contribute to it: what tree shaking drops does not.
 * `@exitbench/core` is left out: it enters keys by `CONTRACT_REVISION`.
 *
 * @param entry absolute real path of a module
 * @throws ExitbenchError `bad-config` when it cannot be bundled
 */
export async function contributorsOf(entry: string): Promise<Contributors> {
  const metafile = await bundle(entry);
  const output = known(Object.values(metafile.outputs)[0], 'a bundle of one entry has one output');
  const inputs = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  const used = new Set(output.imports.filter((i) => i.external === true).map((i) => i.path));
  const externals = inputs.flatMap((path) =>
    known(metafile.inputs[path], 'inputs of an output are inputs').imports
      .filter((i) => i.external === true && used.has(i.path) && !isCore(i.path))
      .map((i) => describeExternal(i.path, dirname(resolve(path)))),
  );
  return { files: inputs.map((path) => resolve(path)), externals: [...new Set(externals)].toSorted(), lookedAt: lookedAt(metafile) };
}

// ---------------------------------------------------------------------------------------------------------------------

async function bundle(entry: string): Promise<Metafile> {
  const { build } = await import('esbuild');
  try {
    const result = await build({
      entryPoints: [entry],
      absWorkingDir: process.cwd(),
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'es2023',
      tsconfigRaw: '{}',
      logLevel: 'silent',
      // Not what NODE_PATH says: it is another under each program that starts us.
      nodePaths: [],
      conditions: /\.[cm]?ts$/.test(entry) ? [SOURCE_CONDITION] : [],
      plugins: [ourselvesOnly],
    });
    return result.metafile;
  } catch (cause) {
    const [first] = (cause as Partial<BuildFailure>).errors ?? [];
    const where = first?.location ?? null;
    throw new ExitbenchError('bad-config', `The code of \`${entry}\` cannot be read: ${first?.text ?? String(cause)}`, {
      at: where === null ? entry : `${where.file}:${where.line}`, cause,
    });
  }
}

/** Follows relative imports and packages of ours; everything else is a name with a version. */
const ourselvesOnly: Plugin = {
  name: 'ourselves-only',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || (path.startsWith('@exitbench/') && !isCore(path))) return undefined;
      return { path, external: true, sideEffects: false };
    });
  },
};

function isCore(path: string): boolean {
  return path === '@exitbench/core' || path.startsWith('@exitbench/core/');
}

function describeExternal(path: string, folder: string): string {
  if (isBuiltin(path)) return path;
  return `${path}@${versionOf(packageName(path), folder) ?? 'absent'}`;
}
