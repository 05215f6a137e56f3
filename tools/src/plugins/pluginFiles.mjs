// @ts-check
// The files of a new plugin, from `tools/templates/<kind>`.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';

const SUFFIX = '.template';

/**
 * A whole package, which passes its own tests before anything in it is edited.
 * @param {{ kind: import('./request.mjs').Kind, name: string, id: string }} request
 * @returns {Record<string, string>} text of each file, by its path in the package
 */
export function pluginFiles({ kind, name, id }) {
  const folder = join(ROOT, 'tools/templates', kind);
  const words = name.replaceAll('-', ' ');
  const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(SUFFIX));
  const texts = templates.map((path) => {
    const text = readFileSync(join(folder, path), 'utf8').replaceAll('__id__', id).replaceAll('__title__', words);
    return /** @type {const} */ ([path.slice(0, -SUFFIX.length).replaceAll('\\', '/'), text]);
  });
  return { 'package.json': json(manifest(id, `The ${kind} ${words}`)), 'tsconfig.json': json(TSCONFIG), ...Object.fromEntries(texts) };
}

// ---------------------------------------------------------------------------------------------------------------------

/** `nx sync` adds the references. */
const TSCONFIG = {
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
  include: ['src/**/*.ts'],
};

/** @param {string} id @param {string} description */
function manifest(id, description) {
  return {
    name: `@exitbench/${id}`,
    version: '0.1.0',
    description,
    license: 'Apache-2.0',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19.0' },
    exports: {
      '.': { '@exitbench/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'src', '!**/*.tsbuildinfo'],
    dependencies: { '@exitbench/core': 'workspace:*', '@exitbench/exits': 'workspace:*', '@exitbench/nn': 'workspace:*' },
    devDependencies: { '@exitbench/testkit': 'workspace:*' },
  };
}

/** @param {object} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
