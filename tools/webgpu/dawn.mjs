import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { withLock } from '../engine/lock.mjs';
import { cacheFolder, requireFromEngines } from '../engine/paths.mjs';
import { run } from '../engine/run.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** The pinned package: name, version, integrity and size of its archive, the systems that it has a library for. */
export const DAWN = JSON.parse(readFileSync(join(HERE, 'dawn.json'), 'utf8'));

const PLATFORM = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
/** Where `packages/engines` looks first. */
const INSTALLED = join(HERE, '../../packages/engines/node_modules', DAWN.package);

/**
 * Makes `packages/engines` find Dawn: what is installed, else what the cache holds, else npm's package, of which only
 * this system's library is kept. Gives `{ ok: true, how }` or `{ ok: false, reason, remedy }`.
 */
export async function provideDawn({ download, say, env = process.env }) {
  if (installedVersion() === DAWN.version) return { ok: true, how: 'was ready' };
  if (!DAWN.platforms.includes(PLATFORM)) return { ok: false, reason: `Dawn for Node has no library for ${PLATFORM}`, remedy: 'wasm works everywhere' };
  const cache = cacheFolder(env);
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    return { ok: false, reason: `the cache folder ${cache} cannot be made: ${error.message}`, remedy: 'name another place with EXITBENCH_CACHE' };
  }
  const onWait = () => say('another set-up is at work on this cache; waiting for it');
  return withLock(join(cache, 'webgpu-lock'), () => provideLocked({ cache, download, say }), { onWait });
}

/** The folder of the cache that holds this system's library. */
export function dawnEntry(cache) {
  const pin = createHash('sha256').update(DAWN.integrity).digest('hex').slice(0, 12);
  return join(cache, `${DAWN.package}-${DAWN.version}-${pin}-${PLATFORM}`);
}

// ---------------------------------------------------------------------------------------------------------------------

function installedVersion() {
  try {
    const file = requireFromEngines.resolve(`${DAWN.package}/package.json`);
    if (!existsSync(join(dirname(file), 'dist', PLATFORM, 'dawn.node'))) return undefined;
    return JSON.parse(readFileSync(file, 'utf8')).version;
  } catch {
    return undefined;
  }
}

async function provideLocked({ cache, download, say }) {
  const entry = dawnEntry(cache);
  let how = 'was taken from the cache';
  if (!existsSync(entry)) {
    if (!download) return { ok: false, reason: 'Dawn is not in the cache, and nothing may be downloaded', remedy: 'run this without `--no-download` and EXITBENCH_NO_DOWNLOAD' };
    say(`downloading ${DAWN.package} ${DAWN.version} (Dawn for Node) with npm: ${Math.round(DAWN.bytes / 1e6)} MB, once; some 20 MB of disk stay in use`);
    const filled = await fill(cache, entry);
    if (!filled.ok) return filled;
    how = 'was downloaded';
  }
  return link(entry) ? { ok: true, how } : { ok: false, reason: `${INSTALLED} is another version, which somebody else has put there`, remedy: `remove it, or install ${DAWN.package}@${DAWN.version} in its place` };
}

/** An entry comes into being by one rename, so it is whole or absent. */
async function fill(cache, entry) {
  const temporary = join(cache, 'webgpu-unfinished');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    const args = ['install', '--prefix', temporary, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', `${DAWN.package}@${DAWN.version}`];
    const installed = await run('npm', args, { cwd: temporary, timeoutMs: 1_800_000, shell: process.platform === 'win32' });
    if (!installed.ok) return { ok: false, reason: `npm cannot provide ${DAWN.package} ${DAWN.version}: ${installed.error.split('\n').find((line) => /error/i.test(line)) ?? installed.error}`, remedy: 'check the network and npm\'s registry, then run this again' };
    const packages = JSON.parse(readFileSync(join(temporary, 'node_modules/.package-lock.json'), 'utf8')).packages;
    const { integrity } = packages[`node_modules/${DAWN.package}`];
    if (integrity !== DAWN.integrity) return { ok: false, reason: `npm's ${DAWN.package} ${DAWN.version} has the integrity ${integrity}, pinned is ${DAWN.integrity}; it is not used`, remedy: 'look at what npm\'s registry serves, then run this again' };
    const folder = join(temporary, 'node_modules', DAWN.package);
    for (const name of readdirSync(join(folder, 'dist'))) {
      if (name !== PLATFORM) rmSync(join(folder, 'dist', name), { recursive: true });
    }
    renameSync(folder, entry);
    return { ok: true };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Replaces a link of ours; leaves alone what is none. */
function link(entry) {
  const there = lstatSync(INSTALLED, { throwIfNoEntry: false });
  if (there !== undefined && !there.isSymbolicLink()) return false;
  mkdirSync(dirname(INSTALLED), { recursive: true });
  const fresh = `${INSTALLED}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(entry, fresh, 'junction');
  rmSync(INSTALLED, { force: true });
  renameSync(fresh, INSTALLED);
  return true;
}
