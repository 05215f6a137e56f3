import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { blocksOf } from '../src/docs/blocks.mjs';
import { commandProblem } from '../src/docs/commandProblem.mjs';
import { commandOf } from '../src/docs/commands.mjs';
import { helpExamples } from '../src/docs/helpExamples.mjs';
import { makeCheckout } from '../src/docs/madeCheckout.mjs';
import { type Document, type Exception, checkFiles, replay } from '../src/docs/replay.mjs';
import { startSession } from '../src/docs/startSession.mjs';
import { filesOf, textOf } from '../src/repository.mjs';

/** What is not simply run, and why; `*` stands for the rest of a command. Whatever is not here runs. */
const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  'npm run bench': { why: 'it trains for minutes', instead: 'dry' },
  'npm run bench -- regimes --dataset mnist --regime joint': { why: 'it trains for minutes', instead: 'dry' },
  'npm run bench -- --timeout phase=600 --memory 2': { why: 'it trains for minutes', instead: 'dry' },
  'npm run bench -- latency --profile latency': { why: 'it trains and times for a quarter of an hour', instead: 'dry' },
  'npm run --silent bench -- --json': { why: 'it trains for minutes' },
  'npm run bench -- regimes --profile smoke --regime late-start': { why: 'the plugin is made by the generator; `tools:generated` runs it' },
  'pnpm nx g @exitbench/tools:plugin regime late-start': { why: 'it installs and writes to the checkout; `tools:generated` does it in a copy' },
  'node_modules/.bin/vitest run --project plugins/regime-late-start': { why: 'the plugin is made by the generator; `tools:generated` tests it' },
  'node_modules/.bin/vitest run --project packages/nn': { why: 'these tests run by themselves' },
  'node_modules/.bin/tsc -b packages/nn': { why: '`npm test` checks all types' },
  'node_modules/.bin/oxlint packages/nn': { why: '`npm test` lints everything' },
  'node tools/catalog.mjs': { why: 'it writes to the checkout; its own tests run it' },
  'node tools/node-matrix.mjs': { why: 'it downloads other versions of Node' },
  'node tools/parity/*': { why: 'these programs install PyTorch; they are run by hand' },
  'node_modules/.bin/nx run benchmarks:throughput*': { why: 'it installs PyTorch and measures for minutes; run by hand on a quiet machine' },
  'node_modules/.bin/nx run benchmarks:feeding*': { why: 'it trains a cell for a minute or two on real data; run by hand' },
  'node_modules/.bin/nx run tools:bits': { why: 'it trains for minutes under settings of the native engine; run by hand' },
  'node_modules/.bin/nx run tools:leaks*': { why: 'it trains thousands of steps; run by hand' },
  'node_modules/.bin/nx run tools:generated': { why: 'it takes minutes; `.ci/run` runs it, but for `--full`, which takes half an hour' },
  'node_modules/.bin/nx run tools:outside': { why: 'it takes minutes; `.ci/run` runs it' },
  'npm run bench -- verify reports/local/regimes-smoke --sample 1': { why: 'it trains a cell again; its own tests do' },
  'npm test': { why: 'it is what runs this' },
  'npm run build': { why: '`npm test` builds' },
  'npm run lint': { why: '`npm test` lints' },
  'npm run typecheck': { why: '`npm test` checks types' },
  '.ci/run': { why: 'it runs this' },
};

/** The front page first, then what it leads to. */
const DOCUMENTS: readonly Document[] = ['README.md', 'docs/start.md', ...filesOf('docs').filter((path) => path.endsWith('.md') && path !== 'docs/start.md'), 'CONTRIBUTING.md']
  .map((path) => ({ path, text: textOf(path) }));

const PLUGIN_PAGES = ['architecture', 'dataset', 'regime', 'metric'].map((kind) => `docs/plugins/${kind}.md`);

/** Nothing is downloaded, and results are the same on every machine. */
const ENV = { EXITBENCH_ENGINE: 'wasm', EXITBENCH_NO_DOWNLOAD: '1' };

/** Milliseconds after which something hangs: a minute's work, on a machine that may have a lot to do. */
const PATIENCE = 900_000;

