import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { ExitbenchError, canonicalJson } from '@exitbench/core';

import { effectiveInstructionSet, mathMode, oneDnnInEffect, readCpuFlags } from './instructionSet.ts';
import { type Manifest, isOnGpu, readManifest } from './tensorflow/manifest.ts';
import { findNvidia } from './tensorflow/nvidia.ts';
import type { Engine, EngineId, Environment, Fingerprint } from './types.ts';
import { findWasmBinary } from './wasm/binary.ts';
import { findAdapter } from './webgpu/adapter.ts';

const require = createRequire(import.meta.url);
const NO_NATIVE_SETTINGS = { oneDNN: 'none', mathMode: 'strict' } as const;

/** What decides the bits of an engine's results, read without loading it into this process. Throws `engine-unavailable`. */
export function readFingerprint(engine: EngineId, env: Environment = process.env): Fingerprint {
  switch (engine) {
    case 'tensorflow':
      return tensorflowFingerprint(env);
    case 'wasm':
      return wasmFingerprint();
    case 'webgpu':
      return webgpuFingerprint(env);
    case 'cpu':
      return cpuFingerprint();
    default:
      return engine satisfies never;
  }
}

/**
 * Compares the fingerprint that a key was made with to what has been started in this process: the files now there, the
 * version that the library reports, the library that is really mapped. Throws `engine-mismatch` naming what differs.
 */
export function verifyLoaded(expected: Fingerprint, engine: Engine, env: Environment = process.env): void {
  const now = readFingerprint(engine.id, env);
  const fields = Object.keys(now) as (keyof Fingerprint)[];
  for (const field of fields) {
    if (canonicalJson(expected[field]) !== canonicalJson(now[field])) throw mismatch(engine.id, field, expected[field], now[field]);
  }
  if (engine.version !== expected.libraryVersion) throw mismatch(engine.id, 'libraryVersion', expected.libraryVersion, engine.version);
  if (engine.threads !== expected.threads) throw mismatch(engine.id, 'threads', expected.threads, engine.threads);
  if (engine.id !== 'tensorflow') return;
  const found = readManifest();
  if ('manifest' in found) verifyMapped(engine, found.manifest);
}

/** Compares the library that a process has really mapped to the one of a manifest. Throws `engine-mismatch`. */
export function verifyMapped({ id, libraryFile: mapped }: Pick<Engine, 'id' | 'libraryFile'>, { libraryFile, libraryBytes }: Pick<Manifest, 'libraryFile' | 'libraryBytes'>): void {
  if (mapped === undefined) return;
  if (realpathSync(mapped) !== realpathSync(libraryFile)) throw mismatch(id, 'library', libraryFile, mapped);
  const { size } = statSync(mapped);
  if (size !== libraryBytes) throw mismatch(id, 'libraryDigest', `${libraryBytes} bytes`, `${size} bytes`);
}

// ---------------------------------------------------------------------------------------------------------------------

function tensorflowFingerprint(env: Environment): Fingerprint {
  const found = readManifest();
  if ('reason' in found) {
    throw new ExitbenchError('engine-unavailable', `The engine \`tensorflow\` has no fingerprint: ${found.reason}.`, {
      at: '@tensorflow/tfjs-node-gpu',
      hint: 'Run `node tools/setup-engine.mjs`.',
    });
  }
  return fingerprintOf(found.manifest, env);
}

/** The same for a manifest that is known. Throws `engine-unavailable` where it is for a GPU that is not there. */
export function fingerprintOf(manifest: Manifest, env: Environment): Fingerprint {
  const flags = readCpuFlags();
  const onProcessor: Fingerprint = {
    engine: 'tensorflow',
    library: manifest.library,
    libraryVersion: manifest.version,
    libraryDigest: manifest.libraryDigest,
    bindingDigest: manifest.bindingDigest,
    instructionSet: effectiveInstructionSet(flags, env),
    threads: 1,
    settings: { oneDNN: oneDnnInEffect(flags, env), mathMode: mathMode(env) },
  };
  if (!isOnGpu(manifest)) return onProcessor;
  const seen = findNvidia(env);
  if ('reason' in seen) {
    throw new ExitbenchError('engine-unavailable', `The engine \`tensorflow\` was set up for a GPU, and there is none: ${seen.reason}.`, { at: 'nvidia-smi', hint: 'Run `node tools/setup-engine.mjs`: it sets the engine up anew.' });
  }
  const { name, driver, compute } = seen.gpu;
  return {
    ...onProcessor,
    adapter: { vendor: 'nvidia', architecture: `compute capability ${compute}`, device: name, description: `driver ${driver}` },
    // The engine asks for deterministic kernels. Nobody has seen yet whether that is enough.
    settings: { ...onProcessor.settings, repeatable: false },
  };
}

/** wasm's arithmetic is defined to the bit, whatever the processor: only the program and its SIMD variant count. */
function wasmFingerprint(): Fingerprint {
  const { simd, file, loader } = findWasmBinary();
  return {
    engine: 'wasm',
    library: '@tensorflow/tfjs-backend-wasm',
    libraryVersion: versionOf('@tensorflow/tfjs-backend-wasm'),
    libraryDigest: digestOfFile(file),
    bindingDigest: digestOfFile(loader),
    instructionSet: simd ? 'wasm-simd128' : 'wasm',
    threads: 1,
    settings: NO_NATIVE_SETTINGS,
  };
}

/** The driver compiles the kernels: its version decides as much as the GPU does. */
function webgpuFingerprint(env: Environment): Fingerprint {
  const found = findAdapter(env);
  if ('reason' in found) throw new ExitbenchError('engine-unavailable', `The engine \`webgpu\` has no fingerprint: ${found.reason}.`, { at: 'webgpu', hint: found.remedy });
  const { dawn, adapter } = found;
  return {
    engine: 'webgpu',
    library: 'webgpu',
    libraryVersion: dawn.version,
    libraryDigest: digestOfFile(dawn.file),
    bindingDigest: digestOfFile(require.resolve('@tensorflow/tfjs-backend-webgpu')),
    instructionSet: `${adapter.vendor} ${adapter.architecture}`,
    adapter,
    threads: 1,
    settings: NO_NATIVE_SETTINGS,
  };
}

function cpuFingerprint(): Fingerprint {
  return {
    engine: 'cpu',
    library: '@tensorflow/tfjs-backend-cpu',
    libraryVersion: versionOf('@tensorflow/tfjs-backend-cpu'),
    libraryDigest: digestOfFile(require.resolve('@tensorflow/tfjs-backend-cpu')),
    bindingDigest: 'none',
    instructionSet: 'javascript',
    threads: 1,
    settings: NO_NATIVE_SETTINGS,
  };
}

function mismatch(engine: EngineId, field: string, expected: unknown, found: unknown): ExitbenchError {
  return new ExitbenchError('engine-mismatch', `The engine that was started is not the one that the plan was made for: \`${field}\` is ${show(found)}, planned was ${show(expected)}.`, {
    at: `engine ${engine}`,
    hint: 'Plan again with the environment that the workers have, or run `node tools/setup-engine.mjs` where a library was exchanged.',
  });
}

function show(value: unknown): string {
  return typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
}

function versionOf(name: string): string {
  // The folder above `dist`: a package may not export its package.json.
  const file = join(dirname(dirname(require.resolve(name))), 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

function digestOfFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
