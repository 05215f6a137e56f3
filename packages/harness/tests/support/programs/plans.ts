/** Calls a plugin that does something no plugin may do, as planning does, watched or not. Says `planned` and the error, if there is one. */
import { execSync } from 'node:child_process';

import { watchPlanning } from '../../../src/index.ts';
import { callPlugin } from '../../../src/plan/guard.ts';

const ACTS: { readonly [how: string]: () => unknown } = {
  none: () => undefined,
  exit: () => process.exit(0),
  reallyExit: () => (process as unknown as { reallyExit(code: number): never }).reallyExit(0),
  abort: () => process.abort(),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  group: () => process.kill(0, 'SIGKILL'),
  wait: () => execSync('sleep 600'),
  promises: () => void turn(),
  later: () => void setTimeout(() => process.exit(0), 1),
};

const [how = 'none', watching] = process.argv.slice(2);
// The program's own end is its own affair.
if (how === 'stopped') process.on('SIGTERM', () => process.exit(2));
const act = async (): Promise<void> => {
  if (how === 'module') await import('./endless.ts');
  if (how === 'never') await new Promise(() => {});
  callPlugin('some-plugin', 'build', () => ACTS[how]?.());
  if (how === 'stopped') execSync(`kill -TERM ${process.pid}`);
  if (how === 'later' || how === 'stopped') await new Promise((resolve) => void setTimeout(resolve, 500));
  // What a plugin leaves behind runs before this does.
  await new Promise((resolve) => void setImmediate(resolve));
};
try {
  await (watching === 'unwatched' ? act() : watchPlanning({ plugin: 'the benchmark', method: 'planning' }, act));
  console.log('planned');
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}

async function turn(): Promise<void> {
  for (;;) await Promise.resolve();
}
