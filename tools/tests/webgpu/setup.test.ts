import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { ROOT } from '../../src/repository.mjs';
import { DAWN, dawnEntry } from '../../webgpu/dawn.mjs';
import { readOptions } from '../../webgpu/options.mjs';
import { provideSwiftshader } from '../../webgpu/swiftshader.mjs';

const folder = mkdtempSync(join(tmpdir(), 'exitbench-webgpu-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the options', () => {
  it('come from the command line and from the environment', () => {
    expect(readOptions([], {})).toEqual({ download: true, software: false, help: false });
    expect(readOptions(['--no-download', '--software'], {})).toMatchObject({ download: false, software: true });
    expect(readOptions([], { EXITBENCH_NO_DOWNLOAD: '1' }).download).toBe(false);
    expect(readOptions([], { EXITBENCH_NO_DOWNLOAD: '0' }).download).toBe(true);
  });

  it.each(['setup-webgpu.mjs', 'webgpu-suite.mjs'])('of %s are explained, and refused when nobody knows them', (name) => {
    const call = (arg: string) => spawnSync(process.execPath, [join(ROOT, 'tools', name), arg], { encoding: 'utf8' });
    expect(call('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--no-download') as string });
    expect(call('--nonsense')).toMatchObject({ status: 64, stderr: expect.stringContaining('--nonsense') as string });
  });
});

describe('Dawn', () => {
  it('is the version of the catalog, by one pin', () => {
    expect(readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8')).toContain(`\n  webgpu: ${DAWN.version}\n`);
    expect(DAWN.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  });

  it('has an entry of its own in the cache for each version and system', () => {
    expect(dawnEntry('/cache')).toMatch(new RegExp(`^/cache/webgpu-${DAWN.version}-[0-9a-f]{12}-${process.platform}-`));
  });
});

describe.skipIf(process.platform !== 'linux')('SwiftShader', () => {
  const provide = (download: boolean, env: Record<string, string>) => provideSwiftshader({ download, say: () => {}, env: { EXITBENCH_CACHE: join(folder, 'cache'), ...env } });

  it('is not downloaded against the wish', async () => {
    expect(await provide(false, { PATH: process.env['PATH'] ?? '' })).toEqual({ ok: false, reason: expect.stringContaining('not in the cache') as string, remedy: expect.stringContaining('--no-download') as string });
  });

  it('that cannot be had is said so: no Debian', async () => {
    expect(await provide(true, { PATH: folder })).toEqual({ ok: false, reason: expect.stringContaining('no apt-get and no dpkg') as string, remedy: expect.stringContaining('Debian') as string });
  });
});
