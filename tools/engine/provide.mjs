import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { PROGRAMS, compileBinding } from './compile.mjs';
import { digestWith } from './digest.mjs';
import { describeGpu, findGpu, isAtLeast } from './gpu.mjs';
import { linkBinding, readManifest, uninstall, writeManifest } from './install.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, entryPaths, findTfjsNode, installedPaths, RECIPE, WHEELS } from './paths.mjs';
import { installPrebuilt, prebuiltFitsGpu, prebuiltReachable, removePrebuilt } from './prebuilt.mjs';
import { verifyByComputing } from './verify.mjs';
import { freshTemporary, provideEntry, readEntry } from './wheel.mjs';

/**
 * Provides the native engine by the first route that works. Gives `{ ok: true, manifest, how }` or `{ ok: false, problems }`,
 * each problem `{ reason, remedy }`, with `kept` the manifest of what was set up before and stays; never throws for what the machine lacks.
 */
export async function provideEngine(options, say) {
  const tfjsNode = findTfjsNode();
  if (tfjsNode === undefined) return failed('the optional package @tensorflow/tfjs-node-gpu is not installed', 'install the workspace again with optional dependencies');
  if (process.platform !== 'linux') return failed(`the native engine is set up on Linux only, this is ${process.platform}`, 'wasm works everywhere');

  const seen = options.device === 'cpu' ? {} : await findGpu(process.env);
  if (options.device === 'cuda' && seen.gpu === undefined) return failed(`a GPU was asked for: ${seen.reason}`, 'install NVIDIA\'s driver; GPUs of others are for `EXITBENCH_ENGINE=webgpu`');
  const ready = await alreadyGood(tfjsNode, options);
  if (ready !== undefined) return ready;

  const cache = cacheFolder(process.env);
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    return failed(`the cache folder ${cache} cannot be made: ${error.message}`, 'name another place with EXITBENCH_CACHE');
  }
  const onWait = () => say('another set-up is at work on this cache; waiting for it');
  return withLock(join(cache, 'lock'), ({ stillHeld }) => provideLocked({ options, say, tfjsNode, cache, stillHeld, gpu: seen.gpu }), { onWait });
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
      for (const wheel of tfjsNode === undefined ? [] : Object.values(WHEELS)) rmSync(entryPaths(cache, tfjsNode.version, wheel).entry, { recursive: true, force: true });
      rmSync(join(cache, 'unfinished'), { recursive: true, force: true });
    });
  }
  say(`removed from this checkout and from ${cache}`);
}

// ---------------------------------------------------------------------------------------------------------------------

/** The end of a set-up that has nothing to do, or nothing: what is installed is what is wanted today, and computes. */
export async function alreadyGood(tfjsNode, options) {
  const manifest = readManifest(tfjsNode.folder);
  if (manifest === undefined || manifest.tfjsNode !== tfjsNode.version || !suits(manifest, options.device) || replaces(options, manifest) || !isPinned(manifest)) return undefined;
  const found = await verifyByComputing(tfjsNode.folder);
  const same = found.ok && found.version === manifest.version && found.gpu === (manifest.device === 'cuda');
  return same ? { ok: true, manifest, how: 'was ready' } : undefined;
}

/**
 * Whether what is installed computes on what is wanted.
 * @param {{ device?: string }} manifest
 * @param {string} wanted `auto`, `cpu` or `cuda`
 */
export function suits({ device = 'cpu' }, wanted) {
  return wanted === 'auto' || device === wanted;
}

/** Whether a manifest is of today's pin and recipe. A new pin asks for a new library; what upstream ships has no pin of ours. */
export function isPinned({ route, device = 'cpu', recipe, wheel, version }) {
  if (route !== 'wheel') return true;
  const pin = WHEELS[device];
  return recipe === RECIPE && (pin.sha256 === undefined || wheel === pin.sha256) && version === pin.version;
}

/** Whether the wheel is asked for where upstream's prebuilt library is set up: there `ready` would be another answer. */
export function replaces({ route }, manifest) {
  return route === 'wheel' && manifest?.route === 'prebuilt';
}

