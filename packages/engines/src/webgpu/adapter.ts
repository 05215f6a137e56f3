import { spawnSync } from 'node:child_process';

import type { Adapter, Environment } from '../types.ts';
import { type Dawn, type Missing, findDawn } from './dawn.ts';

/** What computes, or why nothing does. */
export type AdapterOrReason = { readonly dawn: Dawn; readonly adapter: Adapter } | Missing;

/** What to do where Dawn finds nothing to compute on. */
export const NO_ADAPTER = 'It needs a GPU whose driver speaks Vulkan (with libvulkan.so.1), Metal or Direct3D 12. `EXITBENCH_ENGINE=wasm` needs none; `node tools/webgpu-suite.mjs` tests this engine on a software driver.';

/** Milliseconds in which a driver answers on any machine that one would train on. */
const PATIENCE = 60_000;

/** Asks as TensorFlow.js does, in a process of its own: a driver that fails may take its process along. */
const QUESTION = `
const { create } = require(process.argv[1]);
create([]).requestAdapter({ powerPreference: 'high-performance' }).then((adapter) => {
  const { vendor, architecture, device, description } = adapter?.info ?? {};
  process.stdout.write(JSON.stringify(adapter ? { vendor, architecture, device, description } : null));
});`;

/** What has been opened in this process: asked for again, that is the answer. */
let opened: Adapter | undefined;
const answers = new Map<string, AdapterOrReason>();

/**
 * The adapter that WebGPU would compute on, or why there is none. Loads nothing into this process: the first call takes
 * as long as a driver takes to start, about a second. The environment may choose among drivers (`VK_DRIVER_FILES`).
 */
export function findAdapter(env: Environment = process.env): AdapterOrReason {
  const dawn = findDawn();
  if ('reason' in dawn) return dawn;
  if (opened !== undefined) return { dawn, adapter: opened };
  const key = JSON.stringify(Object.entries(env).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const answer = answers.get(key) ?? ask(dawn, env);
  answers.set(key, answer);
  return answer;
}

/** Remembers the adapter that the engine has started on. */
export function rememberOpened(adapter: Adapter): void {
  opened = adapter;
}

// ---------------------------------------------------------------------------------------------------------------------

function ask(dawn: Dawn, env: Environment): AdapterOrReason {
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, ['-e', QUESTION, dawn.file], { env: { ...env }, encoding: 'utf8', timeout: PATIENCE });
  if (error !== undefined || status !== 0) {
    return { reason: `Dawn does not start here (${lastLine(stderr) ?? error?.message ?? `its process ended with ${signal ?? status}`})`, remedy: NO_ADAPTER };
  }
  const adapter = JSON.parse(stdout) as Adapter | null;
  if (adapter !== null) return { dawn, adapter };
  const said = /Couldn't load [^\n]+/.exec(stderr)?.[0];
  return { reason: `Dawn finds no GPU adapter${said === undefined ? '' : ` (${said})`}`, remedy: NO_ADAPTER };
}

/** What an error says, without the frames that it is said with. */
function lastLine(text: string | null): string | undefined {
  return (text ?? '').split('\n').findLast((line) => /^\w*Error: /.test(line));
}
