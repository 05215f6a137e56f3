import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { findCompiler } from './compile.mjs';
import { digestOfFile } from './digest.mjs';
import { fetchCompanions } from './companions.mjs';
import { existingParent } from './paths.mjs';
import { mega } from './mega.mjs';
import { UNPACK, pipDownload } from './pip.mjs';
import { findPrograms, run } from './run.mjs';

/** What a complete entry says about itself, or nothing. An entry comes into being by one rename, so it is whole or absent. */
export function readEntry(entry, wheel) {
  try {
    const facts = JSON.parse(readFileSync(join(entry, 'entry.json'), 'utf8'));
    const pinned = wheel.sha256 === undefined ? facts.version === wheel.version : facts.wheel === wheel.sha256;
    const whole = pinned && wheel.libraries.every((name) => statSync(join(entry, 'tensorflow', name)).size === facts.libraries[name].bytes);
    return whole ? facts : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Fills the cache entry from the pinned wheel: download with pip, SHA-256 of the wheel, unpack, digests of the libraries,
 * the wheels that it asks for beside it, one rename. Gives `{ ok: true }` or `{ ok: false, reason, remedy }`.
 */
export async function provideEntry({ wheel, entry, temporary, keepWheel, stillHeld, say }) {
  const pythons = await findPythons();
  // All at once: whoever installs one thing should not be told of the next one afterwards.
  const missing = [findCompiler(), pipOf(pythons), checkDisk(entry, wheel)].filter(({ ok }) => !ok);
  if (missing.length > 0) return { ok: false, reason: missing.map(({ reason }) => reason).join('; '), remedy: missing.map(({ remedy }) => remedy).join('; ') };

  const { bytes, unpackedBytes } = sizesOf(wheel);
  say(`downloading ${wheel.package} ${wheel.version}${wheel.companions === undefined ? '' : ' and NVIDIA\'s libraries'}: ${mega(bytes)}, once; ${mega(unpackedBytes)} of disk stay in use. 20 s to some minutes, as the network allows.`);
  const download = await downloadWheel(pythons, wheel, temporary, say);
  if (!download.ok) return download;

  say('unpacking libraries and headers (about 10 s)');
  const unpacked = join(temporary, 'entry');
  mkdirSync(unpacked);
  const unpack = await run(download.python, ['-c', UNPACK, download.file, unpacked, 'tensorflow/libtensorflow', 'tensorflow/include/']);
  if (!unpack.ok) return { ok: false, reason: `the wheel could not be unpacked: ${unpack.error}`, remedy: 'look at free disk space and run this again' };
  const libraries = {};
  for (const name of wheel.libraries) {
    const file = join(unpacked, 'tensorflow', name);
    libraries[name] = { bytes: statSync(file).size, sha256: await digestOfFile(file) };
  }
  const beside = wheel.companions === undefined ? { ok: true } : await fetchCompanions({ wheel, download, unpacked, temporary, say });
  if (!beside.ok) return beside;
  const facts = { wheel: download.sha256, version: wheel.version, libraries, ...(beside.companions === undefined ? {} : { companions: beside.companions }) };
  writeFileSync(join(unpacked, 'entry.json'), `${JSON.stringify(facts, undefined, 2)}\n`);
  if (!stillHeld()) return { ok: false, reason: 'another set-up took the lock over while this one was held up', remedy: 'run this again' };
  rmSync(entry, { recursive: true, force: true });
  renameSync(unpacked, entry);
  if (keepWheel) renameSync(download.file, join(entry, wheel.file));
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

/** With the wheels beside it. */
function sizesOf({ bytes, unpackedBytes, companions }) {
  return { bytes: bytes + (companions?.bytes ?? 0), unpackedBytes: unpackedBytes + (companions?.unpackedBytes ?? 0) };
}

function checkDisk(folder, wheel) {
  const place = existingParent(folder);
  const { bavail, bsize } = statfsSync(place);
  const { bytes, unpackedBytes } = sizesOf(wheel);
  const needed = bytes + unpackedBytes;
  if (bavail * bsize >= needed) return { ok: true };
  return {
    ok: false,
    reason: `${place} has ${mega(bavail * bsize)} free, ${mega(needed)} are needed while unpacking (${mega(unpackedBytes)} stay)`,
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
async function downloadWheel(pythons, wheel, temporary, say) {
  const wanted = Object.entries(wheel.pip).flatMap(([name, value]) => [`--${name}`, value]);
  const file = join(temporary, wheel.file);
  const failures = [];
  for (const python of pythons) {
    const result = await pipDownload({ python, temporary, args: [...wanted, `${wheel.package}==${wheel.version}`], say });
    if (!result.ok || !existsSync(file)) {
      failures.push(`${python}: ${result.reason ?? `it gave no ${wheel.file}`}`);
      continue;
    }
    const sha256 = await digestOfFile(file);
    if (wheel.sha256 === undefined || sha256 === wheel.sha256) return { ok: true, python, file, sha256 };
    rmSync(file);
    return { ok: false, reason: `${wheel.file} as ${python} got it has SHA-256 ${sha256}, pinned is ${wheel.sha256}; it was not unpacked`, remedy: 'look at what pip\'s index serves (`pip config list`), then run this again' };
  }
  return { ok: false, reason: `the wheel could not be had\n    ${failures.join('\n    ')}`, remedy: 'check the network and pip\'s index (`pip config list`), then run this again' };
}
