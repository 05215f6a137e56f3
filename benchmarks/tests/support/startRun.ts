import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { onTestFinished } from 'vitest';

/** A run that was started. */
export interface Started {
  /** What it has said so far. On a terminal there is one stream only. */
  readonly out: () => string;
  readonly err: () => string;
  /** What is typed at its terminal, or sent into its pipe. */
  readonly type: (keys: string) => void;
  /** Waits until it has said something. @throws where it ends without */
  readonly seen: (text: string | RegExp) => Promise<void>;
  /** Its exit code. */
  readonly ended: Promise<unknown>;
}

/** An empty folder that goes when the test ends. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the benchmarks' command line on the sources, with pipes. */
export function inPipes(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  return start(process.execPath, [...NODE, ...args], env);
}

/** Runs it at a terminal of 72 columns and 20 lines. `script` of util-linux makes one. */
export function atTerminal(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const line = [process.execPath, ...NODE, ...args].map((arg) => `'${arg}'`).join(' ');
  return start('script', ['-qec', `stty cols 72 rows 20; exec ${line}`, '/dev/null'], { TERM: 'xterm-256color', ...env });
}

// ---------------------------------------------------------------------------------------------------------------------

const NODE = [
  '--conditions=@exitbench/source', '--import', new URL('register.mjs', pathToFileURL(createRequire(import.meta.url).resolve('@oxc-node/core'))).href,
  fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
];

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Started {
  // What runs these tests may be a continuous integration, or Nx, and says so.
  const { CI: _ci, NO_COLOR: _colour, INIT_CWD: _cwd, ...outer } = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')));
  const child = spawn(command, args, { env: { ...outer, ...env }, stdio: 'pipe' });
  let [out, err] = ['', ''];
  const listeners = new Set<() => void>();
  const hear = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    hear();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    hear();
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => code);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    out: () => out, err: () => err, ended,
    type: (keys) => void child.stdin.write(keys),
    seen: (text) => new Promise((resolve, reject) => {
      const listener = (): void => {
        if (typeof text === 'string' ? out.includes(text) || err.includes(text) : text.test(out) || text.test(err)) resolve();
      };
      listeners.add(listener);
      void ended.then(() => reject(new Error(`It ended without ${String(text)}:\n${out}\n${err}`)));
      listener();
    }),
  };
}
