import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { atTerminal, inPipes, tempFolder } from './support/startRun.ts';

const CTRL_C = '\u0003';
const CURSOR = { hide: '\u001B[?25l', show: '\u001B[?25h' };

/** One cell of the smoke test. */
const cell = (folder: string, ...more: readonly string[]): readonly string[] =>
  ['regimes', '--profile', 'smoke', '--regime', 'joint', '--seed', '0', '--jobs', '1', '--engine', 'wasm', '--store', join(folder, 'store'), '--out', folder, ...more];

/** What is seen of lines: without the sequences that move the cursor and colour. */
// eslint-disable-next-line no-control-regex -- They begin with a control character.
const visible = (text: string): string => text.replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');

describe.runIf(process.platform === 'linux')('at a terminal', () => {
  it('draws a tree that is no wider than the terminal, tells nothing twice and gives the cursor back', async () => {
    const run = atTerminal(cell(tempFolder()));
    await run.seen('images/s');
    expect(await run.ended).toBe(0);
    const drawn = run.out().split('\u001B[?2026h').slice(1).map((frame) => frame.split('\u001B[?2026l', 1)[0] ?? '');
    const lines = drawn.flatMap((frame) => visible(frame).split('\n'));
    expect(lines).toContainEqual(expect.stringMatching(/^regimes-smoke {2}1\/7 {2}━+─+ {2}0:\d\d {2}ETA /));
    expect(lines).toContain('├─ synthetic-depth:computed/convnet/dense-pooled/joint/0');
    expect(lines).toContainEqual(expect.stringMatching(/^│ {2}└─ everything {2}epoch 1 {2}step [ \d]\d\/79 {2}loss \d/));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(run.out()).not.toMatch(/: started|: done in/);
    expect(run.out().lastIndexOf(CURSOR.show)).toBeGreaterThan(run.out().lastIndexOf(CURSOR.hide));
    expect(run.out()).toMatch(/1 of 1 cells completed in .*\r\noverhead of the harness: \d/);
  });

  it('stops at Ctrl-C with a checkpoint and says what to type, which goes on from there', async () => {
    const folder = tempFolder();
    const run = atTerminal(cell(folder));
    await run.seen(/step +\d+\/79/);
    run.type(CTRL_C);
    await run.seen('Stopping. ');
    expect(await run.ended).toBe(2);
    expect(run.out()).toContain(`to go on: npm run bench -- ${cell(folder).join(' ')}`);
    expect(run.out().lastIndexOf(CURSOR.show)).toBeGreaterThan(run.out().lastIndexOf(CURSOR.hide));
    expect(readdirSync(join(folder, 'store', 'checkpoints'))).not.toEqual([]);
    const kept = Number(/kept after step (\d+)/.exec(run.out())?.[1]);
    expect(kept).toBeGreaterThan(0);

    const again = inPipes(cell(folder));
    await again.seen(`goes on after step ${kept}\n`);
    expect(await again.ended).toBe(0);
  });
});

describe('in a pipe', () => {
  it('tells plain lines', async () => {
    const run = inPipes(cell(tempFolder()));
    expect(await run.ended).toBe(0);
    expect(run.out()).toMatch(/^synthetic-depth:computed\/convnet\/dense-pooled\/joint\/0 everything: started$/m);
    expect(run.out()).toMatch(/^\[2\/7\] synthetic-depth\S+ everything: done in [\d.]+ s, ETA /m);
    expect(run.out()).not.toContain('\u001B');
    expect(run.err()).toBe('');
  });

  it('tells events as JSON and nothing else, the last one with outcomes and where the report is', async () => {
    const folder = tempFolder();
    const run = inPipes(cell(folder, '--json'));
    expect(await run.ended).toBe(0);
    const events = run.out().trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly kind: string; readonly [field: string]: unknown });
    expect(events[0]).toMatchObject({ benchmark: 'regimes', profile: 'smoke', kind: 'started', nodes: 7, toRun: 7 });
    expect(events.map((e) => e.kind)).toEqual(expect.arrayContaining(['finished', 'node-done', 'node-progress', 'node-started', 'started']));
    const last = events.at(-1) ?? { kind: 'none' };
    expect(last).toMatchObject({ kind: 'finished', interrupted: false, report: join(folder, 'regimes-smoke', 'report.md') });
    expect(Object.values(last['outcomes'] as object)).toHaveLength(7);
    expect(existsSync(String(last['report']))).toBe(true);
    expect(readFileSync(String(last['records']), 'utf8')).not.toBe('');
    expect(run.err()).toContain('1 of 1 cells completed');
  });

  it('says in a dry run what would run, and starts nothing', async () => {
    const folder = tempFolder();
    const run = inPipes(cell(folder, '--dry'));
    expect(await run.ended).toBe(0);
    expect(run.out()).toMatch(/^0 of 7 nodes in the store, 7 to run: [\d.]+ G multiply-accumulates, about \S+ s in 1 process, /m);
    expect(run.out()).toMatch(/^Nothing was started\.$/m);
    expect(readdirSync(folder)).toEqual([]);
  });
});
