import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { cacheFolder } from '../../src/tensorflow/cacheFolder.ts';
import { readManifestIn } from '../../src/tensorflow/manifest.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'exitbench-manifest-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const manifest = (changes: object) => write('exitbench-engine.json', JSON.stringify({ schema: 1, libraryFile: join(folder, 'library'), libraryBytes: 3, ...changes }));

describe('readManifestIn', () => {
  it('gives a manifest whose files are there', () => {
    write('library', 'abc');
    write('tfjs_binding.node', '');
    manifest({ version: '2.21.0' });
    expect(readManifestIn(folder)).toMatchObject({ manifest: { version: '2.21.0' } });
  });

  it.each([
    ['nothing is there', () => {}, 'has not been set up'],
    ['the manifest is cut off', () => write('exitbench-engine.json', '{"schema": 1'), 'cannot be read'],
    ['the manifest is of another version', () => manifest({ schema: 2 }), 'another version'],
    ['the binding is gone', () => manifest({}), 'binding is gone'],
    ['the library is gone', () => (manifest({}), write('tfjs_binding.node', '')), 'is gone or not the file'],
    ['the library has another size', () => (manifest({}), write('tfjs_binding.node', ''), write('library', 'abcd')), 'is gone or not the file'],
  ])('says so when %s', (_, prepare, reason) => {
    prepare();
    expect(readManifestIn(folder)).toEqual({ reason: expect.stringContaining(reason) });
  });
});

// The set-up in tools/ has the same rule and the same table in its tests: neither may import the other.
describe('cacheFolder', () => {
  it.each([
    [{ EXITBENCH_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' }, '/a/engines'],
    [{ XDG_CACHE_HOME: '/b', HOME: '/c' }, '/b/exitbench/engines'],
    [{ HOME: '/c' }, '/c/.cache/exitbench/engines'],
  ])('of %j is %s', (env, expected) => {
    expect(cacheFolder(env)).toBe(expected);
  });
});
