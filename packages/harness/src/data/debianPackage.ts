import { execFile } from 'node:child_process';
import { access, constants, mkdir, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import type { Environment } from './dataFolder.ts';

const run = promisify(execFile);

/** 10 minutes: 30 MB over a slow line, and no more when a mirror hangs. */
const TIME_LIMIT = 600_000;

/**
 * Fetches a Debian package with `apt-get download` and unpacks it: no root, and nothing is installed.
 *
 * @param folder an empty folder of the caller's
 * @returns the folder below which the package's files lie as on a system that has it
 * @throws Error with a sentence when the tools are not there or fail
 */
export async function debianPackage(name: string, folder: string, env: Environment): Promise<string> {
  if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name)) throw new Error(`\`${name}\` is not the name of a Debian package.`);
  const aptGet = await findProgram('apt-get', env);
  const unpack = await findProgram('dpkg-deb', env);
  if (aptGet === undefined || unpack === undefined) throw new Error('This machine has no `apt-get` and `dpkg-deb`.');
  const options = { cwd: folder, env: { ...env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }, timeout: TIME_LIMIT };
  try {
    // Without the option root is told that the folder cannot be entered by apt's own user.
    await run(aptGet, ['-q', '-o', 'APT::Sandbox::User=root', 'download', name], options);
    const archive = (await readdir(folder)).find((file) => file.endsWith('.deb'));
    if (archive === undefined) throw new Error('`apt-get download` left no package behind');
    const tree = join(folder, 'tree');
    await mkdir(tree);
    await run(unpack, ['-x', archive, tree], options);
    return tree;
  } catch (error) {
    throw new Error(`The Debian package \`${name}\` could not be fetched: ${lastLine(error)}.`, { cause: error });
  }
}

// ---------------------------------------------------------------------------------------------------------------------

async function findProgram(name: string, env: Environment): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((f) => f !== '')) {
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

function lastLine(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  const text = said === '' ? (error instanceof Error ? error.message : String(error)) : said;
  return (text.split('\n').at(-1) ?? text).replace(/\.$/, '');
}
