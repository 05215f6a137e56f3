import { describe, expect, it } from 'vitest';
import { violations } from '../src/layers.mjs';
import { filesOf, manifestOf, memberFolders, textOf } from '../src/repository.mjs';

const nothing = {};
const uses = (...names: string[]) => ({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])) });

describe('import fences', () => {
  it('hold in every file of the repository', () => {
    const problems = memberFolders().flatMap((folder) => {
      const manifest = manifestOf(folder);
      const sources = filesOf(folder).filter((path) => /\.(ts|mts|mjs|js)$/.test(path));
      return sources.flatMap((path) => violations(path, textOf(path), manifest));
    });
    expect(problems).toEqual([]);
  });

  it('read more than a handful of files', () => {
    expect(memberFolders().flatMap((folder) => filesOf(folder)).length).toBeGreaterThan(60);
  });
});

describe('direction', () => {
  it('lets training import engines', () => {
    expect(violations('packages/training/src/a.ts', `import { start } from '@exitbench/engines';`, uses('@exitbench/engines'))).toEqual([]);
  });

  it('stops engines from importing training, even when declared', () => {
    expect(violations('packages/engines/src/a.ts', `import { train } from '@exitbench/training';`, uses('@exitbench/training'))).toEqual([
      'packages/engines/src/a.ts:1 may not import @exitbench/training',
    ]);
  });

  it('stops the harness from importing a plugin', () => {
    expect(violations('packages/harness/src/a.ts', `\nexport * from '@exitbench/regime-joint';`, uses('@exitbench/regime-joint'))).toEqual([
      'packages/harness/src/a.ts:2 may not import @exitbench/regime-joint',
    ]);
  });

  it('stops the report from importing the harness, by type or dynamically', () => {
    const text = `type Plan = import('@exitbench/harness').Plan;\nconst store = await import('@exitbench/harness');`;
    expect(violations('packages/report/src/a.ts', text, uses('@exitbench/harness'))).toEqual([
      'packages/report/src/a.ts:1 may not import @exitbench/harness',
      'packages/report/src/a.ts:2 may not import @exitbench/harness',
    ]);
  });

  it('keeps the testkit out of a plugin, and lets its tests in', () => {
    const text = `import { conforms } from '@exitbench/testkit';`;
    const manifest = { devDependencies: { '@exitbench/testkit': '*' } };
    expect(violations('plugins/regime-joint/src/a.ts', text, manifest)).toEqual(['plugins/regime-joint/src/a.ts:1 may not import @exitbench/testkit']);
    expect(violations('plugins/regime-joint/tests/a.test.ts', text, manifest)).toEqual([]);
  });
});

describe('declarations', () => {
  it('stops an import that package.json does not declare', () => {
    expect(violations('packages/nn/src/a.ts', `import { prod } from '@tensorflow/tfjs-core';`, nothing)).toEqual([
      'packages/nn/src/a.ts:1 imports @tensorflow/tfjs-core, which its package.json does not declare',
    ]);
  });

  it('keeps development dependencies out of sources', () => {
    const manifest = { devDependencies: { '@tensorflow/tfjs-backend-cpu': '*' } };
    const text = `import '@tensorflow/tfjs-backend-cpu';`;
    expect(violations('packages/nn/src/a.ts', text, manifest)).toHaveLength(1);
    expect(violations('packages/nn/tests/a.test.ts', text, manifest)).toEqual([]);
  });

  it('needs none for Node itself', () => {
    expect(violations('packages/core/src/a.ts', `import { createHash } from 'node:crypto';`, nothing)).toEqual([]);
  });
});

describe('relative paths', () => {
  it('may not leave the package', () => {
    expect(violations('packages/cli/src/a.ts', `import { x } from '../../core/src/index.ts';`, nothing)).toEqual([
      'packages/cli/src/a.ts:1 leaves its package by ../../core/src/index.ts',
    ]);
  });

  it('may lead from tests to sources', () => {
    expect(violations('packages/cli/tests/run/a.test.ts', `import { x } from '../../src/run/x.ts';`, nothing)).toEqual([]);
  });
});

describe('plugins', () => {
  it('import nothing by a computed path', () => {
    expect(violations('plugins/metric-x/src/a.ts', 'const m = await import(`./${name}.ts`);', nothing)).toEqual(['plugins/metric-x/src/a.ts:1 imports by a computed path']);
  });

  it('read no file, but for data sets', () => {
    const text = `import { readFileSync } from 'node:fs';`;
    expect(violations('plugins/metric-x/src/a.ts', text, nothing)).toEqual(['plugins/metric-x/src/a.ts:1 reads files by node:fs']);
    expect(violations('plugins/dataset-x/src/a.ts', text, nothing)).toEqual([]);
  });
});

describe('banned expressions', () => {
  it.each([
    ['Math.random()', 'Math.random'],
    ["Math['random']()", 'Math.random'],
    ['globalThis.Math.random()', 'Math.random'],
    ['const { random } = Math', 'Math.random'],
    ['Math.pow(2, 3)', 'Math.pow'],
    ['Date.now()', 'Date.now'],
    ['new Date()', 'new Date()'],
    ['b ** 2', '**'],
    ['b **= 2', '**'],
  ])('finds %s', (expression, what) => {
    expect(violations('packages/nn/src/a.ts', `let b = 1;\n${expression};`, nothing)).toEqual([`packages/nn/src/a.ts:2 uses ${what}`]);
  });

  it('leaves comments, strings and dates that are given alone', () => {
    expect(violations('packages/nn/src/a.ts', `// Math.random and x ** 2\n/** Date.now */\nconst s = 'Math.pow';\nnew Date(0);`, nothing)).toEqual([]);
  });

  it('leaves tests and packages whose numbers reach no weight alone', () => {
    expect(violations('packages/nn/tests/a.test.ts', 'const x = 2 ** 3;', nothing)).toEqual([]);
    expect(violations('packages/report/src/a.ts', 'const x = 2 ** 3;', nothing)).toEqual([]);
  });
});

it('refuses a file that does not parse', () => {
  expect(() => violations('packages/nn/src/a.ts', 'const = ;', nothing)).toThrow('packages/nn/src/a.ts does not parse');
});
