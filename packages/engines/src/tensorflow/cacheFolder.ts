import { homedir } from 'node:os';
import { join } from 'node:path';

import type { Environment } from '../types.ts';

/** Where the set-up keeps unpacked libraries, shared by all checkouts. The same rule as in tools/engine/paths.mjs. */
export function cacheFolder(env: Environment): string {
  if (env['EXITBENCH_CACHE']) return join(env['EXITBENCH_CACHE'], 'engines');
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'exitbench', 'engines');
}
