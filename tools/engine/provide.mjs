import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { PROGRAMS, compileBinding } from './compile.mjs';
import { linkBinding, readManifest, uninstall, writeManifest } from './install.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, entryPaths, findTfjsNode, installedPaths, RECIPE, WHEEL } from './paths.mjs';
import { installPrebuilt, prebuiltReachable, removePrebuilt } from './prebuilt.mjs';
import { verifyByComputing } from './verify.mjs';
import { freshTemporary, provideEntry, readEntry } from './wheel.mjs';

/**
 * Provides the native engine by the first route that works. Gives `{ ok: true, manifest, how }` or `{ ok: false, problems }`,
 * each problem `{ reason, remedy }`; never throws for what the machine lacks.
 */
export async function provideEngine(options, say) {
  const tfjsNode = findTfjsNode();
  if (tfjsNode === undefined) return failed('the optional package @tensorflow/tfjs-node-gpu is not installed', 'install the workspace again with optional dependencies');
  if (process.platform !== 'linux') return failed(`the native engine is set up on Linux only, this is ${process.platform}`, 'wasm works everywhere');

  const ready = await alreadyGood(tfjsNode);
  if (ready !== undefined) return ready;

  const cache = cacheFolder(process.env);
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    return failed(`the cache folder ${cache} cannot be made: ${error.message}`, 'name another place with EXITBENCH_CACHE');
  }
  const onWait = () => say('another set-up is at work on this cache; waiting for it');
  return withLock(join(cache, 'lock'), ({ stillHeld }) => provideLocked({ options, say, tfjsNode, cache, stillHeld }), { onWait });
}

/** Takes the engine out of this checkout and deletes its cache. */
export async function removeEngine(say) {
  const tfjsNode = findTfjsNode();
  if (tfjsNode !== undefined) {
    if (readManifest(tfjsNode.folder)?.route === 'prebuilt') removePrebuilt(tfjsNode.folder);
    else uninstall(tfjsNode.folder);
  }
  const cache = cacheFolder(process.env);
  if (existsSync(cache)) {
    await withLock(join(cache, 'lock'), async () => {
      if (tfjsNode !== undefined) rmSync(entryPaths(cache, tfjsNode.version).entry, { recursive: true, force: true });
      rmSync(join(cache, 'unfinished'), { recursive: true, force: true });
    });
  }
  say(`removed from this checkout and from ${cache}`);
}

// ---------------------------------------------------------------------------------------------------------------------

async function alreadyGood(tfjsNode) {
  const manifest = readManifest(tfjsNode.folder);
  if (manifest === undefined || manifest.tfjsNode !== tfjsNode.version) return undefined;
  // A new pin asks for a new library; what upstream ships has no pin of ours.
  if (manifest.route === 'wheel' && (manifest.wheel !== WHEEL.sha256 || manifest.recipe !== RECIPE)) return undefined;
  const found = await verifyByComputing(tfjsNode.folder);
  return found.ok && found.version === manifest.version ? { ok: true, manifest, how: 'was ready' } : undefined;
}

async function provideLocked(context) {
  const { options, say, tfjsNode, cache } = context;
  const problems = [];
  // What was built here once needs no network: nobody is asked whether there is something prebuilt.
  const cached = readEntry(entryPaths(cache, tfjsNode.version).entry) !== undefined;
  if (options.route === 'prebuilt' || (options.route === 'auto' && !cached)) {
    const prebuilt = await adoptPrebuilt(context);
    if (prebuilt.ok) return prebuilt;
    say(`upstream's prebuilt library: ${prebuilt.reason}`);
    if (options.route === 'prebuilt') problems.push(prebuilt);
  }
  if (options.route !== 'prebuilt') {
    const wheel = await buildAgainstWheel(context);
    if (wheel.ok) return wheel;
    problems.push(wheel);
  }
  uninstall(tfjsNode.folder);
  return { ok: false, problems };
}