/** A document of fenced blocks: what stands behind the fence, then its lines. */
const made = (path: string, ...blocks: readonly (readonly [string, ...string[]])[]): Document =>
  ({ path, text: blocks.map(([mode, ...lines]) => [`\`\`\`${mode}`, ...lines, '```', ''].join('\n')).join('\n') });

const regime = (id: string, budget: string): string => textOf('tools/templates/regime/src/index.ts.template').replaceAll('__id__', id).replaceAll('__title__', 'made').replace('share * budget.macs', budget);
const conformance = (call: string): string => `import { ${call} } from '@exitbench/testkit';\nimport { expect, it } from 'vitest';\nimport { plugin } from '../src/index.ts';\nit('conforms', () => expect(JSON.stringify(${call}(plugin))).toBe('[]'));`;

/** Documents that are wrong in one way each. */
const WRONG_FILES: readonly Document[] = [
  made('a wrong type', ['ts scripts/wrong.ts', 'export const epochs: number = "ten";']),
  made('a name that is not exported', ['js scripts/wrong.mjs', "import { defineRegim } from '@exitbench/core';", 'defineRegim({});']),
  made('a plugin that does not conform', ['ts plugins/regime-greedy/src/index.ts', regime('regime-greedy', '2 * budget.macs')], ['ts plugins/regime-greedy/tests/regime.test.ts', conformance('checkRegime')]),
  made('a test that cannot be loaded', ['ts plugins/regime-lost/tests/regime.test.ts', "import { it } from 'vitest';", "// @ts-expect-error", "import '../src/index.ts';", "it('is lost', () => {});"]),
];

