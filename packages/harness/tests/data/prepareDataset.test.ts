import { type Dataset, type PrepareContext, defineDataset } from '@exitbench/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { dataFolder, prepareDataset } from '../../src/data/index.ts';
import { serve } from './server.ts';
import { CONTENT, FILE, type Workplace, failure, makeWorkplace } from './workplace.ts';

let work: Workplace;
beforeEach(() => void (work = makeWorkplace()));
afterEach(() => work.remove());

function dataset(prepare: (context: PrepareContext) => ReturnType<Dataset['prepare']>): Dataset {
  const local = { ...FILE, local: [work.put('installed.bin', CONTENT)] };
  return defineDataset({
    id: 'dataset-test', module: import.meta.url, revision: 1, title: 'Test', description: 'A test', citation: 'None', params: {}, modality: 'vector',
    task: { kind: 'classification', classes: 2 }, input: [{ name: 'x', shape: [1], dtype: 'float32' }], trainSize: 1, validationSize: 1, testSize: 1,
    variants: { official: { title: 'official', files: [local] }, none: { title: 'no files', files: [] } },
    augmentations: [], licence: 'CC0-1.0', prepare, open: () => Promise.reject(new Error('not opened here')),
  });
}

const all = (): Dataset =>
  dataset(async (context) => Object.fromEntries(await Promise.all(context.variant.files.map(async (f) => [f.name, await context.download(f)] as const))));

describe('prepareDataset', () => {
  it('gives paths by name, and facts that are equal on every machine', async () => {
    expect(await prepareDataset(all(), undefined, { cacheDir: work.cache, env: {} })).toEqual({
      files: { 'numbers.bin': `${work.folder}/installed.bin` },
      facts: [{ name: 'numbers.bin', sha256: FILE.sha256, bytes: 300_000 }],
    });
  });

  it('prepares the variant that is asked for', async () => {
    expect(await prepareDataset(all(), 'none', { cacheDir: work.cache, env: {} })).toEqual({ files: {}, facts: [] });
  });

  it('names the nearest variant', async () => {
    expect(await failure(prepareDataset(all(), 'offical', { cacheDir: work.cache, env: {} }))).toEqual({
      code: 'unknown-name', at: 'dataset-test.variants', message: 'There is no variant `offical`.', hint: 'Did you mean `official`? Known: `official`, `none`.',
    });
  });

  it('names the first of several files that cannot be had, whichever fails first', async () => {
    const bad = { ...FILE, local: [work.put('bad.bin', 'wrong')] };
    const server = await serve((response) => void setTimeout(() => response.writeHead(404).end(), 50));
    const slow = { ...FILE, name: 'slow.bin', urls: [server.url] };
    const of = (...files: readonly (typeof FILE)[]): Dataset => ({ ...all(), variants: { official: { title: 'official', files } } });
    try {
      expect((await failure(prepareDataset(of(slow, bad), undefined, { cacheDir: work.cache, env: {} }))).message).toContain('`slow.bin`');
      expect((await failure(prepareDataset(of(bad, slow), undefined, { cacheDir: work.cache, env: {} }))).message).toContain('`numbers.bin`');
    } finally {
      await server.close();
    }
  });

  it('says which plugin threw', async () => {
    const broken = dataset(() => Promise.reject(new TypeError('x is undefined')));
    expect(await failure(prepareDataset(broken, undefined, { cacheDir: work.cache, env: {} }))).toMatchObject({ code: 'plugin-failed', at: 'dataset-test.prepare', message: '`dataset-test` failed while preparing its files: x is undefined' });
  });
});

describe('dataFolder', () => {
  it.each([
    [{ EXITBENCH_CACHE: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' }, '/c/data'],
    [{ XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/exitbench/data'],
    [{ HOME: '/h' }, '/h/.cache/exitbench/data'],
    [{ EXITBENCH_CACHE: '', HOME: '/h' }, '/h/.cache/exitbench/data'],
  ])('of %j is %s', (env, folder) => {
    expect(dataFolder(env)).toBe(folder);
  });
});
