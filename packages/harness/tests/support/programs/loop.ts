/** Starts itself once more, in a group of its own; there it says so and is in a loop without end, with a watchdog or without one. */
import { fork } from 'node:child_process';
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { startWatchdog } from '../../../src/run/watchdog.ts';

const [role, parent] = process.argv.slice(2);
if (parent === undefined) {
  fork(fileURLToPath(import.meta.url), [String(role), String(process.pid)], { detached: true, stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
} else {
  if (role === 'watched') await startWatchdog(Number(parent), 'none');
  writeSync(1, 'looping\n');
  for (;;);
}
