import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';

import { installedPaths, RECIPE, WHEELS } from '../../engine/paths.mjs';
import { alreadyGood, describeWheel, isPinned, replaces } from '../../engine/provide.mjs';
import { verifyByComputing } from '../../engine/verify.mjs';
import { freshTemporary, provideEntry } from '../../engine/wheel.mjs';

// What keeps a library that is not the pinned one, or computes wrongly, from being taken. No network, no compiler, no library.
const folder = mkdtempSync(join(tmpdir(), 'exitbench-safeguards-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

// FIPS 180-4 of the one byte `x`, by `sha256sum`.
const X = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';

describe('a wheel', () => {
  /** A pip that serves one byte, and an unpacking python that says that it was called. */
  const provide = async (name: string, sha256: string) => {
    const wheel = { ...WHEELS.cpu, sha256, bytes: 1, unpackedBytes: 1 };
    const place = join(folder, name);
    mkdirSync(place);
    const python = `#!${process.execPath}
      const fs = require('node:fs'); const { join } = require('node:path');
      const args = process.argv.slice(2);
      if (args.includes('download')) fs.writeFileSync(join(args[args.indexOf('--dest') + 1], ${JSON.stringify(wheel.file)}), 'x');
      else if (args[0] === '-c') {
        fs.writeFileSync(${JSON.stringify(join(place, 'unpacked'))}, '');
        fs.mkdirSync(join(args[3], 'tensorflow'), { recursive: true });
        for (const library of ${JSON.stringify(wheel.libraries)}) fs.writeFileSync(join(args[3], 'tensorflow', library), 'x');
      }\n`;
    writeFileSync(join(place, 'python3'), python, { mode: 0o755 });
    writeFileSync(join(place, 'g++'), '#!/bin/sh\n', { mode: 0o755 });
    vi.stubEnv('PATH', place);
    vi.stubEnv('CXX', undefined);
    const entry = join(place, 'entry');
    const temporary = freshTemporary(place);
    const result = await provideEntry({ wheel, entry, temporary, keepWheel: false, stillHeld: () => true, say: () => {} });
    return { result, entry: existsSync(entry), unpacked: existsSync(join(place, 'unpacked')), kept: existsSync(join(temporary, wheel.file)) };
  };

  it('with another SHA-256 than the pinned one is refused before it is unpacked, and deleted', async () => {
    const { result, ...left } = await provide('another', WHEELS.cpu.sha256);
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining(`has SHA-256 ${X}, pinned is ${WHEELS.cpu.sha256}; it was not unpacked`) as string });
    expect(left).toEqual({ entry: false, unpacked: false, kept: false });
  });

  it('with the pinned one is taken', async () => {
    expect(await provide('pinned', X)).toMatchObject({ result: { ok: true }, entry: true, unpacked: true });
  });
});

/** A package whose library answers the probe with these numbers. */
function packageThatComputes(name: string, { product = [58, 64, 139, 154], convolved = 36, backend = 'tensorflow' }): string {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{ "main": "index.js" }');
  writeFileSync(join(place, 'index.js'), `
    const nothing = () => ({});
    module.exports = {
      tensor2d: nothing, ones: nothing, conv2d: nothing,
      matMul: () => ({ dataSync: () => ${JSON.stringify(product)} }), sum: () => ({ dataSync: () => [${convolved}] }),
      getBackend: () => '${backend}', backend: () => ({ binding: { TF_Version: '${WHEELS.cpu.version}' }, isUsingGpuDevice: false }),
    };`);
  return place;
}

// The set-up is for Linux: there the process that computes finds its library in /proc.
describe.skipIf(process.platform !== 'linux')('a library that computes', () => {
  const verify = (...given: Parameters<typeof packageThatComputes>) => verifyByComputing(packageThatComputes(...given));

  it('gives the numbers that a hand gives', async () => {
    expect(await verify('right', {})).toMatchObject({ ok: true, version: WHEELS.cpu.version, gpu: false });
  });

  it.each([
    ['a wrong product', { product: [58, 64, 139, 155] }, 'it computed 58 64 139 155 and 36 on `tensorflow`'],
    ['a product cut off', { product: [58, 64, 139] }, 'it computed 58 64 139 and 36 on `tensorflow`'],
    ['a wrong convolution', { convolved: 35 }, 'it computed 58 64 139 154 and 35 on `tensorflow`'],
    ['another backend', { backend: 'cpu' }, 'it computed 58 64 139 154 and 36 on `cpu`'],
  ])('is refused for %s', async (name, answers, reason) => {
    expect(await verify(name, answers)).toEqual({ ok: false, reason });
  });

  it('is refused where it cannot be loaded', async () => {
    expect(await verifyByComputing(join(folder, 'no-package'))).toMatchObject({ ok: false, reason: expect.stringContaining('Error') as string });
  });
});

