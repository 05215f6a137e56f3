import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { type DataFile, sha256 } from '@exitbench/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CONTENT, FILE, type Workplace, failure, makeWorkplace } from './workplace.ts';

let work: Workplace;
beforeEach(() => void (work = makeWorkplace()));
afterEach(() => work.remove());

const WRONG = 'somebody edited this';
const WRONG_FACTS = `It has SHA-256 ${sha256(WRONG)} and 20 bytes; expected ${FILE.sha256} and 300000.`;

describe('a copy below EXITBENCH_DATA', () => {
  const file: DataFile = { ...FILE, local: ['numbers/numbers.bin'] };

  it('is used where it lies', async () => {
    const path = work.put('data/numbers/numbers.bin', CONTENT);
    expect(await work.context([file], { EXITBENCH_DATA: join(work.folder, 'data') }).download(file)).toBe(path);
    expect(work.events).toEqual([{ kind: 'data-ready', file: 'numbers.bin', path }]);
  });

  it('is an error when it is wrong, though a right one exists elsewhere', async () => {
    const path = work.put('data/numbers/numbers.bin', WRONG);
    const both: DataFile = { ...file, local: ['numbers/numbers.bin', work.put('installed.bin', CONTENT)] };
    expect(await failure(work.context([both], { EXITBENCH_DATA: join(work.folder, 'data') }).download(both))).toEqual({
      code: 'bad-data', at: path,
      message: `\`numbers.bin\` is not the pinned file. ${WRONG_FACTS}`,
      hint: 'Put the right file there, remove it, or unset `EXITBENCH_DATA`.',
    });
  });

  it('is an error when it is cut short', async () => {
    work.put('data/numbers/numbers.bin', CONTENT.subarray(0, 1000));
    const { code, message } = await failure(work.context([file], { EXITBENCH_DATA: join(work.folder, 'data') }).download(file));
    expect(code).toBe('bad-data');
    expect(message).toContain('and 1000 bytes; expected');
  });

  it('is an error when it is a folder', async () => {
    work.put('data/numbers/numbers.bin/x', '');
    expect(await failure(work.context([file], { EXITBENCH_DATA: join(work.folder, 'data') }).download(file))).toMatchObject({ message: '`numbers.bin` is not a file there.' });
  });

  it('is passed over when it is not there', async () => {
    const path = work.put('installed.bin', CONTENT);
    const both: DataFile = { ...file, local: ['numbers/numbers.bin', path] };
    expect(await work.context([both], { EXITBENCH_DATA: join(work.folder, 'data') }).download(both)).toBe(path);
  });
});

describe('the cache', () => {
  it('comes first', async () => {
    const cached = work.put(`cache/${FILE.sha256}/numbers.bin`, CONTENT);
    const file: DataFile = { ...FILE, local: [work.put('installed.bin', CONTENT)] };
    expect(await work.context([file]).download(file)).toBe(cached);
  });

  it('is named and emptied where it is damaged, and the file is provided anew', async () => {
    const cached = work.put(`cache/${FILE.sha256}/numbers.bin`, WRONG);
    const path = work.put('installed.bin', CONTENT);
    const file: DataFile = { ...FILE, local: [path] };
    expect(await work.context([file]).download(file)).toBe(path);
    expect(work.events[0]).toEqual({ kind: 'data-discarded', file: 'numbers.bin', path: cached, problem: `\`numbers.bin\` is not the pinned file. ${WRONG_FACTS}` });
    expect(work.stored()).toEqual([]);
  });

  it('says that it cannot be written to', async () => {
    work.put('cache', 'a file where a folder should be');
    const file: DataFile = { ...FILE, gzip: true, local: [work.put('numbers.gz', gzipSync(CONTENT))] };
    expect(await failure(work.context([file]).download(file))).toMatchObject({ code: 'bad-data', at: work.cache, hint: 'Set `EXITBENCH_CACHE` to a folder with space that can be written to.' });
  });
});

describe('an absolute place', () => {
  it('is an error when what lies there is wrong', async () => {
    const path = work.put('installed.bin', WRONG);
    const file: DataFile = { ...FILE, local: [path] };
    expect(await failure(work.context([file]).download(file))).toMatchObject({ code: 'bad-data', at: path, hint: 'Put the right file there, install again what it belongs to.' });
  });
});

describe('a compressed source', () => {
  it.each([1, 9] as const)('is known by its content, whatever wrote it (level %s)', async (level) => {
    const file: DataFile = { ...FILE, gzip: true, local: [work.put('numbers.gz', gzipSync(CONTENT, { level }))] };
    const path = await work.context([file]).download(file);
    expect(path).toBe(join(work.cache, FILE.sha256, 'numbers.bin'));
    expect(readFileSync(path).equals(CONTENT)).toBe(true);
    expect(work.stored()).toEqual(['numbers.bin']);
  });

  it.each([
    ['of something else', gzipSync(WRONG), `\`numbers.bin\` is not the pinned file. Its content has SHA-256 ${sha256(WRONG)} and 20 bytes; expected ${FILE.sha256} and 300000.`],
    ['that unpacks to more than it should', gzipSync(Buffer.concat([CONTENT, CONTENT])), `\`numbers.bin\` unpacks to more than its 300000 bytes; expected SHA-256 ${FILE.sha256}.`],
    ['that is none', Buffer.from(WRONG), `\`numbers.bin\` is not a whole gzip file (incorrect header check): its own SHA-256, of what could be read, is ${sha256(WRONG)}; expected content of SHA-256 ${FILE.sha256}.`],
  ])('%s is an error and leaves nothing behind', async (_, content, message) => {
    const file: DataFile = { ...FILE, gzip: true, local: [work.put('numbers.gz', content)] };
    expect(await failure(work.context([file]).download(file))).toMatchObject({ code: 'bad-data', message });
    expect(work.stored()).toEqual([]);
  });

  it('that is cut short is an error', async () => {
    const file: DataFile = { ...FILE, gzip: true, local: [work.put('numbers.gz', gzipSync(CONTENT).subarray(0, 500))] };
    expect((await failure(work.context([file]).download(file))).message).toContain('is not a whole gzip file (unexpected end of file)');
  });
});

describe('a file that nobody has', () => {
  it('is an error that says what was tried and what to do', async () => {
    const file: DataFile = { ...FILE, local: ['numbers/numbers.bin', join(work.folder, 'installed.bin')] };
    expect(await failure(work.context([file]).download(file))).toEqual({
      code: 'bad-data', at: 'numbers.bin',
      message: `No right copy of \`numbers.bin\` (300000 bytes, SHA-256 ${FILE.sha256}) could be had. \`${join(work.folder, 'installed.bin')}\` does not exist. \`EXITBENCH_DATA\` is not set.`,
      hint: 'One of: put a copy at `numbers/numbers.bin` below a folder and set `EXITBENCH_DATA` to that folder.',
    });
  });
});

describe('a pin', () => {
  it.each([
    ['a name with a folder', { ...FILE, name: '../numbers.bin' }],
    ['a digest that is none', { ...FILE, sha256: '../../..' }],
  ])('with %s is refused', async (_, file) => {
    expect(await failure(work.context([file]).download(file))).toMatchObject({ code: 'bad-config' });
  });
});

describe('an empty file', () => {
  it('is a file like any other', async () => {
    const file: DataFile = { ...FILE, sha256: sha256(''), bytes: 0, local: [work.put('empty', '')] };
    expect(statSync(await work.context([file]).download(file)).size).toBe(0);
  });
});
