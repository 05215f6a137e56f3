// @ts-check
// The steps that `npm run bench` and `npm test` share. Node's own modules only: these run before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const INSTALLED = join(ROOT, 'node_modules/.exitbench-installed');
const OLDEST_NODE = [20, 19];

let interrupted = false;

/** Whether this process was told to stop: then no further step should start. */
export function wasInterrupted() {
  return interrupted;
}

/** Exits with a plain sentence on a Node that is too old, before anything fails in a less plain way. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(`exitbench needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}. Install a newer Node, then run the command again.`);
  process.exit(1);
}

/**
 * Runs a program with this process's terminal.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, aside?: boolean }} [options] `cwd`: default the repository's root; `env` is added to this process's environment; `aside`: what it says goes to the standard error
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it, 127 when it could not be started
 */
export function run(command, args, { cwd = ROOT, env = {}, aside = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['inherit', aside ? 2 : 'inherit', 'inherit'], env: { ...process.env, ...env }, shell: process.platform === 'win32' && command !== process.execPath });
    // A terminal sends Ctrl-C to the child as well; sent on, it would arrive twice and count as the second, impatient one.
    const onInterrupt = () => {
      interrupted = true;
      if (!process.stdin.isTTY) child.kill('SIGINT');
    };
    const onTerminate = () => {
      interrupted = true;
      child.kill('SIGTERM');
    };
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
    const end = (/** @type {number} */ code) => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      end(127);
    });
    child.on('exit', (code, signal) => end(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** A program of the installed development tools. @param {string} name */
export function tool(name) {
  return join(ROOT, 'node_modules/.bin', name);
}

/** Installs what the lockfile says with the pnpm that package.json names; does nothing when that is already there. @param {{ aside?: boolean }} [options] @returns {Promise<number>} exit code */
export async function install(options) {
  const wanted = installDigest();
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return 0;
  const code = await pnpmInstall('--frozen-lockfile', options);
  if (code === 0) writeFileSync(INSTALLED, wanted);
  else console.error('Installing the dependencies failed (see above). It needs the npm registry once; run the same command again when it can be reached.');
  return code;
}

/** Installs what the manifests say and writes the lockfile, in continuous integration too. @returns {Promise<number>} exit code */
export async function installAnew() {
  const code = await pnpmInstall('--no-frozen-lockfile');
  if (code === 0) writeFileSync(INSTALLED, installDigest());
  return code;
}

/** Provides the native engine where that is possible; what falls back to WebAssembly says why and is no failure. Dawn where it is asked for, without which there is no falling back. @param {{ aside?: boolean }} [options] @returns {Promise<number>} exit code */
export async function setUpEngine(options) {
  const engine = process.env['EXITBENCH_ENGINE'];
  if (engine === 'wasm' || engine === 'cpu') {
    (options?.aside ? console.error : console.log)(`engine: ${engine}, by EXITBENCH_ENGINE; no library is set up`);
    return 0;
  }
  if (engine === 'webgpu') return run(process.execPath, [join(ROOT, 'tools/setup-webgpu.mjs')], options);
  return run(process.execPath, [join(ROOT, 'tools/setup-engine.mjs')], options);
}

/** @param {number} start of `performance.now()` */
export function elapsed(start) {
  const seconds = (performance.now() - start) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

// ---------------------------------------------------------------------------------------------------------------------

/** @param {string} flag @param {{ aside?: boolean }} [options] */
function pnpmInstall(flag, options) {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return run('npx', ['-y', packageManager, 'install', flag], options);
}

/** What an installation depends on: lockfile, manifests, platform and Node's binary interface. */
function installDigest() {
  const below = ['packages', 'plugins'].flatMap((parent) => readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`)).sort();
  const folders = ['.', 'benchmarks', 'reports', 'tools', ...below];
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...folders.map((folder) => `${folder}/package.json`)].filter((file) => existsSync(join(ROOT, file)));
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}\n`);
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}
