import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { DataFile } from '@exitbench/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CONTENT, FILE, type Workplace, failure, makeWorkplace } from './workplace.ts';

const PACKED: DataFile = { ...FILE, gzip: true, debian: { package: 'dataset-numbers', path: '/usr/share/datasets/exitbench-numbers/numbers.gz' } };
const hasDpkg = existsSync('/usr/bin/dpkg-deb');

let work: Workplace;
beforeEach(() => void (work = makeWorkplace()));
afterEach(() => work.remove());

/** An `apt-get` that has one package and counts how often it is asked. @returns the environment in which it is found */
function fakeAptGet(content: Uint8Array): { readonly PATH: string } {
  const tree = join(work.folder, 'tree');
  work.put('tree/DEBIAN/control', 'Package: dataset-numbers\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: numbers\n');
  work.put('tree/usr/share/datasets/exitbench-numbers/numbers.gz', gzipSync(content));
  const archive = join(work.folder, 'numbers_1_all.deb');
  execFileSync('/usr/bin/dpkg-deb', ['--build', '--root-owner-group', tree, archive], { stdio: 'ignore' });
  const program = work.put('bin/apt-get', `#!/bin/sh\necho "$@" >> '${work.folder}/asked'\ncp '${archive}' .\n`);
  chmodSync(program, 0o755);
  return { PATH: [join(work.folder, 'bin'), '/usr/bin', '/bin'].join(delimiter) };
}

describe.skipIf(!hasDpkg)('a Debian package (skipped where there is no dpkg-deb)', () => {
  it('is fetched and unpacked, not installed', async () => {
    const env = fakeAptGet(CONTENT);
    const path = await work.context([PACKED], env).download(PACKED);
    expect(readFileSync(path).equals(CONTENT)).toBe(true);
    expect(work.stored()).toEqual(['numbers.bin']);
    expect(work.events.map((e) => e.kind)).toEqual(['data-package', 'data-ready']);
    expect(readFileSync(join(work.folder, 'asked'), 'utf8')).toBe('-q -o APT::Sandbox::User=root download dataset-numbers\n');
  });

  it('is fetched once for all of its files', async () => {
    const env = fakeAptGet(CONTENT);
    const other: DataFile = { ...PACKED, name: 'again.bin' };
    const context = work.context([PACKED, other], env);
    await Promise.all([context.download(PACKED), context.download(other)]);
    expect(readFileSync(join(work.folder, 'asked'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('with another file inside is named when nothing better is found', async () => {
    const env = fakeAptGet(Buffer.from('another file'));
    const { code, message, hint } = await failure(work.context([PACKED], env).download(PACKED));
    expect(code).toBe('bad-data');
    expect(message).toContain('The Debian package `dataset-numbers`: `numbers.bin` is not the pinned file. Its content has SHA-256 100ef6a7');
    expect(hint).toBe('One of: install the Debian package `dataset-numbers`.');
    expect(work.stored()).toEqual([]);
  });
});

describe('without a package', () => {
  it('says so where there is no apt-get', async () => {
    expect((await failure(work.context([PACKED], { PATH: work.folder }).download(PACKED))).message).toContain(
      'The Debian package `dataset-numbers` is not installed. This machine has no `apt-get` and `dpkg-deb`.',
    );
  });

  it('says what apt-get says', async () => {
    mkdirSync(join(work.folder, 'bin'));
    for (const name of ['apt-get', 'dpkg-deb']) chmodSync(work.put(`bin/${name}`, '#!/bin/sh\necho "E: Unable to locate package dataset-numbers" >&2\nexit 100\n'), 0o755);
    const { message } = await failure(work.context([PACKED], { PATH: join(work.folder, 'bin') }).download(PACKED));
    expect(message).toContain('The Debian package `dataset-numbers` could not be fetched: E: Unable to locate package dataset-numbers.');
  });

  it('takes the file of an installed one where it lies', async () => {
    const plain: DataFile = { ...FILE, debian: { package: 'dataset-numbers', path: work.put('usr/share/numbers.bin', CONTENT) } };
    expect(await work.context([plain]).download(plain)).toBe(plain.debian?.path);
  });

  it('never asks for a name that is an option', async () => {
    const evil: DataFile = { ...PACKED, debian: { package: '-o=Foo', path: '/nowhere' } };
    expect((await failure(work.context([evil]).download(evil))).message).toContain('`-o=Foo` is not the name of a Debian package.');
  });
});
