// @ts-check
// Nx plugin: every folder with a tsconfig.json gets the targets build, typecheck, test and lint.
import { dirname, relative } from 'node:path';

const SHARED = ['{workspaceRoot}/tsconfig.base.json', '{workspaceRoot}/vitest.config.ts', '{workspaceRoot}/vitest.shared.ts', '{workspaceRoot}/tools/src/nxTargets.mjs'];

/** @param {string} command @param {object} rest */
const cached = (command, rest) => ({ executor: 'nx:run-commands', options: { command, cwd: '{projectRoot}' }, cache: true, ...rest });

/** @param {string} folder */
function targetsOf(folder) {
  const root = relative(folder, '.');
  return {
    build: cached('tsc -b tsconfig.json', {
      dependsOn: ['^build'],
      inputs: ['production', '^production', ...SHARED, { externalDependencies: ['typescript'] }],
      outputs: ['{projectRoot}/dist'],
    }),
    typecheck: cached('tsc -p tsconfig.json --noEmit', {
      inputs: ['default', '^production', ...SHARED, { externalDependencies: ['typescript'] }],
    }),
    test: cached(`vitest run --root ${root} --project ${folder}`, {
      inputs: ['default', '^production', ...SHARED, { externalDependencies: ['vitest'] }],
    }),
    lint: cached(`oxlint --config ${root}/.oxlintrc.json --deny-warnings .`, {
      inputs: ['default', '{workspaceRoot}/.oxlintrc.json', { externalDependencies: ['oxlint', 'oxlint-tsgolint'] }],
    }),
  };
}

export const name = 'exitbench-targets';
export const createNodesV2 = [
  '{packages/*,plugins/*,benchmarks}/tsconfig.json',
  /** @param {readonly string[]} files */
  async (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets: targetsOf(dirname(file)) } } }]),
];
