import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStore } from '@exitbench/harness';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { smoke, storeNodes } from './storeNodes.ts';
import { type Said, exitbench } from './terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exitbench-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** Runs the tiny benchmark, of which nothing can be computed. */
function run(args: readonly string[] = [], more: Parameters<typeof exitbench>[1] = {}): Promise<Said> {
  return exitbench(['run', '--profile', 'smoke', '--store', join(folder, 'store'), '--out', join(folder, 'out'), ...args], more);
}

describe('`--cache refresh`', () => {
  it('removes what is stored before anything runs, and is not in the command that goes on', async () => {
    const plan = await smoke();
    await storeNodes(join(folder, 'store'), plan);
    const store = openStore(join(folder, 'store'));
    for (const { key } of plan.nodes) await store.checkpoint(key).save([new Uint8Array(4)], { coreSeconds: 1, seconds: 1, useful: 1 });
    const { code, out, err } = await run(['--cache', 'refresh'], { stop: 'running' });
    expect(code).toBe(2);
    expect(out).toContain('--cache refresh: what was stored of 13 nodes was removed, and is computed again.');
    expect(err).toMatch(/to go on: exitbench run --profile smoke .*out$/m);
    expect(err).not.toContain('refresh');
    expect(await Promise.all(plan.nodes.map(({ key }) => store.find(key)))).toEqual(plan.nodes.map(() => undefined));
    expect(readdirSync(join(folder, 'store', 'checkpoints'))).toEqual([]);
  });

  it('removes nothing where it is not asked for', async () => {
    await storeNodes(join(folder, 'store'), await smoke(), (node) => node.kind === 'prepare');
    expect((await run([], { stop: 'running' })).out).toContain('1 of 13 nodes in the store');
  });
});

describe('a place that cannot be written to', () => {
  it.each([['--store', 'file', /^The store is a file, or lies below one.*EXITBENCH_STORE/s], ['--store', 'file/below', /^The store is a file, or lies below one/],
    ['--out', 'file', /^Records and report cannot be written: .*ENOTDIR.*`--out`/s], ['--out', 'file/below', /^Records and report cannot be written/]] as const)('is refused before anything starts: %s %s', async (option, path, message) => {
    writeFileSync(join(folder, 'file'), 'mine');
    const { code, out, err } = await run([option, join(folder, path)]);
    expect({ code, out }).toEqual({ code: 64, out: expect.not.stringContaining('started') });
    expect(err).toMatch(message);
    expect(err).toContain(join(folder, path));
    expect(err).not.toMatch(/^ +at /m);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'store'))).toBe(false);
  });
});

describe('an earlier report', () => {
  const records = (): string => join(folder, 'out', 'tiny-smoke', 'records.jsonl');
  const report = (): string => join(folder, 'out', 'tiny-smoke', 'report.md');

  /** Turns cells of the records that are there into completed ones. */
  function complete(cells: number): string {
    let left = cells;
    const lines = readFileSync(records(), 'utf8').split('\n').map((line) => {
      if (!line.includes('"kind":"cell"') || left === 0) return line;
      left--;
      return JSON.stringify({ ...(JSON.parse(line) as object), status: 'completed', reason: null });
    });
    writeFileSync(records(), lines.join('\n'));
    writeFileSync(report(), 'of more cells');
    return lines.join('\n');
  }

  it('of the same plan stays where more cells are completed in it', async () => {
    expect((await run(['--cache', 'only'])).out).not.toContain('are kept');
    const before = complete(3);
    const { code, out } = await run(['--cache', 'only']);
    expect(code).toBe(2);
    expect(out).toContain('Records and report of an earlier run of the same plan are kept: 3 of its 4 cells are completed.');
    expect([readFileSync(records(), 'utf8'), readFileSync(report(), 'utf8')]).toEqual([before, 'of more cells']);
  });

  it('is replaced by one of another plan, or of as many cells', async () => {
    await run(['--cache', 'only']);
    complete(0);
    await run(['--cache', 'only']);
    expect(readFileSync(report(), 'utf8')).not.toBe('of more cells');
    complete(3);
    await run(['--cache', 'only', '--seed', '0']);
    expect(readFileSync(report(), 'utf8')).not.toBe('of more cells');
  });

  it('is replaced where its records cannot be read', async () => {
    await run(['--cache', 'only']);
    writeFileSync(records(), 'no records');
    writeFileSync(report(), 'of no cells');
    await run(['--cache', 'only']);
    expect(readFileSync(report(), 'utf8')).not.toBe('of no cells');
    // Written beside and renamed: nothing is left beside.
    expect(readdirSync(join(folder, 'out', 'tiny-smoke')).filter((name) => name.endsWith('.part') || name.startsWith('probe-'))).toEqual([]);
  });
});

describe('Ctrl-C while a run is planned', () => {
  it('ends it with a line, and starts and writes nothing', async () => {
    expect(await run([], { stop: 'planning' })).toEqual({ code: 2, out: '', err: 'Stopped while it was planned. Nothing was computed.' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
