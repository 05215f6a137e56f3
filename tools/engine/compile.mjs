import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { requireFromEngines, WHEEL } from './paths.mjs';
import { findPrograms, run } from './run.mjs';

/** The C++ compiler to use. Asked for before anything is downloaded: without one the download is of no use. */
export function findCompiler() {
  const compiler = process.env.CXX || findPrograms(['g++', 'c++', 'clang++'], process.env)[0];
  if (compiler !== undefined) return { ok: true, compiler };
  return { ok: false, reason: 'there is no C++ compiler on PATH', remedy: 'install one (Debian: `apt-get install g++`)' };
}

/**
 * Builds the N-API binding whose C++ sources `@tensorflow/tfjs-node-gpu` ships, against the libraries of the wheel. It finds
 * them by a path relative to itself, so the same sources and compiler give the same file wherever the cache lies.
 */
export async function compileBinding({ tfjsNode, libraries, binding, say }) {
  const found = findCompiler();
  if (!found.ok) return found;
  const { compiler } = found;
  say(`compiling the binding with ${compiler} (about 15 s)`);
  const sources = join(tfjsNode.folder, 'binding');
  const unfinished = `${binding}.unfinished`;
  mkdirSync(dirname(binding), { recursive: true });
  const result = await run(compiler, [
    '-std=c++17', '-O2', '-fPIC', '-shared', '-s', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION',
    `-I${requireFromEngines('node-api-headers').include_dir}`,
    `-I${join(libraries, 'include')}`,
    ...readdirSync(sources).filter((name) => name.endsWith('.cc')).toSorted().map((name) => join(sources, name)),
    '-o', unfinished,
    `-L${libraries}`, ...WHEEL.libraries.map((name) => `-l:${name}`),
    '-Wl,-rpath,$ORIGIN/../../tensorflow',
  ]);
  if (!result.ok) {
    rmSync(unfinished, { force: true });
    return { ok: false, reason: `the compiler failed: ${result.error.split('\n').slice(0, 6).join('\n    ')}`, remedy: 'it must know C++17 (g++ 9 or newer)' };
  }
  renameSync(unfinished, binding);
  return { ok: true };
}
