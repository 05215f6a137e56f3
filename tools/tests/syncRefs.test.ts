import { expect, it } from 'vitest';
import syncRefs from '../src/syncRefs.mjs';

/** A file tree in memory, in the shape that Nx hands to a generator. */
function treeOf(files: Record<string, object>) {
  return {
    files,
    exists: (path: string) => path in files,
    children: (folder: string) => [...new Set(Object.keys(files).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.split('/')[1] ?? ''] : [])))],
    read: (path: string) => JSON.stringify(files[path]),
    write: (path: string, text: string) => {
      files[path] = JSON.parse(text) as object;
    },
  };
}

const workspace = () =>
  treeOf({
    'tsconfig.json': { files: [] },
    'packages/core/package.json': { name: '@exitbench/core' },
    'packages/core/tsconfig.json': {},
    'packages/nn/package.json': { name: '@exitbench/nn', dependencies: { '@exitbench/core': 'workspace:*', ajv: 'catalog:' } },
    'packages/nn/tsconfig.json': {},
    'plugins/regime-x/package.json': { name: '@exitbench/regime-x', dependencies: { '@exitbench/nn': 'workspace:*' }, devDependencies: { '@exitbench/core': 'workspace:*' } },
    'plugins/regime-x/tsconfig.json': {},
    'benchmarks/package.json': { name: 'benchmarks', dependencies: { '@exitbench/regime-x': 'workspace:*' } },
    'benchmarks/tsconfig.json': {},
  });

it('writes what package.json says, without development dependencies', async () => {
  const tree = workspace();
  await syncRefs(tree);
  expect(tree.files['packages/nn/tsconfig.json']).toEqual({ references: [{ path: '../core' }] });
  expect(tree.files['plugins/regime-x/tsconfig.json']).toEqual({ references: [{ path: '../../packages/nn' }] });
  expect(tree.files['benchmarks/tsconfig.json']).toEqual({ references: [{ path: '../plugins/regime-x' }] });
  expect(tree.files['tsconfig.json']).toEqual({ files: [], references: [{ path: './benchmarks' }, { path: './packages/core' }, { path: './packages/nn' }, { path: './plugins/regime-x' }] });
});

it('names what was out of step, and has nothing to say the second time', async () => {
  const tree = workspace();
  expect((await syncRefs(tree)).outOfSyncMessage).toContain('packages/nn/tsconfig.json');
  expect(await syncRefs(tree)).toEqual({});
});
