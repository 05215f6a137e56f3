import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';

import { digestOfFile, digestOfSources } from '../../engine/digest.mjs';
import { readOptions } from '../../engine/options.mjs';
import { cacheFolder, entryPaths, WHEELS } from '../../engine/paths.mjs';
import { findPrograms, run } from '../../engine/run.mjs';
import { freshTemporary, provideEntry, readEntry } from '../../engine/wheel.mjs';

const WHEEL = WHEELS.cpu;
const folder = mkdtempSync(join(tmpdir(), 'exitbench-setup-'));
afterAll(() => rmSync(folder, { recursive: true }));

const setup = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('../../setup-engine.mjs', import.meta.url)), ...args], { encoding: 'utf8', env: { ...process.env, ...env } });

describe('the options', () => {
  it('come from the command line and from the environment', () => {
    expect(readOptions([], {})).toMatchObject({ require: false, download: true, route: 'auto', device: 'auto', declined: undefined });
    expect([readOptions([], { EXITBENCH_DEVICE: 'cpu' }).device, readOptions(['--device', 'cuda'], { EXITBENCH_DEVICE: 'cpu' }).device]).toEqual(['cpu', 'cuda']);
    expect(readOptions(['--require', '--route', 'wheel'], {})).toMatchObject({ require: true, route: 'wheel' });
    expect(readOptions(['--no-download'], {}).download).toBe(false);
    expect(readOptions([], { EXITBENCH_NO_DOWNLOAD: '1' }).download).toBe(false);
    expect(readOptions([], { EXITBENCH_NO_DOWNLOAD: '0' }).download).toBe(true);
    expect(readOptions([], { EXITBENCH_ENGINE: 'tensorflow' }).declined).toBeUndefined();
    expect(readOptions([], { EXITBENCH_ENGINE: 'wasm' }).declined).toBe('wasm');
  });

  it('are refused when nobody knows them', () => {
    expect(() => readOptions(['--rout'], {})).toThrow('--rout');
    expect(() => readOptions([], { EXITBENCH_DEVICE: 'gpu' })).toThrow('There is no device `gpu`. Known: auto, cpu, cuda.');
    expect(() => readOptions(['--route', 'weel'], {})).toThrow('There is no route `weel`. Known: auto, prebuilt, wheel.');
  });
});

describe('the command', () => {
  it('explains itself', () => {
    const { status, stdout } = setup(['--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('--no-download');
  });

  it('ends with 64 on a bad argument', () => {
    expect(setup(['--nonsense'])).toMatchObject({ status: 64 });
  });

  it('does nothing when another engine is asked for', () => {
    const { status, stdout } = setup([], { EXITBENCH_ENGINE: 'wasm' });
    expect(status).toBe(0);
    expect(stdout).toContain('not wanted');
  });
});

describe('a machine that lacks programs', () => {
  afterEach(() => vi.unstubAllEnvs());
  const provide = async (path: string) => {
    vi.stubEnv('PATH', path);
    vi.stubEnv('CXX', undefined);
    const said: string[] = [];
    const found = await provideEntry({ wheel: WHEEL, entry: join(folder, 'lacking'), temporary: join(folder, 'temporary'), keepWheel: false, stillHeld: () => true, say: (line: string) => said.push(line) });
    return { ...found, said };
  };

  it('is told all of them at once, and nothing is downloaded', async () => {
    expect(await provide(join(folder, 'no-programs'))).toEqual({
      ok: false, said: [],
      reason: 'there is no C++ compiler on PATH; there is no python3 with pip on PATH',
      remedy: 'install one (Debian: `apt-get install g++`); install them (Debian: `apt-get install python3-pip`), any version of Python will do',
    });
  });

  it('is told only what it lacks', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'g++'), '#!/bin/sh\n', { mode: 0o755 });
    expect(await provide(bin)).toMatchObject({ ok: false, reason: 'there is no python3 with pip on PATH' });
  });
});

