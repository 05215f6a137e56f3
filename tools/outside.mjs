// @ts-check
// A stranger's plugins: made from the generator's templates outside this repository, tested there against the packed packages, packed themselves, and run in a benchmark in an empty folder.
// Usage: node tools/outside.mjs [--keep]   Needs the npm registry, or a store of pnpm's that has what this checkout has.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { outsideBenchmark, outsidePackage } from './src/plugins/outsideFiles.mjs';
import { KINDS } from './src/plugins/request.mjs';
import { step } from './src/step.mjs';
import { ROOT, tool } from './src/steps.mjs';
import { trial } from './src/trial.mjs';

const { values: { keep } } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
await trial('outside', { keep }, async (folder) => {
  const packs = await packInside(folder);
  const plugins = await makePlugins(folder, packs);
  await runBenchmark(folder, { ...packs, ...plugins });
  return `Plugins of ${Object.keys(KINDS).length} kinds, made outside: conform there and ran in a benchmark`;
});

// ---------------------------------------------------------------------------------------------------------------------

/** @param {string} folder @returns {Promise<Record<string, string>>} path of each package's archive, by its name */
async function packInside(folder) {
  const to = join(folder, 'packs');
  await step('building', ROOT, [tool('tsc'), '-b', 'packages/cli', 'packages/testkit']);
  await step('packing this repository', ROOT, pnpm('--reporter=silent', '--filter', './packages/*', '-r', 'pack', '--pack-destination', to));
  return Object.fromEntries(readdirSync(to).map((file) => [`@exitbench/${/^exitbench-(\w+)-/.exec(file)?.[1]}`, join(to, file)]));
}

/** @param {string} folder @param {Record<string, string>} packs @returns {Promise<Record<string, string>>} archives of the plugins */
async function makePlugins(folder, packs) {
  const home = join(folder, 'plugins');
  write(home, { 'package.json': '{ "private": true }\n', 'pnpm-workspace.yaml': workspace(packs, 'packages:\n  - "*"\n') });
  const packages = Object.keys(KINDS).map((kind) => outsidePackage(/** @type {keyof typeof KINDS} */ (kind)));
  for (const { id, files } of packages) write(join(home, id), files);
  await step('installing for the plugins', home, pnpm('install', '--prefer-offline', '--no-frozen-lockfile'));
  for (const { id } of packages) {
    await step(`${id}: types and build`, join(home, id), [join(home, id, 'node_modules/.bin/tsc')]);
    await step(`${id}: conformance`, join(home, id), [join(home, id, 'node_modules/.bin/vitest'), 'run']);
  }
  await step('packing the plugins', home, pnpm('--reporter=silent', '-r', 'pack', '--pack-destination', join(folder, 'plugin-packs')));
  return Object.fromEntries(packages.map(({ name, archive }) => [name, join(folder, 'plugin-packs', archive)]));
}

/** @param {string} folder @param {Record<string, string>} packs of the repository's packages and of the plugins */
async function runBenchmark(folder, packs) {
  const home = join(folder, 'user');
  const wanted = Object.keys(packs).filter((name) => !name.startsWith('@exitbench/') || ['@exitbench/cli', '@exitbench/core', '@exitbench/nn'].includes(name));
  write(home, {
    'package.json': JSON.stringify({ private: true, type: 'module', dependencies: Object.fromEntries(wanted.map((name) => [name, `file:${packs[name]}`])) }, null, 2),
    'pnpm-workspace.yaml': workspace(packs, ''),
    'benchmark.mjs': outsideBenchmark(),
  });
  await step('installing for the benchmark', home, pnpm('install', '--prefer-offline', '--no-frozen-lockfile'));
  checkMaps(home);
  const exitbench = [join(home, 'node_modules/.bin/exitbench'), 'run', '--benchmark', './benchmark.mjs', '--profile', 'tiny', '--engine', 'wasm', '--jobs', '1'];
  await step('running the benchmark', home, [...exitbench, '--out', 'reports', '--store', 'store']);
  const lines = readFileSync(join(home, 'reports/outside-tiny/records.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const completed = lines.filter((line) => line.kind === 'cell' && line.status === 'completed').length;
  if (completed !== 1) throw new Error(`One cell should be completed; ${completed} are.`);
}

/** Source maps lead to sources that are there: stack traces and editors follow them. @param {string} home */
function checkMaps(home) {
  const scope = join(home, 'node_modules/@exitbench');
  const maps = readdirSync(scope).flatMap((name) => {
    const dist = join(scope, name, 'dist');
    return readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.map')).map((path) => join(dist, path));
  });
  const lost = maps.filter((path) => JSON.parse(readFileSync(path, 'utf8')).sources.some((/** @type {string} */ source) => !existsSync(join(dirname(path), source))));
  if (maps.length === 0 || lost.length > 0) throw new Error(`Of ${maps.length} source maps ${lost.length} lead nowhere: ${lost[0]}`);
}

/** Third-party packages as they come; ours from the archives, wherever they are asked for. @param {Record<string, string>} packs @param {string} rest */
function workspace(packs, rest) {
  return `${rest}overrides:\n${Object.entries(packs).map(([name, path]) => `  "${name}": "file:${path}"\n`).join('')}pmOnFail: ignore\nallowBuilds:\n  "@tensorflow/tfjs-node-gpu": false\n  core-js: false\n  esbuild: false\n`;
}

/** @param {string} home @param {Record<string, string>} files */
function write(home, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
}

/** @param {...string} args */
function pnpm(...args) {
  return ['npx', '-y', packageManager, ...args];
}
