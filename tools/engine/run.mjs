import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Runs a program to its end and gives `{ ok, output, error, timedOut }`; `error` is the end of its error output.
 * Never throws for a program that fails or does not exist. The program is killed with its children on a time-out.
 */
export function run(file, args, { timeoutMs = 600_000, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    let error = '';
    let timedOut = false;
    const kill = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It is gone already.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, timeoutMs);
    process.once('exit', kill);
    const end = (ok) => {
      clearTimeout(timer);
      process.removeListener('exit', kill);
      resolve({ ok, output, error: error.trim().slice(-2000), timedOut });
    };
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (error += data));
    child.on('error', (cause) => {
      error += cause.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/** Every program of one of these names on PATH, in PATH's order, each file once. */
export function findPrograms(names, env) {
  const found = new Map();
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const name of names) {
      const file = join(folder, name);
      // By folder, not by the program's own real path: a virtual environment's python is a link to the system's.
      if (isProgram(file)) found.set(join(realpathSync(folder), name), found.get(join(realpathSync(folder), name)) ?? file);
    }
  }
  return [...found.values()];
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