async function provideLocked(context) {
  const { options, say, tfjsNode, gpu } = context;
  let unused;
  if (gpu !== undefined) say(`there is a GPU: ${describeGpu(gpu)}${options.device === 'auto' ? '; it is left alone, `node tools/setup-engine.mjs --device cuda` sets the engine up for it' : ''}`);
  if (gpu !== undefined && options.device === 'cuda') {
    const onGpu = await provideFor('cuda', { ...context, cached: isCached(context, WHEELS.cuda) });
    if (onGpu.ok) return onGpu;
    for (const { reason } of onGpu.problems) say(`TensorFlow cannot use it: ${reason}`);
    say('the processor is used instead; WebGPU may serve the GPU: `EXITBENCH_ENGINE=webgpu`');
    unused = { ...gpu, unused: onGpu.problems.map(({ reason }) => reason.split('\n')[0]).join('; ') };
  }
  const onProcessor = await provideFor('cpu', { ...context, gpu: unused, cached: isCached(context, WHEELS.cpu) });
  if (onProcessor.ok) return onProcessor;
  // It was not found wanting, something better was asked for and cannot be had.
  const before = readManifest(tfjsNode.folder);
  if (replaces(options, before)) return { ...onProcessor, kept: before };
  return withNothing(tfjsNode, onProcessor);
}

function isCached({ cache, tfjsNode }, wheel) {
  return readEntry(entryPaths(cache, tfjsNode.version, wheel).entry, wheel) !== undefined;
}

function withNothing(tfjsNode, end) {
  uninstall(tfjsNode.folder);
  return end;
}

/** Upstream's prebuilt library, then the wheel, for `cpu` or `cuda`. */
async function provideFor(device, context) {
  const { options, say } = context;
  const problems = [];
  // What was built here once needs no network: nobody is asked whether there is something prebuilt.
  if (options.route === 'prebuilt' || (options.route === 'auto' && !context.cached)) {
    const prebuilt = await adoptPrebuilt(device, context);
    if (prebuilt.ok) return prebuilt;
    say(`upstream's prebuilt library: ${prebuilt.reason}`);
    if (options.route === 'prebuilt') problems.push(prebuilt);
  }
  if (options.route !== 'prebuilt') {
    const built = await buildAgainstWheel(device, context);
    if (built.ok) return built;
    problems.push(built);
  }
  return { ok: false, problems };
}

/** A binding that upstream's script put there earlier, or puts there now. */
async function adoptPrebuilt(device, { options, tfjsNode, say, gpu }) {
  const at = installedPaths(tfjsNode.folder);
  const fits = device === 'cuda' ? await prebuiltFitsGpu(process.env) : { ok: true };
  if (!fits.ok) return { ...fits, remedy: 'try `--route wheel`' };
  if (!existsSync(join(tfjsNode.folder, 'deps', 'lib')) || !existsSync(at.binding)) {
    if (!options.download) return { ok: false, reason: 'not there, and nothing may be downloaded', remedy: 'run this without `--no-download`' };
    if (options.route === 'auto' && !(await prebuiltReachable(tfjsNode.folder))) return { ok: false, reason: 'its server does not answer from here; trying the wheel' };
    say('downloading upstream\'s prebuilt library (about 450 MB, some minutes)');
    const installed = await installPrebuilt(tfjsNode.folder);
    if (!installed.ok) return { ...installed, remedy: 'try `--route wheel`' };
  }
  const found = await verifyByComputing(tfjsNode.folder);
  if (!found.ok || found.libraryFile === undefined || found.gpu !== (device === 'cuda')) {
    removePrebuilt(tfjsNode.folder);
    return { ok: false, reason: `it does not compute here: ${found.reason ?? (found.libraryFile === undefined ? 'no library is loaded' : wrongDevice(device, found))}`, remedy: 'try `--route wheel`' };
  }
  const manifest = await writeManifest({ tfjsNode, found, gpu, route: 'prebuilt', library: 'libtensorflow' });
  return { ok: true, manifest, how: 'was downloaded from upstream' };
}

