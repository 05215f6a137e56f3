import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { digestOfFile } from '../engine/digest.mjs';
import { withLock } from '../engine/lock.mjs';
import { cacheFolder } from '../engine/paths.mjs';
import { findPrograms, run } from '../engine/run.mjs';

/** Debian's package that has SwiftShader, a Vulkan driver that computes on the processor, and a loader of drivers. */
const PACKAGE = 'chromium-common';
const DRIVER = 'libvk_swiftshader.so';
const LOADER = 'libvulkan.so.1';

/**
 * Provides SwiftShader without being root: Debian's package is downloaded and unpacked into the cache, nothing is
 * installed. Its version is what Debian offers today, so it is told. Gives `{ ok: true, env, what }`, where `env` makes
 * Vulkan find it, or `{ ok: false, reason, remedy }`.
 */
export async function provideSwiftshader({ download, say, env = process.env }) {
  if (process.platform !== 'linux') return failed(`SwiftShader is taken from a Debian package, this is ${process.platform}`, 'run this on Linux, or on a machine with a GPU');
  const cache = cacheFolder(env);
  mkdirSync(cache, { recursive: true });
  const entry = join(cache, `swiftshader-${process.arch}`);
  return withLock(join(cache, 'swiftshader-lock'), async () => {
    if (!existsSync(join(entry, 'entry.json'))) {
      const filled = await fill({ cache, entry, download, say, env });
      if (!filled.ok) return filled;
    }
    const { version, sha256 } = JSON.parse(readFileSync(join(entry, 'entry.json'), 'utf8'));
    return {
      ok: true,
      what: `SwiftShader of ${PACKAGE} ${version}, SHA-256 ${sha256.slice(0, 12)}…`,
      env: {
        VK_DRIVER_FILES: join(entry, 'icd.json'),
        // Its older name.
        VK_ICD_FILENAMES: join(entry, 'icd.json'),
        LD_LIBRARY_PATH: [entry, ...(env.LD_LIBRARY_PATH ? [env.LD_LIBRARY_PATH] : [])].join(delimiter),
      },
    };
  }, { onWait: () => say('another set-up is at work on this cache; waiting for it') });
}

// ---------------------------------------------------------------------------------------------------------------------

async function fill({ cache, entry, download, say, env }) {
  if (!download) return failed('SwiftShader is not in the cache, and nothing may be downloaded', 'run this without `--no-download` and EXITBENCH_NO_DOWNLOAD');
  const missing = ['apt-get', 'dpkg', 'dpkg-deb'].filter((name) => findPrograms([name], env).length === 0);
  if (missing.length > 0) return failed(`there is no ${missing.join(' and no ')} here: SwiftShader is taken from a Debian package`, 'run this on Debian, or on a machine with a GPU');
  const temporary = join(cache, 'swiftshader-unfinished');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(join(temporary, 'entry'), { recursive: true });
  try {
    say(`downloading Debian's ${PACKAGE}, about 32 MB, for the ${DRIVER} in it`);
    const downloaded = await run('apt-get', ['download', PACKAGE], { cwd: temporary, env, timeoutMs: 1_800_000 });
    const archive = readdirSync(temporary).find((name) => name.endsWith('.deb'));
    if (!downloaded.ok || archive === undefined) return failed(`apt-get cannot download ${PACKAGE}: ${lastError(downloaded.error)}`, 'check the network and `apt-get update`, then run this again');
    const unpacked = await run('dpkg', ['-x', archive, 'unpacked'], { cwd: temporary });
    const version = await run('dpkg-deb', ['-f', archive, 'Version'], { cwd: temporary });
    const from = join(temporary, 'unpacked/usr/lib/chromium');
    const absent = [DRIVER, LOADER].filter((name) => !existsSync(join(from, name)));
    if (!unpacked.ok || absent.length > 0) return failed(`${archive} has no ${absent.join(' and no ') || 'readable content'}`, 'look at what this system calls chromium: it has to be Debian\'s');
    for (const name of [DRIVER, LOADER]) copyFileSync(join(from, name), join(temporary, 'entry', name));
    // The path is absolute: so the driver is found whatever else the loader searches.
    const icd = { file_format_version: '1.0.0', ICD: { library_path: join(entry, DRIVER), api_version: '1.0.5' } };
    writeFileSync(join(temporary, 'entry/icd.json'), `${JSON.stringify(icd)}\n`);
    const facts = { version: version.output.trim(), sha256: await digestOfFile(join(from, DRIVER)) };
    writeFileSync(join(temporary, 'entry/entry.json'), `${JSON.stringify(facts)}\n`);
    rmSync(entry, { recursive: true, force: true });
    renameSync(join(temporary, 'entry'), entry);
    return { ok: true };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function lastError(text) {
  return text.split('\n').findLast((line) => line.startsWith('E:')) ?? text.split('\n').at(-1) ?? 'without a word';
}

function failed(reason, remedy) {
  return { ok: false, reason, remedy };
}
