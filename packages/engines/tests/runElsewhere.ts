import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Engine } from '../src/index.ts';

export interface Ended {
  readonly code: number | null;
  /** What it wrote to its outputs. */
  readonly printed: string;
  /** What it reported on file descriptor 3. */
  readonly report: { readonly engine: Engine; readonly product: number[]; readonly threads: string[]; readonly addedListeners: number; readonly navigator: string } | undefined;
}

/** Runs a fixture in a process of its own, through the sources, until it ends by itself. */
export function runElsewhere(fixture: string, args: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env): Promise<Ended> {
  const script = fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url));
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const node = ['--import', '@oxc-node/core/register', '--conditions=@exitbench/source', script, ...args];
  const child = spawn(process.execPath, node, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const texts = ['', '', '', ''];
  for (const fd of [1, 2, 3]) child.stdio[fd]?.on('data', (data: Buffer) => (texts[fd] += String(data)));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, printed: `${texts[1]}${texts[2]}`, report: texts[3] === '' ? undefined : JSON.parse(texts[3] ?? '') as Ended['report'] });
    });
  });
}
