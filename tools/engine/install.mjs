import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { digestOfFile, digestOfSources } from './digest.mjs';
import { installedPaths } from './paths.mjs';

const SCHEMA = 1;

/** The manifest beside the installed binding if what it describes is still there, else nothing. */
export function readManifest(packageFolder) {
  const at = installedPaths(packageFolder);
  try {
    const manifest = JSON.parse(readFileSync(at.manifest, 'utf8'));
    const good = manifest.schema === SCHEMA && existsSync(at.binding) && statSync(manifest.libraryFile).size === manifest.libraryBytes;
    return good ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the package load a binding of the cache: a link, since a binding finds its libraries relative to where it lies. */
export function linkBinding(packageFolder, binding) {
  const at = installedPaths(packageFolder);
  mkdirSync(at.folder, { recursive: true });
  rmSync(at.manifest, { force: true });
  const link = `${at.binding}.${process.pid}`;
  rmSync(link, { force: true });
  symlinkSync(binding, link);
  renameSync(link, at.binding);
}

/**
 * Writes down what stands behind the installed binding, for those who must know it without loading it. `found` is the
 * answer of the process that computed with it; `library` and `libraryDigest` are given where the library is a known one, `gpu` is one that the driver shows, `more` is
 * what the route wants to find again.
 * The binding's digest is that of its sources, ours in `sources` among them: another compiler builds another file that computes the same.
 */
export async function writeManifest({ tfjsNode, found, route, library, libraryDigest, gpu, sources = [], more = {} }) {
  const at = installedPaths(tfjsNode.folder);
  const libraryFile = realpathSync(found.libraryFile);
  const manifest = {
    schema: SCHEMA,
    library,
    version: found.version,
    libraryDigest: libraryDigest ?? (await digestOfFile(libraryFile)),
    libraryFile,
    libraryBytes: statSync(libraryFile).size,
    bindingDigest: digestOfSources(join(tfjsNode.folder, 'binding'), sources),
    bindingFileDigest: await digestOfFile(at.binding),
    tfjsNode: tfjsNode.version,
    route,
    device: found.gpu ? 'cuda' : 'cpu',
    ...(gpu === undefined ? {} : { gpu }),
    ...more,
  };
  writeFileSync(`${at.manifest}.unfinished`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  renameSync(`${at.manifest}.unfinished`, at.manifest);
  return manifest;
}

/** Takes the binding and its manifest out of the package; gives whether there was one. */
export function uninstall(packageFolder) {
  const at = installedPaths(packageFolder);
  const there = existsSync(at.manifest) || existsSync(at.binding);
  rmSync(at.binding, { force: true });
  rmSync(at.manifest, { force: true });
  return there;
}
