import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineArchitecture, defineDataset } from '@exitbench/core';
import { readManifest } from '@exitbench/engines';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { architecture, benchmark, dataset } from './benchmark.ts';
import { smoke, storeNodes } from './storeNodes.ts';
import { exitbench } from './terminal.ts';

const native = readManifest();
/** Why oneDNN computes nothing here, or nothing: it does so in native TensorFlow on a processor. */
const noOneDnn = 'reason' in native ? ` (skipped: ${native.reason})` : native.manifest.device === 'cuda' ? ' (skipped: it computes on a GPU)' : '';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'exitbench-cli-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A run that computes nothing: every cell is skipped, for the store is empty. */
const runNothing = (...more: readonly string[]): ReturnType<typeof exitbench> =>
  exitbench(['run', '--profile', 'smoke', '--cache', 'only', '--store', join(folder, 'store'), '--out', folder, ...more]);

const runDry = (...more: readonly string[]): ReturnType<typeof exitbench> => exitbench(['run', '--profile', 'smoke', '--dry', '--store', join(folder, 'store'), '--out', folder, ...more]);

/** The tiny benchmark with a second data set, whose arms its architecture refuses. */
const small = defineDataset({ ...dataset, id: 'dataset-small' });
const picky = defineArchitecture({ ...architecture, supports: ({ id }) => (id === small.id ? { reason: 'The input is too small.' } : true) });
const halfExcluded = { ...benchmark, architectures: [picky], datasets: [dataset, small] };
const unpicky = { ...benchmark, id: 'unpicky', datasets: [small] };

describe('plan', () => {
  it('says what a run would do', async () => {
    const { code, out } = await exitbench(['plan', '--profile', 'smoke']);
    expect(code).toBe(0);
    expect(out).toContain('tiny, profile smoke');
    expect(out).toContain('A test of the machinery.');
    expect(out).toContain('4 cells of 2 arms: 1 data set, 4 phases');
  });

  it('counts one analysis as one', async () => {
    const said = async (...more: readonly string[]): Promise<string> => (await exitbench(['plan', '--profile', 'smoke', ...more])).out;
    expect(await said('--regime', 'joint', '--seed', '1')).toContain('1 prediction, 1 analysis\n');
    expect(await said()).toContain('4 predictions, 4 analyses\n');
  });

  it('takes the smaller sister of a profile without a native engine, and says so', async () => {
    const { out } = await exitbench(['plan']);
    expect(out).toContain('profile quick-wasm instead of quick');
    expect(out).toContain('2 cells of 2 arms');
    expect((await exitbench(['plan', '--profile', 'smoke'])).out).not.toContain('instead of');
  });

  it('plans a part', async () => {
    expect((await exitbench(['plan', '--profile', 'smoke', '--regime', 'joint', '--seed', '1'])).out).toContain('1 cell of 1 arm');
  });

  it('gives the plan as data', async () => {
    const plan = JSON.parse((await exitbench(['plan', '--profile', 'smoke', '--json'])).out) as { benchmark: string; cells: unknown[] };
    expect(plan.benchmark).toBe('tiny');
    expect(plan.cells).toHaveLength(4);
  });
});

