// @ts-check
// New plugins of every kind, made by the generator in a copy of this checkout, pass `npm test` before anything in them is edited.
// Usage: node tools/generated.mjs [--full] [--keep]   --full: all tests of the copy, not only those that new plugins touch.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { KINDS } from './src/plugins/request.mjs';
import { step } from './src/step.mjs';
import { ROOT } from './src/steps.mjs';
import { trial } from './src/trial.mjs';

/** What a new plugin is checked by, beside its own tests. */
const CHECKS = ['layers', 'lintFence', 'repository', 'documents', 'plugins'].map((name) => `tools/tests/${name}`);

const { values: { full, keep } } = parseArgs({ options: { full: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } } });
const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
// As where nobody sits at a terminal: pnpm would freeze the lockfile then. The engine is not what is tried here.
const env = { CI: 'true', EXITBENCH_ENGINE: process.env['EXITBENCH_ENGINE'] ?? 'wasm', NX_DAEMON: 'false' };
await trial('generated', { keep }, async (folder) => {
  copyCheckout(folder);
  await step('installing', folder, ['npx', '-y', packageManager, '--reporter=silent', 'install', '--frozen-lockfile', '--prefer-offline'], { env });
  const untouched = digestOfCopy(folder);
  await step('a dry run', folder, generate(folder, 'regime', 'new-made', '--dry-run'), { env });
  for (const [kind, name] of [['regime', 'joint'], ['regime', 'Upper'], ['regime', 'two words'], ['regime', '../x'], ['model', 'x'], ['regime']]) {
    await step(`${kind} ${name ?? 'without a name'}`, folder, generate(folder, ...[kind, name].filter((word) => word !== undefined)), { env, fails: true });
  }
  if (digestOfCopy(folder) !== untouched) throw new Error('A dry run or a refusal wrote something.');
  for (const kind of Object.keys(KINDS)) await step(`making ${kind}-new-made`, folder, generate(folder, kind, 'new-made'), { env });
  await step('the same once more', folder, generate(folder, 'metric', 'new-made'), { env, fails: true });
  const filters = full ? [] : ['--', ...Object.keys(KINDS).map((kind) => `plugins/${kind}-new-made`), ...CHECKS];
  await step('npm test', folder, ['npm', 'test', ...filters], { env });
  return `New plugins of ${Object.keys(KINDS).length} kinds pass unedited`;
});

// ---------------------------------------------------------------------------------------------------------------------

/** The files that git tracks or would track, as they are now; a history of their own, to see what changes. @param {string} folder */
function copyCheckout(folder) {
  for (const path of git(ROOT, 'ls-files', '--cached', '--others', '--exclude-standard', '-z').split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
}

/** Which files differ from the copy as it was made. @param {string} folder */
function digestOfCopy(folder) {
  return git(folder, 'status', '--porcelain', '--untracked-files=all').split('\n').filter((line) => !line.startsWith('A ')).join('\n');
}

/** @param {string} folder @param {...string} args */
function generate(folder, ...args) {
  return [join(folder, 'node_modules/.bin/nx'), 'g', '@exitbench/tools:plugin', ...args];
}

/** @param {string} cwd @param {...string} args */
function git(cwd, ...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
  return stdout;
}
