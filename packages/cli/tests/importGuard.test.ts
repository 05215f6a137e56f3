import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { exitbench } from './terminal.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'exitbench-import-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function listed(text: string): ReturnType<typeof exitbench> {
  const path = join(folder, 'benchmark.mjs');
  writeFileSync(path, text);
  return exitbench(['list', '--benchmark', path]);
}

it('names a benchmark module that would end the process', async () => {
  const { code, err } = await listed('process.exit(0);');
  expect(code).toBe(64);
  expect(err).toContain(`\`${join(folder, 'benchmark.mjs')}\` called \`process.exit\` in \`import\`.`);
});

it('lets one that does not be loaded', async () => {
  const { code, err } = await listed('export const nothing = 1;');
  expect([code, err.includes('process.exit'), err.includes('exports no benchmark')]).toEqual([64, false, true]);
});