describe('run', () => {
  it('writes records and report, and says where', async () => {
    const { code, out, err } = await runNothing();
    const report = join(folder, 'tiny-smoke', 'report.md');
    expect(code).toBe(2);
    expect(out).toContain(`report: ${report}`);
    expect(err).toContain('skipped');
    expect(readFileSync(report, 'utf8')).toMatch(/^> \*\*A test of the machinery\.\*\*/);
    expect(out).toContain(`records: ${join(folder, 'tiny-smoke', 'records.jsonl')}`);
  });

  it('selects nothing where a list is empty', async () => {
    expect((await runNothing('--regime', ',')).code).toBe(3);
  });

  it('ends with 3 where all that is selected is excluded, and leaves an earlier report alone', async () => {
    expect((await runNothing()).code).toBe(2);
    const [records, report] = ['records.jsonl', 'report.md'].map((name) => join(folder, 'tiny-smoke', name)) as [string, string];
    const before = [readFileSync(records, 'utf8'), readFileSync(report, 'utf8')];
    const args = ['run', '--profile', 'smoke', '--cache', 'only', '--store', join(folder, 'store'), '--out', folder, '--dataset', 'small'];
    const found = await exitbench(args, { benchmarks: [halfExcluded] });
    expect(found).toMatchObject({ code: 3, err: '' });
    expect(found.out).toContain('excluded: small:computed/two/dense-plain/joint: The input is too small.');
    expect(found.out).toMatch(/Nothing was written\.$/);
    expect(found.out).not.toContain('report:');
    expect(await exitbench([...args, '--json'], { benchmarks: [halfExcluded] })).toMatchObject({ code: 3, out: '' });
    expect([readFileSync(records, 'utf8'), readFileSync(report, 'utf8')]).toEqual(before);
    // Negative controls: with the other data set, or in another benchmark, there is something to run.
    expect((await exitbench(args.slice(0, -2), { benchmarks: [halfExcluded] })).code).toBe(2);
    expect((await exitbench(args, { benchmarks: [unpicky, halfExcluded] })).code).toBe(2);
  });

  it.each([['run', '--dry'], ['run', '--dry', '--json'], ['plan'], ['plan', '--json']])('ends with 3 there when it is only said: %s %s %s', async (...args) => {
    const said = (...more: readonly string[]): ReturnType<typeof exitbench> => exitbench([...args, '--profile', 'smoke', '--store', join(folder, 'store'), ...more], { benchmarks: [halfExcluded] });
    expect((await said('--dataset', 'small')).code).toBe(3);
    expect(await said()).toMatchObject({ code: 0, err: '' });
    // Another benchmark may have something to run.
    const two = await exitbench([...args, '--profile', 'smoke', '--store', join(folder, 'store'), '--dataset', 'small'], { benchmarks: [unpicky, halfExcluded] });
    expect(two).toMatchObject({ code: 0, err: '' });
  });

  it('says with --dry what would run, and writes nothing', async () => {
    const { code, out, err } = await runDry();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^0 of 13 nodes in the store, 13 to run: [\d.]+ \w? ?multiply-accumulates, about \S+ s in \d+ process/m);
    expect(out).toMatch(/^phase +4 +4 +0 +4$/m);
    expect(out).toMatch(/Nothing was started\.$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('counts with --dry and --cache refresh what is stored among what would run', async () => {
    await storeNodes(join(folder, 'store'), await smoke());
    expect((await runDry()).out).toContain('13 of 13 nodes in the store, 0 to run: nothing to compute');
    const { out } = await runDry('--cache', 'refresh');
    expect(out).toMatch(/^0 of 13 nodes in the store, 13 to run: /m);
    expect(out).toMatch(/^phase +4 +4 +0 +4$/m);
    expect((JSON.parse((await runDry('--cache', 'refresh', '--json')).out) as { readonly toRun: readonly object[] }).toRun).toHaveLength(13);
  });

  it('says with --dry and --cache only that nothing would be computed', async () => {
    expect((await runDry('--cache', 'only')).out).toContain('0 of 13 nodes in the store, 0 to run, 13 to be skipped: nothing to compute');
  });

  it('says it in a line of JSON too', async () => {
    const { out } = await runDry('--json');
    expect(JSON.parse(out)).toMatchObject({ benchmark: 'tiny', profile: 'smoke', kind: 'dry', nodes: 13, stored: 0, basis: 'usual', excluded: [] });
    expect((JSON.parse(out) as { toRun: readonly object[] }).toRun).toHaveLength(13);
  });

  it('tells events as JSON and nothing else; what people read goes to the standard error', async () => {
    const { code, out, err } = await runNothing('--json');
    expect(code).toBe(2);
    const kinds = out.split('\n').map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect([kinds[0], kinds.at(-1), new Set(kinds)]).toEqual(['started', 'finished', new Set(['started', 'node-ended', 'finished'])]);
    expect(err).toContain(`report: ${join(folder, 'tiny-smoke', 'report.md')}`);
  });

  it('is what runs when no command is named', async () => {
    const { code } = await exitbench(['--profile', 'smoke', '--cache', 'only', '--store', join(folder, 'store'), '--out', folder]);
    expect(code).toBe(2);
    expect(readFileSync(join(folder, 'tiny-smoke', 'records.jsonl'), 'utf8').split('\n')).toHaveLength(1 + 1 + 4 + 1);
  });
});

describe('report', () => {
  it('makes the report again from the records alone', async () => {
    await runNothing();
    const { code, out } = await exitbench(['report', join(folder, 'tiny-smoke')], { benchmarks: [] });
    expect(code).toBe(0);
    // A terminal ends each line; the file has no blank one at its end.
    expect(`${out}\n`).toBe(readFileSync(join(folder, 'tiny-smoke', 'report.md'), 'utf8'));
  });

  it('names the line that is damaged', async () => {
    await runNothing();
    const file = join(folder, 'tiny-smoke', 'records.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -30));
    const { code, err } = await exitbench(['report', file]);
    expect(code).toBe(64);
    expect(err).toContain('records.jsonl:6');
  });

  it('says when there is no such file', async () => {
    const { code, err } = await exitbench(['report', join(folder, 'nothing.jsonl')]);
    expect([code, err]).toEqual([64, expect.stringContaining('no such file')]);
  });
});

describe('folders', () => {
  it('means relative paths from where the user is, and keeps what is not named in the checkout', async () => {
    const user = join(folder, 'deep/user');
    const home = join(folder, 'checkout');
    mkdirSync(user, { recursive: true });
    mkdirSync(home);
    writeFileSync(join(home, 'pnpm-workspace.yaml'), '');
    const at = { cwd: user, home };
    await exitbench(['run', '--profile', 'smoke', '--cache', 'only', '--store', '../store', '--out', 'results'], at);
    expect(existsSync(join(user, 'results/tiny-smoke/report.md'))).toBe(true);
    expect((await exitbench(['report', 'results/tiny-smoke', '--out', 'again.md'], at)).code).toBe(0);
    expect(existsSync(join(user, 'again.md'))).toBe(true);
    expect((await exitbench(['report', 'results/tiny-smoke'], { cwd: home, home })).code).toBe(64);
    await exitbench(['run', '--profile', 'smoke', '--cache', 'only'], at);
    expect(existsSync(join(home, 'reports/local/tiny-smoke/report.md'))).toBe(true);
    expect((await exitbench(['doctor'], at)).out).toContain(`results: ${join(home, '.exitbench')},`);
    expect((await exitbench(['doctor', '--store', '../store'], at)).out).toContain(`results: ${join(folder, 'deep/store')},`);
    expect((await exitbench(['doctor'], { ...at, env: { EXITBENCH_STORE: 'mine' } })).out).toContain(`results: ${join(user, 'mine')},`);
    writeFileSync(join(user, 'empty.mjs'), 'export const nothing = 1;\n');
    expect((await exitbench(['list', '--benchmark', 'empty.mjs'], at)).err).toContain('exports no benchmark');
  });
});

describe('a word that is no benchmark', () => {
  it.each([['cahce', 'cache'], ['explian', 'explain'], ['statsu', 'status'], ['tinny', 'tiny']])('may be a misspelt command: %s', async (word, meant) => {
    expect(await exitbench([word, '--profile', 'smoke'])).toMatchObject({ code: 64, err: expect.stringContaining(`Did you mean \`${meant}\`?`) as string });
  });

  it('is told all benchmarks and commands where it is like none', async () => {
    const { err } = await exitbench(['zzzzzzzz', '--profile', 'smoke']);
    const { out: help } = await exitbench(['--help']);
    const commands = [...help.slice(help.indexOf('Commands:'), help.indexOf('Examples:')).matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
    expect(commands).toContain('cache');
    for (const name of ['tiny', ...commands]) expect(err).toContain(`\`${name}\``);
  });
});

describe('what to type', () => {
  it('is how the command line was started, and can be typed as it stands', async () => {
    const args = ['run', '--profile', 'smoke', '--regime', 'joint', '--out', join(folder, 'two words (1)'), '--store', join(folder, 'store')];
    const { err } = await exitbench(args, { command: 'npm run bench --', stop: 'running' });
    const typed = /to go on: (.*)$/m.exec(err)?.[1] ?? '';
    expect(typed).toMatch(/^npm run bench -- run --profile smoke/);
    // A shell reads it back as it was.
    const read = spawnSync('/bin/sh', ['-c', `printf '%s\\n' ${typed.replace('npm run bench -- ', '')}`], { encoding: 'utf8' }).stdout;
    expect(read.split('\n').slice(0, -1)).toEqual(args);
  });

  it.each([['--help'], ['run', '--help'], ['plan', '--help'], ['report', '--help'], ['report', 'gone'], ['run', '--profil', 'x'], ['list']])('names no command that is not there: %s %s', async (...args) => {
    const { out, err } = await exitbench(args, { command: 'npm run bench --', benchmarks: args[0] === 'list' ? [] : [benchmark] });
    expect(`${out}${err}`).toContain('npm run bench -- ');
    expect(`${out}${err}`).not.toMatch(/\bexitbench (run|plan|report|list|doctor|--help)/);
  });

  it('is exitbench where nothing else is said', async () => {
    expect((await exitbench(['run', '--help'])).out).toContain('  exitbench run regimes --profile smoke');
  });
});

describe('list', () => {
  it('lists benchmarks and their parts', async () => {
    const { code, out } = await exitbench(['list']);
    expect(code).toBe(0);
    expect(out).toContain('tiny: A tiny benchmark');
    expect(out).toContain('profiles: smoke, quick, quick-wasm');
    expect(out).toContain('regimes: regime-joint, regime-late');
  });

  it('reads benchmarks from a module, and says when there are none in it', async () => {
    expect((await exitbench(['list', '--benchmark', new URL('benchmark.ts', import.meta.url).pathname], { benchmarks: [] })).out).toContain('tiny:');
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, 'export const nothing = 1;\n');
    expect(await exitbench(['list', '--benchmark', empty])).toMatchObject({ code: 64, err: expect.stringContaining('exports no benchmark') as string });
    expect(await exitbench(['list', '--benchmark', join(folder, 'gone.mjs')])).toMatchObject({ code: 64, err: expect.stringContaining('cannot be loaded') as string });
  });
});

describe('doctor', () => {
  it('says which engine is used and why, and where things are', async () => {
    const { code, out } = await exitbench(['doctor', '--store', join(folder, 'store')]);
    expect(code).toBe(0);
    expect(out).toContain('engine: cpu (asked for with EXITBENCH_ENGINE)');
    expect(out).not.toContain('oneDNN:');
    expect(out).toContain(`results: ${join(folder, 'store')}, empty`);
  });

  it.skipIf(noOneDnn !== '')(`says of the native engine whether oneDNN computes, and how it would${noOneDnn}`, async () => {
    const doctor = async (env: Record<string, string>) => (await exitbench(['doctor', '--engine', 'tensorflow', '--store', join(folder, 'store')], { env })).out;
    expect(await doctor({ TF_ENABLE_ONEDNN_OPTS: '1' })).toMatch(/^ {2}oneDNN: on, math mode strict$/m);
    expect(await doctor({ TF_ENABLE_ONEDNN_OPTS: '0' })).toMatch(/^ {2}oneDNN: off, math mode strict; .*TF_ENABLE_ONEDNN_OPTS/m);
  });

  it('says how to remove what is there', async () => {
    writeFileSync(join(folder, 'something'), 'abc');
    expect((await exitbench(['doctor', '--store', folder])).out).toContain(`results: ${folder}, 3 B; to remove: rm -r ${folder}\n`);
  });
});
