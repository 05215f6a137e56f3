import { homedir } from 'node:os';
import { join } from 'node:path';

/** The environment variables that this folder reads: `process.env` or a stand-in. */
export type Environment = { readonly [name: string]: string | undefined };

/** Where data files are kept, outside every checkout: below `EXITBENCH_CACHE`, else below the user's cache folder (XDG). */
export function dataFolder(env: Environment): string {
  const root = env['EXITBENCH_CACHE'] || join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'exitbench');
  return join(root, 'data');
}
