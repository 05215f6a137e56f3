import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { Header, type HeaderData } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Workplace, failure, makeWorkplace } from './workplace.ts';

let work: Workplace;
beforeEach(() => void (work = makeWorkplace()));
afterEach(() => work.remove());

const LIMITS = { files: 10, bytes: 1000 };

/** A tar archive of any entries, the forbidden ones too. */
function archive(...entries: readonly (HeaderData & { readonly content?: string })[]): Buffer {
  const blocks = entries.flatMap(({ content = '', ...data }) => {
    const header = new Header({ type: 'File', mode: 0o644, mtime: new Date(0), size: content.length, ...data });
    header.encode();
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [header.block ?? Buffer.alloc(0), body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const extract = (content: Uint8Array, limits = LIMITS): Promise<string> => work.context([]).extract(work.put('archive.tar', content), limits);

describe('extract', () => {
  it.each([
    ['plain', (b: Buffer) => b],
    ['compressed', (b: Buffer) => gzipSync(b)],
  ])('unpacks a %s archive below a folder of its own, once', async (_, pack) => {
    const content = pack(archive({ path: 'images/', type: 'Directory' }, { path: 'images/one.txt', content: 'one' }, { path: 'two.txt', content: 'two' }));
    const folder = await extract(content);
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(['images', 'images/one.txt', 'two.txt']);
    expect(readFileSync(join(folder, 'images/one.txt'), 'utf8')).toBe('one');
    expect(await extract(content)).toBe(folder);
  });

  it('gives two at once the same whole folder', async () => {
    const content = archive({ path: 'one.txt', content: 'one' });
    const folders = await Promise.all([extract(content), extract(content)]);
    expect(readdirSync(join(folders[0] ?? '', '..'))).toHaveLength(1);
    expect(folders[0]).toBe(folders[1]);
  });

  it.each([
    ['a path that leaves the folder', archive({ path: '../evil', content: 'x' }), '`../evil` leaves its folder'],
    ['a path that leaves it on the way', archive({ path: 'a/../../evil', content: 'x' }), '`a/../../evil` leaves its folder'],
    ['an absolute path', archive({ path: '/tmp/evil', content: 'x' }), '`/tmp/evil` is not a path below its folder'],
    ['a path of Windows', archive({ path: 'c:\\evil', content: 'x' }), 'is not a path below its folder'],
    ['a symbolic link', archive({ path: 'link', type: 'SymbolicLink', linkpath: '/etc' }), '`link` is a SymbolicLink, not a file or folder'],
    ['a hard link', archive({ path: 'link', type: 'Link', linkpath: '/etc/passwd' }), '`link` is a Link, not a file or folder'],
    ['a device', archive({ path: 'device', type: 'CharacterDevice' }), '`device` is a CharacterDevice, not a file or folder'],
    ['a right file before a wrong one', archive({ path: 'right', content: 'x' }, { path: '../evil', content: 'x' }), '`../evil` leaves its folder'],
    ['no archive', Buffer.from('this is no archive'.repeat(100)), ''],
    ['an archive that is cut short', archive({ path: 'long', content: 'x'.repeat(900) }).subarray(0, 800), ''],
    ['an archive of nothing', Buffer.alloc(1024), ''],
  ])('refuses %s and writes nothing', async (_, content, why) => {
    const { code, at, message, hint } = await failure(extract(content));
    expect({ code, at, hint }).toEqual({ code: 'bad-data', at: join(work.folder, 'archive.tar'), hint: 'Nothing was written. Compare the archive with the one that the data set describes.' });
    expect(message).toContain(why);
    expect(readdirSync(work.folder)).toEqual(['archive.tar']);
  });

  it('refuses more files than allowed', async () => {
    const content = archive(...Array.from({ length: 11 }, (_, i) => ({ path: `${i}`, content: 'x' })));
    expect((await failure(extract(content))).message).toContain('it has more than 10 entries');
    await extract(content, { ...LIMITS, files: 11 });
  });

  it('refuses more bytes than allowed', async () => {
    const content = archive({ path: 'a', content: 'x'.repeat(600) }, { path: 'b', content: 'x'.repeat(401) });
    expect((await failure(extract(content))).message).toContain('it unpacks to more than 1000 bytes');
    await extract(content, { ...LIMITS, bytes: 1001 });
  });
});