let folder = '';
beforeAll(() => {
  // Paths are compared with those that programs say, which are real ones.
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'exitbench-docs-')));
  makeCheckout(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('code in documents', () => {
  it('compiles and conforms, and what does not is found', { timeout: PATIENCE }, () => {
    const { problems, passed } = checkFiles([...DOCUMENTS, ...WRONG_FILES], folder);
    expect(DOCUMENTS.flatMap(({ path }) => problems[path] ?? [])).toEqual([]);
    // Each page shows a plugin that is put through its suite, and numbers worked out by hand.
    expect(PLUGIN_PAGES.filter((path) => (passed[path] ?? 0) < 2)).toEqual([]);
    expect(WRONG_FILES.map(({ path }) => [path, (problems[path] ?? []).join('\n')])).toEqual([
      ['a wrong type', expect.stringContaining('TS2322')],
      ['a name that is not exported', expect.stringContaining('defineRegim')],
      ['a plugin that does not conform', expect.stringContaining('over-budget')],
      ['a test that cannot be loaded', expect.stringContaining('src/index.ts')],
    ]);
  });
});

describe('commands in documents', () => {
  it('run, say what is shown, or have a reason', { timeout: PATIENCE }, async () => {
    // Stands for a run of minutes, which a front page speaks of first.
    const session = startSession(folder, ENV);
    const { code } = await session.ask(['run', '--profile', 'smoke']);
    await session.end();
    cpSync(join(folder, 'reports/local/regimes-smoke'), join(folder, 'reports/local/regimes-quick'), { recursive: true });
    const { problems, met, run } = await replay(DOCUMENTS, { checkout: folder, env: ENV, exceptions: EXCEPTIONS });
    expect([code, DOCUMENTS.flatMap(({ path }) => (problems[path] ?? []).map((p) => `${path}, ${p}`))]).toEqual([0, []]);
    // A reason for what no document has any more is out of date.
    expect(Object.keys(EXCEPTIONS).filter((command) => !met.has(command))).toEqual([]);
    expect(run).toBeGreaterThan(25);
  });

  it('are found where they are wrong', async () => {
    const cases: readonly (readonly [Document, RegExp])[] = [
      [made('an option', ['sh', 'npm run bench -- plan --profile smoke --sed 1']), /^line 2: .*it ended with 64[\s\S]*--sed/],
      [made('a benchmark', ['sh', 'exitbench plan regime --profile smoke']), /ended with 64[\s\S]*regimes/],
      [made('an option of what does not run', ['sh', 'npm run bench -- --dry --dri']), /has no option `--dri`/],
      [made('no reason', ['sh', 'node tools/test.mjs']), /nothing says why/],
      [made('no such file', ['sh', 'node tools/gone.mjs']), /there is no tools\/gone.mjs/],
      [made('no such target', ['sh', 'node_modules/.bin/nx run tools:gone']), /no target `gone`/],
      [made('other output', ['sh', 'exitbench list'], ['output', 'regimes: Disjoint, joint or mixed?', 'regimes: Disjoint, joint or mixed?']), /not said: regimes: Disjoint/],
      [made('a change of nothing', ['js scripts/a.mjs', 'export {};'], ['diff scripts/a.mjs', '-export { a };', '+']), /does not have these lines once/],
      [{ path: 'in a sentence', text: 'Type `npm run bench -- explain CELL --sed 1`.' }, /`explain` has no option `--sed`/],
      [made('a command to look at', ['text', 'regimes, profile smoke:', '$ exitbench status --sed 1']), /^line 3: .*`status` has no option `--sed`/],
      [made('a script that falls', ['js scripts/falls.mjs', "throw new Error('It fell.');"], ['sh', 'node scripts/falls.mjs']), /ended with 1[\s\S]*It fell/],
      [{ path: 'no profile', text: 'Type `npm run bench -- plan regimes --profile full`.' }, /there is no profile `full`/],
      [{ path: 'no such report', text: 'Type `npm run bench -- report reports/local/regimes-gone`.' }, /no benchmark and profile `regimes-gone`/],
      [{ path: 'no script', text: 'Type `npm run tests`.' }, /no script `tests`/],
    ];
    const exceptions = { 'npm run bench -- --dry --dri': { why: 'slow' } };
    const { problems } = await replay(cases.map(([document]) => document), { checkout: folder, env: ENV, exceptions });
    expect(cases.map(([{ path }]) => (problems[path] ?? []).length > 0)).toEqual(cases.map(() => true));
    for (const [{ path }, expected] of cases) expect((problems[path] ?? []).join('\n')).toMatch(expected);
  });
});

describe('examples in help', () => {
  it('are there for every command, can be typed, and are silent where another program reads', { timeout: PATIENCE }, async () => {
    const session = startSession(folder, ENV);
    const ask = (args: readonly string[]): ReturnType<typeof session.ask> => session.ask(args);
    const found = await helpExamples(ask);
    const problems = [];
    for (const { of, text } of found) {
      const wrong = text === '' ? 'there is no example' : await commandProblem(commandOf(text), ask);
      if (wrong !== undefined) problems.push(`${of}: ${text}: ${wrong}`);
      if (text.includes('--json') && !text.startsWith('npm run --silent bench -- ')) problems.push(`${of}: ${text}: npm says what it runs`);
    }
    await session.end();
    expect(problems).toEqual([]);
    expect(found.length).toBeGreaterThan(40);
    expect(new Set(found.map((e) => e.of))).toEqual(new Set(['', 'run', 'plan', 'status', 'explain', 'report', 'compare', 'verify', 'publish', 'list', 'doctor', 'cache', 'cache ls', 'cache verify', 'cache gc']));
  });
});

describe('blocks', () => {
  it.each([
    ['no mode', made('x', ['', 'a'])], ['an unknown one', made('x', ['bash', 'a'])], ['code without a path', made('x', ['ts', 'a'])],
    ['a path outside', made('x', ['ts ../a.ts', 'a'])], ['an indented one', { path: 'x', text: 'A:\n\n    npm run bench\n' }], ['no end', { path: 'x', text: '```sh\nls\n' }],
  ])('are refused: %s', (_, { text }) => {
    expect(blocksOf(text).problems).toHaveLength(1);
  });

  it('are found with their lines', () => {
    expect(blocksOf('A\n\n```sh\nls\n```\n\n```ts a/b.ts\nx\n```\n')).toEqual({
      problems: [], blocks: [{ line: 4, text: 'ls\n', mode: 'sh', path: '' }, { line: 8, text: 'x\n', mode: 'file', path: 'a/b.ts' }],
    });
  });
});
