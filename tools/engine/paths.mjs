import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Raised when our C++, the compiler flags or the layout of a cache entry change: bindings built before are not reused. */
export const RECIPE = 4;

/**
 * The TensorFlow wheels by what they compute on: name, version, SHA-256, sizes in bytes. That of `cuda` has no SHA-256
 * and round sizes: nobody has had it in hands here. Its `companions` are the wheels with NVIDIA's libraries that it asks
 * for by an extra of its own, `driver` is the oldest one that CUDA 12 works with.
 */
export const WHEELS = JSON.parse(readFileSync(join(HERE, 'wheels.json'), 'utf8'));

/** Resolves what the package `engines` would resolve: the binding must go into the very copy that it loads. */
export const requireFromEngines = createRequire(join(HERE, '../../packages/engines/package.json'));

/** Folder and version of the installed `@tensorflow/tfjs-node-gpu`, or nothing where it is not installed. */
export function findTfjsNode() {
  try {
    const file = requireFromEngines.resolve('@tensorflow/tfjs-node-gpu/package.json');
    return { folder: dirname(file), version: JSON.parse(readFileSync(file, 'utf8')).version };
  } catch {
    return undefined;
  }
}

/** Where unpacked libraries live: outside of every checkout, so that clones share them. Same rule as packages/engines. */
export function cacheFolder(env) {
  if (env.EXITBENCH_CACHE) return join(env.EXITBENCH_CACHE, 'engines');
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'exitbench', 'engines');
}

/** One cache entry: libraries and headers by wheel, in it one binding for each Node ABI and tfjs-node version. */
export function entryPaths(cache, tfjsNodeVersion, wheel = WHEELS.cpu) {
  const entry = join(cache, `${wheel.package}-${wheel.version}-${wheel.sha256?.slice(0, 12) ?? 'cuda'}-${process.platform}-${process.arch}`);
  const built = join(entry, 'bindings', `node-abi${process.versions.modules}-tfjs-node-${tfjsNodeVersion}-r${RECIPE}`);
  return { entry, libraries: join(entry, 'tensorflow'), built, binding: join(built, 'tfjs_binding.node'), mute: join(built, 'stderr.node') };
}

/** Where `@tensorflow/tfjs-node-gpu` looks for its binding, and where the manifest of what stands behind it lies. */
export function installedPaths(packageFolder) {
  const folder = join(packageFolder, 'lib', 'napi-v8');
  return { folder, binding: join(folder, 'tfjs_binding.node'), manifest: join(folder, 'exitbench-engine.json') };
}

/** The nearest folder at or above `path` that exists. */
export function existingParent(path) {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
