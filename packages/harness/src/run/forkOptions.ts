import type { ForkOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { SOURCE_CONDITION } from '../digest/contributors.ts';

/** The worker's file, and how to run it: built files as they are, sources with what runs TypeScript in this workspace. */
export function workerModule(): { readonly file: string; readonly options: ForkOptions } {
  const isSource = import.meta.url.endsWith('.ts');
  const execArgv = isSource ? [`--conditions=${SOURCE_CONDITION}`, '--import', registerUrl()] : [];
  return {
    file: fileURLToPath(new URL(isSource ? './worker.ts' : './worker.js', import.meta.url)),
    // A process group of its own: Ctrl-C reaches us alone, and what a worker starts ends with it.
    options: { execArgv, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function registerUrl(): string {
  // Exported for `import` only, so it is found beside the main file.
  return new URL('register.mjs', pathToFileURL(createRequire(import.meta.url).resolve('@oxc-node/core'))).href;
}
