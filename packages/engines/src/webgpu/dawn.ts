import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Dawn for Node, as npm's package `webgpu` brings it. */
export interface Dawn {
  /** The native library: it computes. */
  readonly file: string;
  /** Version of the package; Dawn itself tells none. */
  readonly version: string;
}

/** What of WebGPU is used here; its types are those of browsers. */
export interface Gpu {
  requestAdapter(options: { readonly powerPreference: 'high-performance' }): Promise<{ readonly info: AdapterInfo } | null>;
}

/** What an adapter tells about itself. */
export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

/** Why there is none of something, and how to get it. */
export interface Missing {
  readonly reason: string;
  readonly remedy: string;
}

export interface DawnModule {
  /** A WebGPU of its own; the options are toggles of Dawn. */
  readonly create: (options: readonly string[]) => Gpu;
  /** Classes and constants that a browser has as globals. */
  readonly globals: { readonly [name: string]: unknown };
}

const require = createRequire(import.meta.url);

/** Finds Dawn's library for this system, or says why there is none. Loads nothing. */
export function findDawn(resolve: (name: string) => string = (name) => require.resolve(name)): Dawn | Missing {
  let folder: string;
  try {
    folder = dirname(resolve('webgpu/package.json'));
  } catch {
    return { reason: 'the optional package `webgpu` (Dawn) is not installed', remedy: 'Run `node tools/setup-webgpu.mjs` in a checkout, or install `webgpu` beside exitbench: 51 MB to download.' };
  }
  // The package's own rule, in its index.js.
  const platform = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
  const file = join(folder, 'dist', platform, 'dawn.node');
  if (!existsSync(file)) return { reason: `the package \`webgpu\` has no library for ${platform}`, remedy: 'Use `EXITBENCH_ENGINE=wasm`: it works everywhere.' };
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string };
  return { file, version };
}

/** Loads the library into this process. What the package wraps around it concerns devices that are destroyed; ours never is. */
export function loadDawn({ file }: Dawn): DawnModule {
  return require(file) as DawnModule;
}