async function buildAgainstWheel(device, context) {
  const { tfjsNode, cache, cached, gpu } = context;
  const wheel = WHEELS[device];
  const fits = checkPlatform(wheel);
  if (!fits.ok) return fits;
  if (device === 'cuda' && !isAtLeast(gpu.driver, wheel.driver)) return { ok: false, reason: `its driver is ${gpu.driver}, ${wheel.driver} or newer is needed`, remedy: 'install a newer driver of NVIDIA\'s' };
  const paths = { ...entryPaths(cache, tfjsNode.version, wheel), wheel, device };
  const first = await fillAndBuild(context, paths);
  if (first.ok || first.retry !== true || !cached) return first;
  context.say(`the cached copy does not work (${first.reason}); starting afresh`);
  if (!context.options.download) return first;
  rmSync(paths.entry, { recursive: true, force: true });
  return fillAndBuild(context, paths);
}

async function fillAndBuild({ options, say, tfjsNode, cache, stillHeld, gpu }, paths) {
  const { wheel, device } = paths;
  const steps = [];
  if (readEntry(paths.entry, wheel) === undefined) {
    if (!options.download) return { ok: false, reason: 'the TensorFlow library is not in the cache, and nothing may be downloaded', remedy: 'run this without `--no-download` and EXITBENCH_NO_DOWNLOAD' };
    const temporary = freshTemporary(cache);
    const filled = await provideEntry({ wheel, entry: paths.entry, temporary, keepWheel: options.keepWheel, stillHeld, say });
    rmSync(temporary, { recursive: true, force: true });
    if (!filled.ok) return filled;
    steps.push('downloaded');
  }
  if (!existsSync(paths.binding)) {
    const compiled = await compileBinding({ tfjsNode, wheel, libraries: paths.libraries, folder: paths.built, say });
    if (!compiled.ok) return compiled;
    steps.push('built');
  }
  linkBinding(tfjsNode.folder, paths.binding);
  const found = await verifyByComputing(tfjsNode.folder);
  if (!found.ok || found.version !== wheel.version) return { ok: false, retry: true, reason: found.reason ?? `TensorFlow ${found.version} answered`, remedy: 'run this with `--remove` and then again' };
  if (found.gpu !== (device === 'cuda')) return { ok: false, reason: wrongDevice(device, found), remedy: 'see what `nvidia-smi` says of the driver' };
  const manifest = await describeWheel({ tfjsNode, found, gpu, paths });
  // Upstream's library may have been there before; its binding is gone, and nobody should take ours for it.
  rmSync(join(tfjsNode.folder, 'deps'), { recursive: true, force: true });
  return { ok: true, manifest, how: steps.length === 0 ? 'was taken from the cache' : `was ${steps.join(' and ')}` };
}

/** Writes the manifest of a binding that was built against the wheel in `paths` and is linked into the package. */
export function describeWheel({ tfjsNode, found, gpu, paths }) {
  const { wheel } = paths;
  const { libraries, companions, wheel: sha256 } = readEntry(paths.entry, wheel);
  return writeManifest({
    tfjsNode, found, gpu, route: 'wheel', library: wheel.package,
    libraryDigest: digestWith(libraries[wheel.libraries[0]].sha256, companions),
    sources: [PROGRAMS],
    more: { wheel: sha256, recipe: RECIPE, cache: paths.entry, mute: paths.mute },
  });
}

function wrongDevice(device, { said }) {
  return device === 'cpu' ? 'it computes on the GPU' : `TensorFlow computes, but not on the GPU${said === undefined ? '' : ` (${said})`}`;
}

function checkPlatform(wheel) {
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (process.arch !== 'x64') return { ok: false, reason: `the pinned wheel is for x64, this is ${process.arch}`, remedy: 'wasm works everywhere' };
  if (glibc === undefined || !isAtLeast(glibc, wheel.glibc)) return { ok: false, reason: `the pinned wheel needs glibc ${wheel.glibc} or newer, this system has ${glibc ?? 'another C library'}`, remedy: 'wasm works everywhere' };
  return { ok: true };
}

function failed(reason, remedy) {
  return { ok: false, problems: [{ reason, remedy }] };
}
