import type { RunRecord } from '@exitbench/records';
import { expect, it } from 'vitest';

import { madeUpRecords, tempFolder, write } from './recordsOf.ts';
import { exitbench } from './terminal.ts';

/** Three seeds of two regimes, each with a number. */
async function recordsWith(score: (seed: number) => number, seeds: readonly number[] = [0, 1, 2]): Promise<readonly RunRecord[]> {
  const records = await madeUpRecords((cell, seed) => ({ kind: 'value', metric: 'metric-nothing', cells: [cell], result: { exits: ['classifier'], test: [score(seed)] } }), { seeds });
  const shows = { kind: 'depth-curve' as const, pieces: 'exits', values: 'test' };
  return records.map((r) => (r.kind === 'header' ? { ...r, plan: { ...r.plan, metrics: r.plan.metrics.map((m) => ({ ...m, direction: 'higher' as const, shows: [shows] })) } } : r));
}

const before = await recordsWith((seed) => 80 + seed);
const after = await recordsWith((seed) => 70 + 1.01 * seed);

it('says what is worse, and ends with 4 only where a gate is asked for', async () => {
  const folder = tempFolder();
  const [a, b] = [write(before, folder, 'a.jsonl'), write(after, folder, 'b.jsonl')];
  const plain = await exitbench(['compare', a, b]);
  expect([plain.code, plain.err]).toEqual([0, '']);
  expect(plain.out).toMatch(/2 rows: 2 worse\./);
  expect(await exitbench(['compare', a, b, '--gate'])).toMatchObject({ code: 4, err: expect.stringContaining('The gate is closed: 2 rows are worse.') as string });
  expect(await exitbench(['compare', b, a, '--gate'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('2 better') as string });
  expect((await exitbench(['compare', a, a, '--gate'])).out).toMatch(/2 rows: 2 same\./);
});

it('does not let through what it could not judge', async () => {
  const folder = tempFolder();
  const two = (score: number): Promise<readonly RunRecord[]> => recordsWith(() => score, [0, 1]);
  const [a, b] = [write(await two(80), folder, 'a.jsonl'), write(await two(1), folder, 'b.jsonl')];
  expect(await exitbench(['compare', a, b, '--gate'])).toMatchObject({ code: 4, err: 'The gate is closed: 2 rows differ, and nothing could be judged: no row has 3 seeds in both runs.' });
  expect(await exitbench(['compare', a, a, '--gate'])).toMatchObject({ code: 0, err: '' });
});

it('is one JSON object where that is asked for', async () => {
  const folder = tempFolder();
  const { out, code } = await exitbench(['compare', write(before, folder, 'a.jsonl'), write(after, folder, 'b.jsonl'), '--json']);
  const found = JSON.parse(out) as { readonly kind: string; readonly passes: boolean; readonly closed: readonly string[]; readonly rows: readonly object[] };
  expect([code, found.kind, found.passes, found.closed]).toEqual([0, 'comparison', false, ['2 rows are worse']]);
  expect(Object.keys(found.rows[0] ?? {}).toSorted()).toEqual(['a', 'adjusted', 'arm', 'b', 'difference', 'lost', 'metric', 'n', 'notes', 'p', 'place', 'quantity', 'scale', 'verdict']);
});

it('reads folders, and names what it cannot read or must not compare', async () => {
  const folder = tempFolder();
  write(before, folder);
  expect((await exitbench(['compare', folder, folder])).code).toBe(0);
  expect(await exitbench(['compare', folder, `${folder}/gone`])).toMatchObject({ code: 64, err: expect.stringContaining('gone') as string });
  const other = before.map((r) => (r.kind === 'header' ? { ...r, comparability: 7 } : r));
  expect(await exitbench(['compare', folder, write(other, folder, 'other.jsonl')])).toMatchObject({ code: 64, err: expect.stringContaining('comparability is 1 and 7') as string });
});
