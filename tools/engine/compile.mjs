import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { requireFromEngines } from './paths.mjs';
import { findPrograms, run } from './run.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** What we add to upstream's binding. */
export const PROGRAMS = join(HERE, 'programs.cc');

/** The C++ compiler to use. Asked for before anything is downloaded: without one the download is of no use. */
export function findCompiler() {
  const compiler = process.env.CXX || findPrograms(['g++', 'c++', 'clang++'], process.env)[0];
  if (compiler !== undefined) return { ok: true, compiler };
  return { ok: false, reason: 'there is no C++ compiler on PATH', remedy: 'install one (Debian: `apt-get install g++`)' };
}

/**
 * Builds the N-API binding whose C++ sources `@tensorflow/tfjs-node-gpu` ships, with programs added, against the libraries of the wheel, and
 * beside it our small addon that mutes the error output. The binding finds its libraries by a path relative to itself, so
 * it works wherever the cache lies. Both appear together, by the rename of their folder.
 */
export async function compileBinding({ tfjsNode, wheel, libraries, folder, say }) {
  const found = findCompiler();
  if (!found.ok) return found;
  say(`compiling the binding with ${found.compiler} (about 15 s)`);
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const common = ['-std=c++17', '-O2', '-fPIC', '-shared', '-s', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION', `-I${requireFromEngines('node-api-headers').include_dir}`];
  const sources = join(tfjsNode.folder, 'binding');
  const binding = [
    `-I${join(libraries, 'include')}`,
    `-I${sources}`, PROGRAMS, // which includes upstream's module
    ...readdirSync(sources).filter((name) => name.endsWith('.cc') && name !== 'tfjs_binding.cc').toSorted().map((name) => join(sources, name)),
    '-o', join(unfinished, 'tfjs_binding.node'),
    `-L${libraries}`, ...wheel.libraries.map((name) => `-l:${name}`),
    '-Wl,-rpath,$ORIGIN/../../tensorflow',
  ];
  const mute = [join(HERE, 'stderr.cc'), '-o', join(unfinished, 'stderr.node')];
  for (const args of [binding, mute]) {
    const result = await run(found.compiler, [...common, ...args]);
    if (result.ok) continue;
    rmSync(unfinished, { recursive: true, force: true });
    return { ok: false, reason: `the compiler failed: ${result.error.split('\n').slice(0, 6).join('\n    ')}`, remedy: 'it must know C++17 (g++ 9 or newer)' };
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return { ok: true };
}
