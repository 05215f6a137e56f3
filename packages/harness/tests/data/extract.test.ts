import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { sha256 } from '@exitbench/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { archive, blocksOf } from './extractArchives.ts';
import { type Workplace, failure, makeWorkplace } from './workplace.ts';

let work: Workplace;
beforeEach(() => void (work = makeWorkplace()));
afterEach(() => work.remove());

const LIMITS = { files: 10, bytes: 1000 };

/** Unpacks an archive that its variant pins. */
const extract = (content: Uint8Array, limits: object = LIMITS): Promise<string> =>
  work.context([{ name: 'archive.tar', urls: [], sha256: sha256(content), bytes: content.length }]).extract(work.put('archive.tar', content), { ...LIMITS, ...limits });

const honest = archive({ path: './', type: 'Directory' }, { path: 'images/', type: 'Directory' }, { path: 'images/one.txt', content: 'one' }, { path: './two.txt', content: 'two' });

describe('an honest archive', () => {
  it.each([
    ['plain', (b: Buffer) => b],
    ['compressed by gzip', (b: Buffer) => gzipSync(b)],
  ])('%s, is unpacked below a folder of its own, once', async (_, pack) => {
    const content = pack(honest);
    const folder = await extract(content);
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(['images', 'images/one.txt', 'two.txt']);
    expect(readFileSync(join(folder, 'images/one.txt'), 'utf8')).toBe('one');
    expect(await extract(content)).toBe(folder);
  });

  it('is unpacked by two at once to the same whole folder', async () => {
    const folders = await Promise.all([extract(honest), extract(honest)]);
    expect(readdirSync(join(folders[0] ?? '', '..'))).toHaveLength(1);
    expect(folders[0]).toBe(folders[1]);
  });

  it('out of another archive is pinned by the limits', async () => {
    const path = work.put('inner.tar', honest);
    expect(existsSync(await work.context([]).extract(path, { ...LIMITS, sha256: sha256(honest) }))).toBe(true);
  });
});

it.each(['.', './.', '././.'])('a file that is called %j, which is the folder itself, is refused', async (path) => {
  const { code, message } = await failure(extract(archive({ path, type: 'File', content: 'x' })));
  expect(code).toBe('bad-data');
  expect(message).toContain('(rule `name`)');
});

it('names that only look alike are no clash', async () => {
  const folder = await extract(archive(...['a', 'a.b', 'a b', '.a', 'b'].map((path) => ({ path, content: 'x' }))));
  expect(readdirSync(folder).toSorted()).toEqual(['.a', 'a', 'a b', 'a.b', 'b']);
});

describe('limits are to the entry and to the byte', () => {
  it('entries', async () => {
    const content = archive(...Array.from({ length: 11 }, (_, i) => ({ path: `${i}`, content: 'x' })));
    expect((await failure(extract(content))).message).toBe('The archive is not unpacked: `10` is the entry after the 10 that it may have (rule `entries`).');
    await extract(content, { files: 11 });
  });

  it('bytes', async () => {
    const content = archive({ path: 'a', content: 'x'.repeat(600) }, { path: 'b', content: 'x'.repeat(401) });
    expect((await failure(extract(content))).message).toBe('The archive is not unpacked: `b` brings it to 1001 bytes unpacked; it may have 1000 (rule `bytes`).');
    await extract(content, { bytes: 1001 });
  });
});

describe('other formats are named and not unpacked', () => {
  it.each([
    ['zip', Buffer.from('504b030414000000', 'hex'), 'it is a zip archive'],
    ['bzip2', Buffer.from('425a6839314159', 'hex'), 'it is compressed by bzip2'],
    ['xz', Buffer.from('fd377a585a000004', 'hex'), 'it is compressed by xz'],
    ['zstd', Buffer.from('28b52ffd04000000', 'hex'), 'it is compressed by zstd'],
    ['gzip twice', gzipSync(gzipSync(honest)), 'it is compressed twice or more: below is gzip'],
    ['text', Buffer.from('this is no archive'.repeat(100)), 'it is no tar archive, or it is empty'],
    ['nothing', Buffer.alloc(1024), 'it is no tar archive, or it is empty'],
  ])('%s', async (_, content, why) => {
    const { code, at, message, hint } = await failure(extract(content));
    expect({ code, at, message }).toEqual({ code: 'bad-data', at: join(work.folder, 'archive.tar'), message: `The archive is not unpacked: ${why} (rule \`format\`).` });
    expect(hint).toContain('Archives are tar, plain or compressed by gzip.');
    expect(readdirSync(work.folder)).toEqual(['archive.tar']);
  });
});

it('a right file before a wrong one is not written either', async () => {
  await failure(extract(Buffer.concat([blocksOf({ path: 'right', content: 'x' }), archive({ path: '../evil', content: 'x' })])));
  expect(readdirSync(work.folder)).toEqual(['archive.tar']);
});
