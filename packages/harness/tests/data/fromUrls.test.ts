import { mkdirSync, readFileSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { DataFile } from '@exitbench/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createPrepareContext } from '../../src/data/index.ts';
import { type Server, sendRange, serve } from './server.ts';
import { CONTENT, FILE, type Workplace, failure, makeWorkplace } from './workplace.ts';

let work: Workplace;
let server: Server;
beforeEach(() => void (work = makeWorkplace()));
afterEach(async () => {
  await server.close();
  work.remove();
});

const from = (url: string): DataFile => ({ ...FILE, urls: [url] });

/** A part that an earlier process left, long ago. */
function leavePart(content: Uint8Array): void {
  const part = work.put(`cache/${FILE.sha256}/numbers.bin.left.part`, content);
  utimesSync(part, new Date(0), new Date(0));
}

describe('a download', () => {
  it('ends in the cache, with progress, and is not repeated', async () => {
    server = await serve(sendRange(CONTENT));
    const file = from(server.url);
    const path = await work.context([file]).download(file);
    expect(path).toBe(join(work.cache, FILE.sha256, 'numbers.bin'));
    expect(readFileSync(path).equals(CONTENT)).toBe(true);
    expect(work.events.at(-2)).toEqual({ kind: 'data-download', file: 'numbers.bin', from: server.url, bytes: 300_000, total: 300_000 });
    await work.context([file]).download(file);
    expect(server.ranges).toEqual(['all']);
    expect(work.stored()).toEqual(['numbers.bin']);
  });

  it.each([
    ['is not there', ((response) => void response.writeHead(404).end()) satisfies Parameters<typeof serve>[0]],
    ['is another file', sendRange(Buffer.alloc(CONTENT.length))],
  ])('of what %s leaves no empty folder behind', async (_, answer) => {
    server = await serve(answer);
    expect(await failure(work.context([from(server.url)]).download(from(server.url)))).toMatchObject({ code: 'bad-data' });
    expect(readdirSync(work.cache)).toEqual([]);
  });

  it('unpacks what comes compressed', async () => {
    server = await serve(sendRange(gzipSync(CONTENT)));
    const file: DataFile = { ...from(server.url), gzip: true };
    expect(readFileSync(await work.context([file]).download(file)).equals(CONTENT)).toBe(true);
    expect(work.stored()).toEqual(['numbers.bin']);
  });

  it('goes on where the connection broke', async () => {
    server = await serve((response, request, count) => {
      if (count > 1) return sendRange(CONTENT)(response, request, count);
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 100_000), () => setImmediate(() => response.destroy()));
    });
    const file = from(server.url);
    expect(readFileSync(await work.context([file]).download(file)).equals(CONTENT)).toBe(true);
    expect(server.ranges).toEqual(['all', 'bytes=100000-']);
  });

  it('takes over what a killed process left', async () => {
    leavePart(CONTENT.subarray(0, 200_000));
    server = await serve(sendRange(CONTENT));
    const file = from(server.url);
    await work.context([file]).download(file);
    expect(server.ranges).toEqual(['bytes=200000-']);
    expect(work.stored()).toEqual(['numbers.bin']);
  });

  it('leaves a part alone that somebody is writing to', async () => {
    work.put(`cache/${FILE.sha256}/numbers.bin.busy.part`, CONTENT.subarray(0, 200_000));
    server = await serve(sendRange(CONTENT));
    const file = from(server.url);
    await work.context([file]).download(file);
    expect(server.ranges).toEqual(['all']);
    expect(work.stored().toSorted()).toEqual(['numbers.bin', 'numbers.bin.busy.part']);
  });

  it.each([
    ['is wrong', Buffer.alloc(200_000), ['bytes=200000-', 'all']],
    ['is longer than the file', Buffer.alloc(400_000), ['bytes=400000-', 'all']],
  ])('starts again when what was left %s', async (_, left, ranges) => {
    leavePart(left);
    server = await serve(sendRange(CONTENT));
    const file = from(server.url);
    expect(readFileSync(await work.context([file]).download(file)).equals(CONTENT)).toBe(true);
    expect(server.ranges).toEqual(ranges);
  });

  it('starts again when the server knows no ranges', async () => {
    leavePart(CONTENT.subarray(0, 200_000));
    server = await serve((response) => void response.writeHead(200).end(CONTENT));
    const file = from(server.url);
    expect(readFileSync(await work.context([file]).download(file)).equals(CONTENT)).toBe(true);
  });

  it('keeps what has come for the next try', async () => {
    server = await serve((response) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 100_000), () => setImmediate(() => response.destroy()));
    });
    const file = from(server.url);
    expect((await failure(work.context([file]).download(file))).code).toBe('bad-data');
    await server.close();
    server = await serve(sendRange(CONTENT));
    const moved = from(server.url);
    await work.context([moved]).download(moved);
    expect(server.ranges).toEqual(['bytes=100000-']);
  });
});

describe('a URL that does not do', () => {
  it('gives way to the next, and is named when none does', async () => {
    server = await serve((response) => void response.writeHead(404).end());
    const file: DataFile = { ...FILE, urls: [server.url, `${server.url}/other`] };
    expect(await failure(work.context([file]).download(file))).toMatchObject({
      code: 'bad-data',
      message: `No right copy of \`numbers.bin\` (300000 bytes, SHA-256 ${FILE.sha256}) could be had. \`${server.url}\`: the server answers 404. \`${server.url}/other\`: the server answers 404.`,
      hint: 'One of: try again with a network.',
    });
    expect(server.ranges).toHaveLength(2);
  });

  it('is asked again when it is overloaded', async () => {
    server = await serve((response, request, count) => (count < 3 ? void response.writeHead(503).end() : sendRange(CONTENT)(response, request, count)));
    const file = from(server.url);
    await work.context([file]).download(file);
    expect(server.ranges).toHaveLength(3);
  });

  it('has another file: both digests are named', async () => {
    server = await serve(sendRange(Buffer.from('another file')));
    const file = from(server.url);
    const { message } = await failure(work.context([file]).download(file));
    // printf 'another file' | sha256sum
    expect(message).toContain('It has SHA-256 100ef6a71bac925f709fe9c114c60460bf6e472cfdb9d44bd8adf1698135260f');
    expect(message).toContain(`and 12 bytes; expected ${FILE.sha256} and 300000.`);
    expect(work.stored()).toEqual([]);
  });

  it('sends more than the file: it is left at once', async () => {
    server = await serve(sendRange(Buffer.concat([CONTENT, CONTENT])));
    const file = from(server.url);
    expect((await failure(work.context([file]).download(file))).message).toContain('it is larger than 300000 bytes.');
  });

  it('falls silent: it is left after the time that is allowed', async () => {
    server = await serve((response) => void response.writeHead(200, { 'content-length': CONTENT.length }).write('x'));
    const file = from(server.url);
    const dataset = { id: 'dataset-test', variants: { official: { title: 'a test', files: [file] } } };
    const context = createPrepareContext({ dataset, cacheDir: work.cache, env: {}, patience: { tries: 1, silence: 40, pause: 0 } });
    expect((await failure(context.download(file))).message).toContain('nothing came for 0.04 s');
  });
});

describe('two at once', () => {
  it('both have the whole file', async () => {
    server = await serve(sendRange(CONTENT));
    mkdirSync(work.cache);
    const file = from(server.url);
    const paths = await Promise.all([work.context([file]).download(file), work.context([file]).download(file)]);
    expect(paths.map((path) => readFileSync(path).equals(CONTENT))).toEqual([true, true]);
    expect(work.stored()).toEqual(['numbers.bin']);
  });
});
