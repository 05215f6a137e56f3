import { homedir } from 'node:os';
import { join } from 'node:path';

/** The environment variables that this folder reads: `process.env` or a stand-in. */
export type Environment = { readonly [name: string]: string | undefined };

/** What clones share, outside every checkout: `EXITBENCH_CACHE`, else below the user's cache folder (XDG). */
export function cacheFolder(env: Environment): string {
  return env['EXITBENCH_CACHE'] || join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'exitbench');
}

/** Where data files are kept. */
export function dataFolder(env: Environment): string {
  return join(cacheFolder(env), 'data');
}
