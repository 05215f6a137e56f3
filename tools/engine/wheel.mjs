import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { findCompiler } from './compile.mjs';
import { digestOfFile } from './digest.mjs';
import { existingParent, WHEEL } from './paths.mjs';
import { findPrograms, run } from './run.mjs';

/** Headers and libraries only: the rest of the wheel is Python. The names are checked by zipfile against leaving the folder. */
const UNPACK = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [n for n in wheel.namelist() if n.startswith(('tensorflow/libtensorflow', 'tensorflow/include/'))])
`;

/** What a complete entry says about itself, or nothing. An entry comes into being by one rename, so it is whole or absent. */
export function readEntry(entry) {
  try {
    const facts = JSON.parse(readFileSync(join(entry, 'entry.json'), 'utf8'));
    const whole = facts.wheel === WHEEL.sha256 && WHEEL.libraries.every((name) => statSync(join(entry, 'tensorflow', name)).size === facts.libraries[name].bytes);
    return whole ? facts : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Fills the cache entry from the pinned wheel: download with pip, SHA-256 of the wheel, unpack, digests of the libraries,
 * one rename. Gives `{ ok: true }` or `{ ok: false, reason, remedy }`.
 */
export async function provideEntry({ entry, temporary, keepWheel, stillHeld, say }) {
  const pythons = await findPythons();
  // All at once: whoever installs one thing should not be told of the next one afterwards.
  const missing = [findCompiler(), pipOf(pythons), checkDisk(entry)].filter(({ ok }) => !ok);
  if (missing.length > 0) return { ok: false, reason: missing.map(({ reason }) => reason).join('; '), remedy: missing.map(({ remedy }) => remedy).join('; ') };

  say(`downloading ${WHEEL.package} ${WHEEL.version}: ${mega(WHEEL.bytes)}, once; ${mega(WHEEL.unpackedBytes)} of disk stay in use. 20 s to some minutes, as the network allows.`);
  const download = await downloadWheel(pythons, temporary, say);
  if (!download.ok) return download;

  say('unpacking libraries and headers (about 10 s)');
  const unpacked = join(temporary, 'entry');
  mkdirSync(unpacked);
  const unpack = await run(download.python, ['-c', UNPACK, download.file, unpacked]);
  if (!unpack.ok) return { ok: false, reason: `the wheel could not be unpacked: ${unpack.error}`, remedy: 'look at free disk space and run this again' };
  const libraries = {};
  for (const name of WHEEL.libraries) {
    const file = join(unpacked, 'tensorflow', name);
    libraries[name] = { bytes: statSync(file).size, sha256: await digestOfFile(file) };
  }
  writeFileSync(join(unpacked, 'entry.json'), `${JSON.stringify({ wheel: WHEEL.sha256, version: WHEEL.version, libraries }, undefined, 2)}\n`);
  if (!stillHeld()) return { ok: false, reason: 'another set-up took the lock over while this one was held up', remedy: 'run this again' };
  rmSync(entry, { recursive: true, force: true });
  renameSync(unpacked, entry);
  if (keepWheel) renameSync(download.file, join(entry, WHEEL.file));
  return { ok: true };
}

/** A folder under `parent` that is free of leftovers: whoever holds the lock is the only one at work. */
export function freshTemporary(parent) {
  const temporary = join(parent, 'unfinished');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  return temporary;
}

// ---------------------------------------------------------------------------------------------------------------------

function checkDisk(folder) {
  const place = existingParent(folder);
  const { bavail, bsize } = statfsSync(place);
  const needed = WHEEL.bytes + WHEEL.unpackedBytes;
  if (bavail * bsize >= needed) return { ok: true };
  return {
    ok: false,
    reason: `${place} has ${mega(bavail * bsize)} free, ${mega(needed)} are needed while unpacking (${mega(WHEEL.unpackedBytes)} stay)`,
    remedy: 'free some space or name another place with EXITBENCH_CACHE',
  };
}

function pipOf(pythons) {
  if (pythons.length > 0) return { ok: true };
  return { ok: false, reason: 'there is no python3 with pip on PATH', remedy: 'install them (Debian: `apt-get install python3-pip`), any version of Python will do' };
}

async function findPythons() {
  const found = [];
  for (const file of findPrograms(['python3', 'python'], process.env)) {
    const sameFolder = found.some((other) => dirname(other) === dirname(file));
    if (!sameFolder && (await run(file, ['-m', 'pip', '--version'], { timeoutMs: 30_000 })).ok) found.push(file);
  }
  return found;
}

/** Asks each python's pip in turn: they may be configured for different package indexes. */
async function downloadWheel(pythons, temporary, say) {
  const wanted = Object.entries(WHEEL.pip).flatMap(([name, value]) => [`--${name}`, value]);
  const file = join(temporary, WHEEL.file);
  const failures = [];
  for (const python of pythons) {
    const args = ['-m', 'pip', 'download', '--disable-pip-version-check', '--no-cache-dir', '--no-deps', '--only-binary=:all:', '--retries', '1', '--quiet'];
    const started = Date.now();
    const ticker = setInterval(() => say(`still downloading (${Math.round((Date.now() - started) / 1000)} s)`), 20_000);
    // pip's own temporary files beside ours: /tmp may be small.
    const env = { ...process.env, TMPDIR: temporary };
    const result = await run(python, [...args, ...wanted, '--dest', temporary, `${WHEEL.package}==${WHEEL.version}`], { timeoutMs: 3_600_000, env });
    clearInterval(ticker);
    if (!result.ok || !existsSync(file)) {
      failures.push(`${python}: ${lastError(result.error)}`);
      continue;
    }
    const sha256 = await digestOfFile(file);
    if (sha256 === WHEEL.sha256) return { ok: true, python, file };
    rmSync(file);
    return { ok: false, reason: `${WHEEL.file} as ${python} got it has SHA-256 ${sha256}, pinned is ${WHEEL.sha256}; it was not unpacked`, remedy: 'look at what pip\'s index serves (`pip config list`), then run this again' };
  }
  return { ok: false, reason: `the wheel could not be had\n    ${failures.join('\n    ')}`, remedy: 'check the network and pip\'s index (`pip config list`), then run this again' };
}

function lastError(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('ERROR'));
  return (lines.at(-1) ?? text.split('\n').at(-1) ?? '').trim() || 'pip failed without a word';
}

function mega(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
