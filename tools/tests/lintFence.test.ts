import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PACKAGE_SEES, violations } from '../src/layers.mjs';
import { ROOT } from '../src/repository.mjs';

const OXLINT = join(ROOT, 'node_modules/oxlint/bin/oxlint');
const RULES = ['eslint(no-restricted-imports)', 'eslint(no-restricted-properties)', 'eslint-plugin-import(no-dynamic-require)', 'import(no-dynamic-require)'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exitbench-lint-'));
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Lints seeded files with this repository's rules; gives the paths that break a fence, sorted. */
function fenced(files: Readonly<Record<string, string>>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
  const { stdout, stderr } = spawnSync(process.execPath, [OXLINT, '--format=json', '.'], { cwd: folder, encoding: 'utf8', env });
  const start = stdout.indexOf('{');
  if (start < 0) throw new Error(`oxlint printed no JSON: ${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout.slice(start)) as { diagnostics: { code: string; filename: string }[] };
  const broken = diagnostics.filter(({ code }) => RULES.includes(code)).map(({ filename }) => filename);
  return [...new Set(broken)].sort();
}

it('the linter and the layer check agree on every pair of packages', () => {
  const packages = Object.keys(PACKAGE_SEES);
  const targets = [...packages, 'regime-joint'];
  const owners = [...packages.map((name) => `packages/${name}/src`), 'plugins/regime-x/src', 'plugins/regime-x/tests'];
  const everything = { dependencies: Object.fromEntries(targets.map((name) => [`@exitbench/${name}`, '*'])) };

  const files = Object.fromEntries(
    owners.flatMap((owner) =>
      targets
        .filter((target) => owner !== `packages/${target}/src`)
        .map((target) => [`${owner}/from-${target}.ts`, `import { thing } from '@exitbench/${target}';\nexport const used = thing;\n`] as const),
    ),
  );
  const expected = Object.entries(files)
    .filter(([path, text]) => violations(path, text, everything).length > 0)
    .map(([path]) => path)
    .sort();

  // By hand, so that two empty lists do not agree: core sees none of 10, a plugin 3 of 11, its tests 4 of 11.
  expect(expected.filter((path) => path.startsWith('packages/core/'))).toHaveLength(10);
  expect(expected.filter((path) => path.startsWith('plugins/regime-x/src/'))).toHaveLength(8);
  expect(expected.filter((path) => path.startsWith('plugins/regime-x/tests/'))).toHaveLength(7);
  expect(fenced(files)).toEqual(expected);
});

it('the linter stops relative imports across packages, deep imports, hidden randomness, clocks and pow', () => {
  expect(
    fenced({
      'packages/cli/src/across.ts': `import { x } from '../../core/src/index.ts';\nexport const y = x;\n`,
      'packages/core/src/deep.ts': `import { x } from '@exitbench/harness/dist/store.js';\nexport const y = x;\n`,
      'packages/nn/src/clock.ts': `export const y = Date.now();\n`,
      'packages/nn/src/pow.ts': `export const y = Math.pow(2, 3);\n`,
      'packages/nn/src/random.ts': `export const y = Math.random();\n`,
      'packages/nn/src/good.ts': `import { x } from './x.ts';\nexport const y = x;\n`,
      'packages/nn/tests/deep/good.test.ts': `import { x } from '../../src/x.ts';\nexport const y = x;\n`,
      'packages/report/src/good.ts': `export const y = Date.now();\n`,
    }),
  ).toEqual(['packages/cli/src/across.ts', 'packages/core/src/deep.ts', 'packages/nn/src/clock.ts', 'packages/nn/src/pow.ts', 'packages/nn/src/random.ts']);
});

it('the linter and the layer check stop plugins that read files, but data sets, and plugins that import by a computed path', () => {
  const files = {
    'plugins/architecture-x/src/promises.ts': `import { readFile } from 'node:fs/promises';\nexport const y = readFile;\n`,
    'plugins/metric-x/src/old.ts': `import * as fs from 'fs';\nexport const y = fs;\n`,
    'plugins/regime-x/src/reads.ts': `import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n`,
    'plugins/regime-x/src/computed.ts': 'export const y = (name: string) => import(`./${name}.ts`);\n',
    'plugins/dataset-x/src/computed.ts': 'export const y = (name: string) => import(name);\n',
    'plugins/dataset-x/src/reads.ts': `import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n`,
    'plugins/regime-x/src/path.ts': `import { join } from 'node:path';\nexport const y = join;\n`,
    'plugins/regime-x/src/later.ts': `export const y = () => import('./path.ts');\n`,
    'plugins/regime-x/tests/reads.test.ts': `import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n`,
    'packages/harness/src/reads.ts': `import { readFileSync } from 'node:fs';\nexport const y = (name: string) => import(readFileSync(name, 'utf8'));\n`,
  };
  const stopped = [
    'plugins/architecture-x/src/promises.ts', 'plugins/dataset-x/src/computed.ts', 'plugins/metric-x/src/old.ts', 'plugins/regime-x/src/computed.ts',
    'plugins/regime-x/src/reads.ts',
  ];
  expect(fenced(files)).toEqual(stopped);
  expect(Object.entries(files).filter(([path, text]) => violations(path, text, {}).length > 0).map(([path]) => path).sort()).toEqual(stopped);
});