/** A binding that upstream's script put there earlier, or puts there now. */
async function adoptPrebuilt({ options, tfjsNode, say }) {
  const at = installedPaths(tfjsNode.folder);
  if (!existsSync(join(tfjsNode.folder, 'deps', 'lib')) || !existsSync(at.binding)) {
    if (!options.download) return { ok: false, reason: 'not there, and nothing may be downloaded', remedy: 'run this without `--no-download`' };
    if (options.route === 'auto' && !(await prebuiltReachable(tfjsNode.folder))) return { ok: false, reason: 'its server does not answer from here; trying the wheel' };
    say('downloading upstream\'s prebuilt library (about 450 MB, some minutes)');
    const installed = await installPrebuilt(tfjsNode.folder);
    if (!installed.ok) return { ...installed, remedy: 'try `--route wheel`' };
  }
  const found = await verifyByComputing(tfjsNode.folder);
  if (!found.ok || found.libraryFile === undefined) {
    removePrebuilt(tfjsNode.folder);
    return { ok: false, reason: `it does not compute here: ${found.reason ?? 'no library is loaded'}`, remedy: 'try `--route wheel`' };
  }
  const manifest = await writeManifest({ tfjsNode, found, route: 'prebuilt', library: 'libtensorflow' });
  return { ok: true, manifest, how: 'was downloaded from upstream' };
}

async function buildAgainstWheel(context) {
  const { tfjsNode, cache } = context;
  const fits = checkPlatform();
  if (!fits.ok) return fits;
  const paths = entryPaths(cache, tfjsNode.version);
  const fromCache = readEntry(paths.entry) !== undefined;
  const first = await fillAndBuild(context, paths);
  if (first.ok || first.retry !== true || !fromCache) return first;
  context.say(`the cached copy does not work (${first.reason}); starting afresh`);
  if (!context.options.download) return first;
  rmSync(paths.entry, { recursive: true, force: true });
  return fillAndBuild(context, paths);
}

async function fillAndBuild({ options, say, tfjsNode, cache, stillHeld }, paths) {
  const steps = [];
  if (readEntry(paths.entry) === undefined) {
    if (!options.download) return { ok: false, reason: 'the TensorFlow library is not in the cache, and nothing may be downloaded', remedy: 'run this without `--no-download` and EXITBENCH_NO_DOWNLOAD' };
    const temporary = freshTemporary(cache);
    const filled = await provideEntry({ entry: paths.entry, temporary, keepWheel: options.keepWheel, stillHeld, say });
    rmSync(temporary, { recursive: true, force: true });
    if (!filled.ok) return filled;
    steps.push('downloaded');
  }
  if (!existsSync(paths.binding)) {
    const compiled = await compileBinding({ tfjsNode, libraries: paths.libraries, folder: paths.built, say });
    if (!compiled.ok) return compiled;
    steps.push('built');
  }
  linkBinding(tfjsNode.folder, paths.binding);
  const found = await verifyByComputing(tfjsNode.folder);
  if (!found.ok || found.version !== WHEEL.version) return { ok: false, retry: true, reason: found.reason ?? `TensorFlow ${found.version} answered`, remedy: 'run this with `--remove` and then again' };
  const entry = readEntry(paths.entry);
  const manifest = await writeManifest({
    tfjsNode, found, route: 'wheel', library: WHEEL.package,
    libraryDigest: entry?.libraries[WHEEL.libraries[0]].sha256,
    sources: [PROGRAMS],
    more: { wheel: WHEEL.sha256, recipe: RECIPE, cache: paths.entry, mute: paths.mute },
  });
  return { ok: true, manifest, how: steps.length === 0 ? 'was taken from the cache' : `was ${steps.join(' and ')}` };
}

function checkPlatform() {
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (process.arch !== 'x64') return { ok: false, reason: `the pinned wheel is for x64, this is ${process.arch}`, remedy: 'wasm works everywhere' };
  if (glibc === undefined || older(glibc, WHEEL.glibc)) return { ok: false, reason: `the pinned wheel needs glibc ${WHEEL.glibc} or newer, this system has ${glibc ?? 'another C library'}`, remedy: 'wasm works everywhere' };
  return { ok: true };
}

function older(version, wanted) {
  const [a = 0, b = 0] = version.split('.').map(Number);
  const [c = 0, d = 0] = wanted.split('.').map(Number);
  return a < c || (a === c && b < d);
}

function failed(reason, remedy) {
  return { ok: false, problems: [{ reason, remedy }] };
}
