import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { NvidiaGpu } from './nvidia.ts';

/** What the set-up wrote beside the native binding, for those who must know it without loading it. */
export interface Manifest {
  /** `tensorflow-cpu`, `tensorflow`: the pinned Python wheels, the latter with CUDA; `libtensorflow`: upstream's prebuilt library. */
  readonly library: string;
  readonly version: string;
  readonly libraryDigest: string;
  readonly libraryFile: string;
  readonly libraryBytes: number;
  readonly bindingDigest: string;
  readonly bindingFileDigest: string;
  readonly tfjsNode: string;
  readonly route: 'wheel' | 'prebuilt';
  /** What it computes on; without a word, the processor. */
  readonly device?: 'cpu' | 'cuda';
  /** The GPU that the set-up saw; `unused`: why it is not computed on. */
  readonly gpu?: NvidiaGpu & { readonly unused?: string };
  /** Folder of the cache that the library lies in. */
  readonly cache?: string;
  /** Addon that mutes the error output while the library is loaded. */
  readonly mute?: string;
}

export type ManifestOrReason = { readonly manifest: Manifest } | { readonly reason: string };

const SCHEMA = 1;

/** Reads the manifest, and says why there is none that holds: nothing is loaded, two small files are looked at. */
export function readManifest(from: string = import.meta.url): ManifestOrReason {
  let folder: string;
  try {
    folder = join(dirname(createRequire(from).resolve('@tensorflow/tfjs-node-gpu/package.json')), 'lib', 'napi-v8');
  } catch {
    return { reason: 'the optional package @tensorflow/tfjs-node-gpu is not installed' };
  }
  return readManifestIn(folder);
}

/** The same for a folder that is known. */
export function readManifestIn(folder: string): ManifestOrReason {
  const file = join(folder, 'exitbench-engine.json');
  if (!existsSync(file)) return { reason: 'its native library has not been set up' };
  let manifest: Manifest & { readonly schema: number };
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest & { readonly schema: number };
  } catch {
    return { reason: `${file} cannot be read` };
  }
  if (manifest.schema !== SCHEMA) return { reason: `${file} was written by another version of the set-up` };
  if (!existsSync(join(folder, 'tfjs_binding.node'))) return { reason: 'its binding is gone, perhaps with the cache' };
  if (!existsSync(manifest.libraryFile) || statSync(manifest.libraryFile).size !== manifest.libraryBytes) {
    return { reason: `${manifest.libraryFile} is gone or not the file that was set up` };
  }
  return { manifest };
}

/** Whether the library computes on a GPU. */
export function isOnGpu({ device }: Pick<Manifest, 'device'>): boolean {
  return device === 'cuda';
}
