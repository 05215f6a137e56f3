// @ts-check
// A plugin package and a benchmark as somebody outside this repository has them: from the same templates, without its settings.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';
import { pluginFiles } from './pluginFiles.mjs';

const NAME = 'outside';

/**
 * @param {import('./request.mjs').Kind} kind
 * @returns {{ id: string, name: string, archive: string, files: Record<string, string> }} `archive`: the file that packing it makes
 */
export function outsidePackage(kind) {
  const id = `${kind}-${NAME}`;
  const name = `@stranger/${id}`;
  const { 'package.json': manifest = '', 'tsconfig.json': _, ...files } = pluginFiles({ kind, name: NAME, id });
  const { version, type, sideEffects, dependencies, devDependencies } = JSON.parse(manifest);
  const own = {
    name, version, type, sideEffects, files: ['dist', 'src', 'README.md'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    dependencies: released(dependencies),
    devDependencies: { ...released(devDependencies), ...Object.fromEntries(['@types/node', 'typescript', 'vitest'].map((tool) => [tool, catalogVersion(tool)])) },
  };
  // What is tested is what is published: Node itself imports a plugin by the address that it gives, and older ones read no TypeScript.
  const built = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, path.startsWith('tests/') ? text.replace('../src/index.ts', '../dist/index.js') : text]));
  return { id, name, archive: `stranger-${id}-${version}.tgz`, files: { ...built, 'package.json': json(own), 'tsconfig.json': json(TSCONFIG) } };
}

/** One cell of all four plugins, as small as it gets. */
export function outsideBenchmark() {
  return `import { defineBenchmark } from '@exitbench/core';
import { pooledHead } from '@exitbench/nn';
import { plugin as architecture } from '@stranger/architecture-${NAME}';
import { plugin as dataset } from '@stranger/dataset-${NAME}';
import { plugin as metric } from '@stranger/metric-${NAME}';
import { plugin as regime } from '@stranger/regime-${NAME}';

export const benchmark = defineBenchmark({
  id: 'outside', title: 'Outside', question: 'Do plugins from outside run?',
  datasets: [dataset], architectures: [architecture], exits: [{ placement: 'dense', head: pooledHead }], regimes: [regime], metrics: [metric],
  seeds: [0], epochs: 1, data: { train: 100, validation: 50, test: 50 }, recipe: { batch: 10 }, snapshots: [], profiles: { tiny: {} },
});
`;
}

// ---------------------------------------------------------------------------------------------------------------------

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023', lib: ['es2023'], module: 'nodenext', types: ['node'], strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true, rewriteRelativeImportExtensions: true, declaration: true, skipLibCheck: true, rootDir: 'src', outDir: 'dist',
  },
  include: ['src/**/*.ts'],
};

/** @param {Record<string, string>} dependencies of the workspace */
function released(dependencies) {
  return Object.fromEntries(Object.keys(dependencies).map((name) => [name, '*']));
}

/** The one version of a third-party package that this repository uses. @param {string} name */
function catalogVersion(name) {
  const version = new RegExp(`^  "?${name}"?: (\\S+)$`, 'm').exec(readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8'))?.[1];
  if (version === undefined) throw new Error(`pnpm-workspace.yaml has no version of ${name}.`);
  return version;
}

/** @param {object} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
