// @ts-check
// Nx executor `@exitbench/tools:node`. Nx's own `nx:run-commands` glues arguments to a line for /bin/sh, which would read `resnet(width=8)` and `;` as its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs a Node script in the workspace root with this process's terminal and the arguments after `--`, each as it was given.
 * `INIT_CWD` tells the script which folder its caller is in, as npm's and pnpm's scripts are told.
 * @param {{ script: string, __unparsed__: readonly string[] }} options
 * @param {{ root: string, cwd: string }} context
 * @returns {Promise<{ success: boolean }>}
 */
export default function nodeExecutor({ script, __unparsed__: args }, { root, cwd }) {
  return new Promise((resolve) => {
    const env = { ...process.env, INIT_CWD: process.env['INIT_CWD'] ?? cwd };
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit', env });
    // A signal is for the script, which the sender reaches itself; this process waits for how it ends.
    const wait = () => {};
    process.on('SIGINT', wait).on('SIGTERM', wait).on('SIGHUP', wait);
    const end = (/** @type {boolean} */ success) => {
      process.off('SIGINT', wait).off('SIGTERM', wait).off('SIGHUP', wait);
      resolve({ success });
    };
    child.on('error', (error) => {
      console.error(`${script} could not be started: ${error.message}`);
      end(false);
    });
    child.on('exit', (code) => end(code === 0));
  });
}
