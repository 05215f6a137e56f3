import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';

import { requirementsOfExtra } from '../../engine/companions.mjs';
import { digestWith } from '../../engine/digest.mjs';
import { findGpu, isAtLeast } from '../../engine/gpu.mjs';
import { entryPaths, WHEELS } from '../../engine/paths.mjs';
import { prebuiltFitsGpu } from '../../engine/prebuilt.mjs';
import { suits } from '../../engine/provide.mjs';
import { freshTemporary, provideEntry, readEntry } from '../../engine/wheel.mjs';

// No machine with a GPU is needed: programs that answer as nvidia-smi, ldconfig, pip and unzipping Python do.
const folder = mkdtempSync(join(tmpdir(), 'exitbench-gpu-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** A folder of programs, each a text of JavaScript. */
function programs(name: string, texts: Readonly<Record<string, string>>): string {
  const place = join(folder, name);
  mkdirSync(place);
  for (const [program, text] of Object.entries(texts)) writeFileSync(join(place, program), `#!${process.execPath}\n${text}\n`, { mode: 0o755 });
  return place;
}

const H100 = { name: 'NVIDIA H100', driver: '550.54.15', compute: '9.0' };

describe('a GPU', () => {
  it('is the first that nvidia-smi shows', async () => {
    const path = programs('two-gpus', { 'nvidia-smi': "console.log('NVIDIA H100, 550.54.15, 9.0\\nNVIDIA T4, 550.54.15, 7.5')" });
    expect(await findGpu({ PATH: path })).toEqual({ gpu: H100 });
  });

  it('is none where nvidia-smi says so, or is not there', async () => {
    const path = programs('no-gpu', { 'nvidia-smi': "console.log('No devices were found'); process.exitCode = 6" });
    expect(await findGpu({ PATH: path })).toEqual({ reason: 'nvidia-smi shows no GPU (No devices were found)' });
    expect(await findGpu({ PATH: join(folder, 'nowhere') })).toEqual({ reason: 'there is no nvidia-smi' });
  });

  it.each([['525.60.13', '525.60', true], ['525.60', '525.60', true], ['550.1', '525.60', true], ['525.9', '525.60', false], ['470.223.02', '525.60', false], ['2.36', '2.27', true], ['2.3', '2.27', false]])(
    'needs a driver: %s for %s is %s', (found, least, expected) => {
      expect(isAtLeast(found, least)).toBe(expected);
    },
  );

  it('gets a library built for it when that is asked for; what is set up stays until another is', () => {
    // The last one is a manifest as they were before there was a choice.
    const table = [{ device: 'cpu' }, { device: 'cuda' }, {}].map((manifest) => ['auto', 'cpu', 'cuda'].map((wanted) => suits(manifest, wanted)));
    expect(table).toEqual([[true, true, false], [true, false, true], [true, true, false]]);
  });

  it('is served by upstream only with CUDA 11 on the system', async () => {
    const path = programs('cuda-11', { ldconfig: "console.log('\\tlibcudart.so.11.0 (libc6,x86-64) => /x\\n\\tlibcudnn.so.8 (libc6,x86-64) => /y')" });
    vi.stubEnv('PATH', path);
    expect(await prebuiltFitsGpu({})).toEqual({ ok: true });
    vi.stubEnv('PATH', programs('cuda-12', { ldconfig: "console.log('\\tlibcudart.so.12 (libc6,x86-64) => /x\\n\\tlibcudnn.so.8 (libc6,x86-64) => /y')" }));
    expect(await prebuiltFitsGpu({})).toEqual({ ok: false, reason: 'for a GPU it needs CUDA 11 on the system, and there is no libcudart.so.11.0' });
  });
});

describe("NVIDIA's libraries", () => {
  it('are those that the wheel asks for', () => {
    const lines = ['numpy>=1.26.0', "nvidia-cudnn-cu12 (==9.3.0.75) ; extra == 'and-cuda'", 'nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"', 'x==1; extra == "gcs-filesystem"', ''];
    expect(requirementsOfExtra(lines, 'and-cuda')).toEqual(['nvidia-cudnn-cu12==9.3.0.75', 'nvidia-cublas-cu12<13.0,>=12.5.3.2']);
  });

  it('are part of what the library is called by', () => {
    expect(digestWith('abc', undefined)).toBe('abc');
    expect(new Set([digestWith('abc', {}), digestWith('abc', { a: '1' }), digestWith('abc', { a: '2' }), digestWith('abd', { a: '1' })]).size).toBe(4);
  });
});

describe('the entry of the wheel with CUDA', () => {
  const wheel = { ...WHEELS.cuda, bytes: 1, unpackedBytes: 1, companions: { ...WHEELS.cuda.companions, bytes: 1, unpackedBytes: 1 } };
  const log = join(folder, 'calls');
  /** Answers as `python3 -m pip` and as the two small programs that the set-up gives to `python3 -c`. */
  const python = (served: string): string => `
    const fs = require('node:fs'); const { join } = require('node:path');
    const args = process.argv.slice(2);
    fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify(args.map((arg) => arg.includes('zipfile') ? 'PROGRAM' : arg)) + '\\n');
    const put = (file) => { fs.mkdirSync(join(file, '..'), { recursive: true }); fs.writeFileSync(file, 'x'); };
    if (args.includes('download')) {
      const to = args[args.indexOf('--dest') + 1];
      if (args.at(-1).startsWith('tensorflow==')) put(join(to, ${JSON.stringify(wheel.file)}));
      else if (${JSON.stringify(served)} === 'all') for (const name of ['nvidia_a-1-py3-none-any.whl', 'nvidia_b-2-py3-none-any.whl']) put(join(to, name));
      else { console.error('ERROR: No matching distribution found for a'); process.exitCode = 1; }
    } else if (args[0] === '-c') {
      if (args[3] === undefined) console.log('numpy\\na==1; extra == "and-cuda"\\nb>=2; extra == "and-cuda"');
      else if (args.at(-1) === 'nvidia/') put(join(args[3], 'nvidia', args[2].includes('nvidia_a') ? 'a' : 'b', 'lib', 'lib.so'));
      else for (const name of ${JSON.stringify(wheel.libraries)}) put(join(args[3], 'tensorflow', name));
    }`;
  const provide = async (name: string, served: string) => {
    vi.stubEnv('PATH', programs(name, { python3: python(served), 'g++': '' }));
    vi.stubEnv('CXX', undefined);
    rmSync(log, { force: true });
    const entry = entryPaths(join(folder, `cache-${name}`), '4.22.0', wheel).entry;
    const temporary = freshTemporary(join(folder, `cache-${name}`));
    const said: string[] = [];
    const result = await provideEntry({ wheel, entry, temporary, keepWheel: false, stillHeld: () => true, say: (line: string) => said.push(line) });
    const calls = readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as string[]);
    return { result, entry, said, calls };
  };

  it('has the libraries side by side, as pip would lay them, and the digest of each', async () => {
    const { result, entry, said, calls } = await provide('whole', 'all');
    expect(result).toEqual({ ok: true });
    for (const file of ['tensorflow/libtensorflow_cc.so.2', 'nvidia/a/lib/lib.so', 'nvidia/b/lib/lib.so']) expect([file, existsSync(join(entry, file))]).toEqual([file, true]);
    const facts = readEntry(entry, wheel);
    // FIPS 180-4 of the one byte `x`, by `sha256sum`.
    const x = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';
    expect(facts).toMatchObject({ version: '2.21.0', wheel: x, companions: { 'nvidia_a-1-py3-none-any.whl': x, 'nvidia_b-2-py3-none-any.whl': x } });
    expect(readEntry(entry, { ...wheel, version: '2.22.0' })).toBeUndefined();
    expect(said.join('\n')).toContain("downloading 2 wheels with NVIDIA's libraries: a==1, b>=2");
    const downloads = calls.filter((args) => args.includes('download'));
    expect(downloads.map((args) => [args.includes('--no-deps'), args.includes('--only-binary=:all:'), args.slice(args.indexOf('--python-version')).slice(0, 2)])).toEqual([[true, true, ['--python-version', '311']], [true, true, ['--python-version', '311']]]);
    expect(downloads[1]?.slice(-2)).toEqual(['a==1', 'b>=2']);
    expect(downloads[1]?.filter((arg) => arg === '--platform')).toHaveLength(4);
  });

  it('does not come into being without them', async () => {
    const { result, entry } = await provide('half', 'none');
    expect(result).toMatchObject({ ok: false, reason: "NVIDIA's libraries could not be had: ERROR: No matching distribution found for a" });
    expect(existsSync(entry)).toBe(false);
  });

  it('lies beside that of the processor', () => {
    expect(entryPaths('/cache', '4.22.0', WHEELS.cuda).entry).toBe(`/cache/tensorflow-2.21.0-cuda-linux-${process.arch}`);
    expect(entryPaths('/cache', '4.22.0', WHEELS.cuda).entry).not.toBe(entryPaths('/cache', '4.22.0').entry);
  });
});
