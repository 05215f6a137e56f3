// @ts-check
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ROOT } from '../src/steps.mjs';

/**
 * A module of this repository, from its sources: needs Node's options `SOURCE_OPTIONS`. By its path, because tools is no
 * package that packages and plugins could be dependencies of without depending on itself.
 * @param {string} file from the repository's root
 * @returns {Promise<any>}
 */
export function load(file) {
  return import(pathToFileURL(join(ROOT, file)).href);
}

/** With these, Node reads TypeScript, and packages of ours resolve to their sources. */
export const SOURCE_OPTIONS = ['--conditions=@exitbench/source', '--import', '@oxc-node/core/register'];
