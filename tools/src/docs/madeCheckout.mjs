// @ts-check
// A folder that stands for this checkout while documents are tried: their files are written to it, their commands run in it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pluginFiles } from '../plugins/pluginFiles.mjs';
import { filesOf, textOf } from '../repository.mjs';
import { ROOT, tool } from '../steps.mjs';

/** @param {string} folder an empty one */
export function makeCheckout(folder) {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@exitbench'), { recursive: true });
  for (const parent of ['packages', 'plugins']) {
    for (const name of readdirSync(join(ROOT, parent))) {
      if (existsSync(join(ROOT, parent, name, 'package.json'))) symlinkSync(join(ROOT, parent, name), join(modules, '@exitbench', name));
    }
  }
  for (const name of ['vitest', '@types']) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  // What was committed beside the benchmarks.
  for (const path of filesOf('benchmarks/src').filter((p) => p.endsWith('plan.snap.json'))) write(folder, path, textOf(path));
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.base.json'), 'utf8'));
  write(folder, 'pnpm-workspace.yaml', 'packages: []\n');
  write(folder, 'package.json', '{ "private": true, "type": "module" }\n');
  write(folder, 'vitest.config.mjs', VITEST);
  write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, ...CHECK_ONLY }, include: ['**/*'], exclude: ['node_modules'] }));
}

/** Writes a document's file; around a plugin's, the package that the generator would have made. @param {string} folder @param {string} path @param {string} text */
export function writeDocumentFile(folder, path, text) {
  const [, home = '', id = '', kind = ''] = /^(plugins\/((architecture|dataset|metric|regime)-[^/]+))\//.exec(path) ?? [];
  if (id !== '' && !existsSync(join(folder, home))) {
    const made = pluginFiles({ kind: /** @type {import('../plugins/request.mjs').Kind} */ (kind), name: id.slice(kind.length + 1), id });
    write(folder, `${home}/package.json`, made['package.json'] ?? '');
    symlinkSync(join(folder, home), join(folder, 'node_modules/@exitbench', id));
  }
  write(folder, path, text);
}

/** Changes a file as a `diff` block says. @param {string} folder @param {string} path @param {string} diff @returns {string | undefined} what is wrong */
export function changeDocumentFile(folder, path, diff) {
  const file = join(folder, path);
  if (!existsSync(file)) return `no block above is ${path}`;
  const marked = (/** @type {string} */ mark) => diff.split('\n').filter((line) => line.startsWith(mark)).map((line) => `${line.slice(1)}\n`).join('');
  const [text, gone] = [readFileSync(file, 'utf8'), marked('-')];
  if (gone === '' || text.split(gone).length !== 2) return `${path} does not have these lines once:\n${gone}`;
  writeFileSync(file, text.replace(gone, () => marked('+')));
  return undefined;
}

/** Errors of types in the checkout's files: `path(line,column): error …`. @param {string} folder @returns {string[]} */
export function typeErrors(folder) {
  const { stdout, stderr, status } = spawnSync(tool('tsc'), ['-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
  const errors = stdout.split('\n').filter((line) => line.includes('error TS'));
  if (status !== 0 && errors.length === 0) throw new Error(`tsc failed: ${stdout}${stderr}`);
  return errors;
}

/** Runs the checkout's test files. @param {string} folder @returns {{ path: string, title: string, failure: string | null }[]} every test, failed ones with their messages; a file that cannot be loaded as a test of its own */
export function testResults(folder) {
  const file = join(folder, 'tests.json');
  rmSync(file, { force: true });
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const { stdout, stderr } = spawnSync(tool('vitest'), ['run', '--root', folder, '--reporter=json', `--outputFile=${file}`], { cwd: folder, encoding: 'utf8', env });
  if (!existsSync(file)) throw new Error(`vitest wrote no results: ${stdout}${stderr}`);
  /** @type {{ testResults: { name: string, message: string, assertionResults: { fullName: string, status: string, failureMessages: string[] }[] }[] }} */
  const { testResults: files } = JSON.parse(readFileSync(file, 'utf8'));
  return files.flatMap(({ name, message, assertionResults }) => {
    const path = name.slice(name.indexOf(`${folder}/`) + folder.length + 1);
    if (assertionResults.length === 0) return [{ path, title: 'loading', failure: message }];
    return assertionResults.map((t) => ({ path, title: t.fullName, failure: t.status === 'passed' ? null : t.failureMessages.join('\n') || t.status }));
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** As `vitest.shared.ts` says for our own tests; one process, since each loads the operations anew. */
const VITEST = `const conditions = ['@exitbench/source', 'module', 'node', 'development|production'];
export default {
  resolve: { conditions }, ssr: { resolve: { conditions } },
  test: {
    environment: 'node', include: ['plugins/*/tests/**/*.test.ts'], pool: 'forks', maxWorkers: 1, isolate: false, testTimeout: 120_000,
    server: { deps: { external: [/@tensorflow\\//] } },
  },
};
`;
const CHECK_ONLY = { noEmit: true, composite: false, declaration: false, declarationMap: false, sourceMap: false, allowJs: true, checkJs: true, resolveJsonModule: false };

/** @param {string} folder @param {string} path @param {string} text */
function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