describe('an entry of the cache', () => {
  const facts = (bytes: number) => ({ wheel: WHEEL.sha256, libraries: Object.fromEntries(WHEEL.libraries.map((name: string) => [name, { bytes, sha256: '' }])) });
  const entry = (name: string, content: unknown) => {
    const place = join(folder, name);
    mkdirSync(join(place, 'tensorflow'), { recursive: true });
    for (const library of WHEEL.libraries) writeFileSync(join(place, 'tensorflow', library), 'abc');
    writeFileSync(join(place, 'entry.json'), JSON.stringify(content));
    return place;
  };

  it('is whole when its libraries have the sizes that were written down', () => {
    expect(readEntry(entry('whole', facts(3)), WHEEL)).toMatchObject({ wheel: WHEEL.sha256 });
  });

  it('is none when it is cut off, of another wheel, or absent', () => {
    expect(readEntry(entry('cut', facts(4)), WHEEL)).toBeUndefined();
    expect(readEntry(entry('other', { ...facts(3), wheel: '0' }), WHEEL)).toBeUndefined();
    expect(readEntry(join(folder, 'absent'), WHEEL)).toBeUndefined();
  });

  it('is named by wheel, version and platform, and its bindings by Node and tfjs-node', () => {
    const a = entryPaths('/cache', '4.22.0');
    expect(a.entry).toContain(`${WHEEL.version}-${WHEEL.sha256.slice(0, 12)}`);
    expect(a.binding).toContain(`node-abi${process.versions.modules}`);
    expect(entryPaths('/cache', '4.23.0').entry).toBe(a.entry);
    expect(entryPaths('/cache', '4.23.0').binding).not.toBe(a.binding);
  });

  it('starts from an empty folder, whatever an earlier attempt left', () => {
    const temporary = freshTemporary(join(folder, 'cache'));
    writeFileSync(join(temporary, 'half.whl'), 'x');
    expect(freshTemporary(join(folder, 'cache'))).toBe(temporary);
    expect(() => readFileSync(join(temporary, 'half.whl'))).toThrow('ENOENT');
  });
});

// packages/engines has the same rule and the same table in its tests: neither may import the other.
describe('cacheFolder', () => {
  it.each([
    [{ EXITBENCH_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' }, '/a/engines'],
    [{ XDG_CACHE_HOME: '/b', HOME: '/c' }, '/b/exitbench/engines'],
    [{ HOME: '/c' }, '/c/.cache/exitbench/engines'],
  ])('of %j is %s', (env, expected) => {
    expect(cacheFolder(env)).toBe(expected);
  });
});

describe('digests', () => {
  it('of a file is the SHA-256 of its bytes', async () => {
    writeFileSync(join(folder, 'abc'), 'abc');
    // FIPS 180-4, the example "abc".
    expect(await digestOfFile(join(folder, 'abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('of a folder changes with a name and with a content', () => {
    const place = join(folder, 'sources');
    mkdirSync(place);
    writeFileSync(join(place, 'a.cc'), '1');
    const first = digestOfSources(place, []);
    expect(digestOfSources(place, [])).toBe(first);
    writeFileSync(join(place, 'a.cc'), '2');
    const second = digestOfSources(place, []);
    rmSync(join(place, 'a.cc'));
    writeFileSync(join(place, 'b.cc'), '1');
    expect(new Set([first, second, digestOfSources(place, [])]).size).toBe(3);
  });
});

describe('programs', () => {
  it('give their output, and the end of their error output when they fail', async () => {
    expect(await run(process.execPath, ['-e', 'process.stdout.write("out")'])).toMatchObject({ ok: true, output: 'out' });
    expect(await run(process.execPath, ['-e', 'console.error("bad"); process.exit(3)'])).toMatchObject({ ok: false, error: 'bad' });
    expect(await run(join(folder, 'no-such-program'), [])).toMatchObject({ ok: false });
  });

  it('are killed after their time', async () => {
    expect(await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 200 })).toMatchObject({ ok: false, timedOut: true });
  });

  it('are looked for in the order of PATH', () => {
    const [first, second] = ['p1', 'p2'].map((name) => join(folder, name));
    for (const place of [first, second]) {
      mkdirSync(place ?? '');
      writeFileSync(join(place ?? '', 'tool'), '', { mode: 0o755 });
    }
    writeFileSync(join(second ?? '', 'data'), '', { mode: 0o644 });
    expect(findPrograms(['tool', 'data'], { PATH: `${second}:${first}:${second}` })).toEqual([join(second ?? '', 'tool'), join(first ?? '', 'tool')]);
  });
});