describe('the manifest of a binding built here', () => {
  it("has the digest of upstream's sources and of ours, the pin and the recipe", async () => {
    const wheel = { ...WHEELS.cpu, sha256: X };
    const [tfjsNode, entry] = [join(folder, 'tfjs-node'), join(folder, 'entry')];
    for (const place of [join(tfjsNode, 'binding'), installedPaths(tfjsNode).folder, join(entry, 'tensorflow')]) mkdirSync(place, { recursive: true });
    for (const name of ['b.cc', 'a.h']) writeFileSync(join(tfjsNode, 'binding', name), name);
    writeFileSync(installedPaths(tfjsNode).binding, 'x');
    for (const name of wheel.libraries) writeFileSync(join(entry, 'tensorflow', name), 'x');
    writeFileSync(join(entry, 'entry.json'), JSON.stringify({ wheel: X, libraries: Object.fromEntries(wheel.libraries.map((name: string) => [name, { bytes: 1, sha256: name }])) }));
    const found = { version: wheel.version, libraryFile: join(entry, 'tensorflow', wheel.libraries[0]), gpu: false };
    const manifest = await describeWheel({ tfjsNode: { folder: tfjsNode, version: '4.22.0' }, found, gpu: undefined, paths: { entry, wheel, mute: '/mute' } });

    // Names, lengths and bytes one after another, written out.
    const ours = readFileSync(fileURLToPath(new URL('../../engine/programs.cc', import.meta.url)));
    const whole = Buffer.concat([Buffer.from(`a.h 3\na.hb.cc 4\nb.ccprograms.cc ${ours.length}\n`), ours]);
    expect(manifest.bindingDigest).toBe(createHash('sha256').update(whole).digest('hex'));
    expect(manifest).toMatchObject({ route: 'wheel', device: 'cpu', library: 'tensorflow-cpu', libraryDigest: wheel.libraries[0], libraryBytes: 1, bindingFileDigest: X, wheel: X, recipe: RECIPE });
    expect(readdirSync(installedPaths(tfjsNode).folder)).toContain(basename(installedPaths(tfjsNode).manifest));
  });
});

describe('what is set up', () => {
  const cpu = { route: 'wheel', device: 'cpu', recipe: RECIPE, wheel: WHEELS.cpu.sha256, version: WHEELS.cpu.version };

  it('is ready while it has the pin and the recipe of today', () => {
    expect(isPinned(cpu)).toBe(true);
    // A manifest as they were before there was a choice of devices.
    expect(isPinned({ ...cpu, device: undefined })).toBe(true);
    // The wheel with CUDA has no pinned SHA-256, upstream's library no pin at all.
    expect(isPinned({ ...cpu, device: 'cuda', wheel: 'any', version: WHEELS.cuda.version })).toBe(true);
    expect(isPinned({ route: 'prebuilt', version: '2.9.1', recipe: undefined, wheel: undefined })).toBe(true);
  });

  it.each([['recipe', RECIPE - 1], ['recipe', undefined], ['wheel', X], ['version', '2.20.0']])('is not, once %s is %s', (field, value) => {
    expect(isPinned({ ...cpu, [field]: value })).toBe(false);
  });

  it('is not where CUDA is of another version', () => {
    expect(isPinned({ ...cpu, device: 'cuda', version: '2.20.0' })).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('is taken only with the pin, the recipe, the device and the route that are wanted, and when it computes', async () => {
    const wanted = { route: 'auto', device: 'auto' };
    const ready = async (name: string, changes: object, options: object, convolved = 36) => {
      const place = packageThatComputes(name, { convolved });
      mkdirSync(installedPaths(place).folder, { recursive: true });
      writeFileSync(installedPaths(place).binding, 'x');
      writeFileSync(installedPaths(place).manifest, JSON.stringify({ schema: 1, ...cpu, tfjsNode: '4.22.0', libraryFile: installedPaths(place).binding, libraryBytes: 1, ...changes }));
      return (await alreadyGood({ folder: place, version: '4.22.0' }, { ...wanted, ...options }))?.how;
    };
    expect(await ready('as-pinned', {}, {})).toBe('was ready');
    expect(await ready('upstreams', { route: 'prebuilt', recipe: undefined, wheel: undefined }, {})).toBe('was ready');
    expect(await ready('other-pin', { wheel: X }, {})).toBeUndefined();
    expect(await ready('other-recipe', { recipe: RECIPE - 1 }, {})).toBeUndefined();
    expect(await ready('other-tfjs-node', { tfjsNode: '4.21.0' }, {})).toBeUndefined();
    expect(await ready('other-device', {}, { device: 'cuda' })).toBeUndefined();
    expect(await ready('other-route', { route: 'prebuilt' }, { route: 'wheel' })).toBeUndefined();
    expect(await ready('other-size', { libraryBytes: 2 }, {})).toBeUndefined();
    expect(await ready('other-numbers', {}, {}, 35)).toBeUndefined();
  });

  it("gives way to the wheel where that is asked for and it is upstream's", () => {
    const table = ['auto', 'wheel', 'prebuilt'].map((route) => [{ route: 'prebuilt' }, cpu, undefined].map((manifest) => replaces({ route }, manifest)));
    expect(table).toEqual([[false, false, false], [true, false, false], [false, false, false]]);
  });
});
