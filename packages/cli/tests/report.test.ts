import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineDataset, defineRegime, real, use } from '@exitbench/core';
import { parseRecords } from '@exitbench/records';
import { buildView } from '@exitbench/report';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { benchmark, dataset } from './benchmark.ts';
import { exitbench } from './terminal.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'exitbench-report-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const [plain] = benchmark.regimes;
if (plain === undefined || !('phases' in plain)) throw new Error('the benchmark has a regime');
const shared = defineRegime({ ...plain, id: 'regime-shared', title: 'shared', params: { share: real({ default: 0.5, minimum: 0, description: 'A share.' }) }, phases: (_, surroundings) => plain.phases({}, surroundings) });

/** Two data sets and one regime with three values of its parameter, one of them a control. */
const many = {
  ...benchmark,
  datasets: [dataset, defineDataset({ ...dataset, id: 'dataset-other', title: 'other' })],
  regimes: [plain, use(shared, { share: 0.25 }), use(shared, { share: 0.125 }, { role: 'control' as const }), shared],
};

/** A run that computes nothing: every cell is skipped, for the store is empty. */
const runNothing = (of = benchmark): ReturnType<typeof exitbench> =>
  exitbench(['run', '--profile', 'smoke', '--cache', 'only', '--store', join(folder, 'store'), '--out', folder], { benchmarks: [of] });
const recordsOf = (of: string): string => readFileSync(join(of, 'records.jsonl'), 'utf8');

/** A line as a shell takes it. */
function wordsOf(line: string): readonly string[] {
  return spawnSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' }).stdout.trimEnd().split('\n');
}

describe('a report', () => {
  it('is a page, a Markdown text, a table of numbers and the records', async () => {
    const { out } = await runNothing();
    const run = join(folder, 'tiny-smoke');
    expect(readdirSync(run).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['figures', 'index.html', 'manifest.json', 'records.jsonl', 'report.md', 'results.csv']);
    expect(out).toContain(`page: ${join(run, 'index.html')}`);
    expect(readFileSync(join(run, 'index.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(readFileSync(join(run, 'results.csv'), 'utf8')).toMatch(/^group,table,row,.*\r\n/);
  });

  it('is the same elsewhere, made of the records alone', async () => {
    await runNothing();
    const [run, other] = [join(folder, 'tiny-smoke'), join(folder, 'elsewhere')];
    expect((await exitbench(['report', run, '--out', other], { benchmarks: [] })).code).toBe(0);
    for (const file of readdirSync(run).filter((name) => name !== 'figures')) expect([file, readFileSync(join(other, file), 'utf8')]).toEqual([file, readFileSync(join(run, file), 'utf8')]);
  });

  it('takes away figures that it has not, and nothing else', async () => {
    await runNothing();
    const run = join(folder, 'tiny-smoke');
    const [stale, mine] = [join(run, 'figures', 'group-9-old-1.svg'), join(run, 'figures', 'mine.svg')];
    for (const file of [stale, mine]) writeFileSync(file, '<svg/>');
    await exitbench(['report', run, '--out', run]);
    expect([existsSync(stale), existsSync(mine)]).toEqual([false, true]);
  });

  it('is of a part that options choose, and says which to leave out where nothing is left', async () => {
    await runNothing();
    const run = join(folder, 'tiny-smoke');
    const part = await exitbench(['report', run, '--regime', 'late', '--seed', '1']);
    expect([part.code, part.out]).toEqual([0, expect.stringContaining('0 of 1 cells completed')]);
    const unknown = await exitbench(['report', run, '--regime', 'latte']);
    expect([unknown.code, unknown.err]).toEqual([64, expect.stringContaining('Did you mean `late`?')]);
    const none = await exitbench(['report', run, '--regime', ',']);
    expect([none.code, none.err]).toEqual([3, expect.stringContaining('Leave out --regime.')]);
    // The records of a part are those of the whole.
    const whole = recordsOf(run);
    await exitbench(['report', run, '--regime', 'late', '--out', join(folder, 'part')]);
    expect([recordsOf(run), recordsOf(join(folder, 'part'))]).toEqual([whole, whole]);
  });
});

it('has commands that select the rows beside which they stand, and no others', async () => {
  await runNothing(many as never);
  const view = buildView(parseRecords(recordsOf(join(folder, 'tiny-smoke'))));
  const rows = view.reproduce.rows.map((row) => row.map((cell) => (cell.kind === 'text' || cell.kind === 'code' ? cell.text : '')));
  expect(rows.map(([arm]) => arm)).toHaveLength(8);
  for (const [arm, , command] of rows) {
    const [program, run, ...args] = wordsOf(command ?? '');
    expect([program, run]).toEqual(['exitbench', 'run']);
    const planned = await exitbench(['plan', ...args, '--json'], { benchmarks: [many as never] });
    expect([planned.code, planned.err]).toEqual([0, '']);
    const cells = (JSON.parse(planned.out) as { readonly cells: readonly { readonly id: string }[] }).cells.map((c) => c.id);
    expect(cells).toEqual([`${arm ?? ''}/0`, `${arm ?? ''}/1`]);
  }
}, 60_000);
