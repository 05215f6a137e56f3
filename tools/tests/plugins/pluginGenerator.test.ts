import { describe, expect, it } from 'vitest';
import pluginGenerator from '../../src/pluginGenerator.mjs';
import { violations } from '../../src/layers.mjs';
import { manifestOf, textOf } from '../../src/repository.mjs';

/** A file tree in memory, in the shape that Nx hands to a generator. What is written is not on disk, as with `--dry-run`. */
function treeOf(files: Record<string, string>) {
  const folders = () => new Set(Object.keys(files).flatMap((path) => path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))));
  return {
    files,
    exists: (path: string) => folders().has(path),
    children: (folder: string) => [...new Set(Object.keys(files).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1).split('/')[0] ?? ''] : [])))],
    read: (path: string) => files[path] ?? null,
    write: (path: string, text: string) => {
      files[path] = text;
    },
  };
}

const workspace = () =>
  treeOf({
    'tsconfig.json': '{ "files": [] }',
    'packages/core/package.json': '{ "name": "@exitbench/core" }',
    'packages/core/tsconfig.json': '{ "references": [] }',
    'plugins/regime-joint/package.json': '{ "name": "@exitbench/regime-joint" }',
    'plugins/regime-joint/tsconfig.json': '{ "references": [] }',
    'benchmarks/package.json': '{ "name": "benchmarks", "dependencies": { "@exitbench/core": "workspace:*", "@exitbench/regime-joint": "workspace:*" } }',
    'benchmarks/tsconfig.json': '{ "references": [] }',
  });

const kinds = ['architecture', 'dataset', 'regime', 'metric'];

describe.each(kinds)('a new plugin of kind %s', (kind) => {
  const folder = `plugins/${kind}-late-start`;

  async function made() {
    const tree = workspace();
    await pluginGenerator(tree, { kind, name: 'late-start' });
    return tree.files;
  }

  it('is one folder of six files', async () => {
    expect(Object.keys(await made()).filter((path) => path.startsWith(folder)).sort()).toEqual(
      ['README.md', 'package.json', 'src/index.ts', `tests/${kind}.test.ts`, 'tests/schema.snap.json', 'tsconfig.json'].map((path) => `${folder}/${path}`),
    );
  });

  it('has no placeholder left', async () => {
    expect(Object.entries(await made()).filter(([path, text]) => /__\w+__|\.template/.test(path + text))).toEqual([]);
  });

  it('has a manifest like that of the plugins that are there', async () => {
    const manifest = JSON.parse((await made())[`${folder}/package.json`] ?? '') as Record<string, unknown>;
    const { name, description, ...rest } = manifestOf('plugins/regime-joint');
    expect(manifest).toEqual({ name: `@exitbench/${kind}-late-start`, description: `The ${kind} late start`, ...rest });
    expect([name, description]).not.toContain(undefined);
  });

  it('keeps the import fences', async () => {
    const files = await made();
    const sources = Object.keys(files).filter((path) => path.startsWith(folder) && path.endsWith('.ts'));
    expect(sources).toHaveLength(2);
    const manifest = JSON.parse(files[`${folder}/package.json`] ?? '') as object;
    expect(sources.flatMap((path) => violations(path, files[path] ?? '', manifest))).toEqual([]);
  });

  // Conformance lets these pass while nothing is cited, and asks for them to be replaced afterwards.
  it('has a README that asks its author for what is missing, under each heading, in words that conformance knows', async () => {
    const files = await made();
    expect(files[`${folder}/README.md`]?.match(/(?:Say here|Name the paper)[^.]*\./g)).toHaveLength(3);
    for (const path of [`${folder}/README.md`, `${folder}/src/index.ts`]) expect(files[path]).toContain('None: made from the template of exitbench');
  });

  it('has about forty lines to edit', async () => {
    expect((await made())[`${folder}/src/index.ts`]?.split('\n').length).toBeLessThan(65);
  });
});

it('can be named in a benchmark at once, and is built with it', async () => {
  const { files } = await (async () => {
    const tree = workspace();
    await pluginGenerator(tree, { kind: 'metric', name: 'x' });
    return tree;
  })();
  expect(JSON.parse(files['benchmarks/package.json'] ?? '')).toMatchObject({ dependencies: { '@exitbench/metric-x': 'workspace:*' } });
  expect(Object.keys((JSON.parse(files['benchmarks/package.json'] ?? '') as { dependencies: object }).dependencies)).toEqual(['@exitbench/core', '@exitbench/metric-x', '@exitbench/regime-joint']);
  expect(JSON.parse(files['plugins/metric-x/tsconfig.json'] ?? '')).toMatchObject({ references: [{ path: '../../packages/core' }] });
  expect(JSON.parse(files['benchmarks/tsconfig.json'] ?? '')).toMatchObject({ references: [{ path: '../packages/core' }, { path: '../plugins/metric-x' }, { path: '../plugins/regime-joint' }] });
  expect(files['tsconfig.json']).toContain('./plugins/metric-x');
});

it('writes nothing when it refuses', async () => {
  const tree = workspace();
  const before = { ...tree.files };
  await expect(pluginGenerator(tree, { kind: 'regime', name: 'joint' })).rejects.toThrow('is there already');
  await expect(pluginGenerator(tree, { kind: 'regime', name: '../../escape' })).rejects.toThrow('is no name');
  expect(tree.files).toEqual(before);
});

it('is listed among the generators, with its schema', () => {
  const { generators } = JSON.parse(textOf('tools/generators.json')) as { generators: Record<string, { factory: string; schema: string }> };
  expect(generators['plugin']).toMatchObject({ factory: './src/pluginGenerator.mjs', schema: './src/pluginGenerator.schema.json' });
  expect(JSON.parse(textOf('tools/src/pluginGenerator.schema.json'))).toMatchObject({ additionalProperties: false });
});
