import { describe, expect, it } from 'vitest';
import { filesOf, manifestOf, memberFolders, textOf } from '../src/repository.mjs';

// Folders of somebody's machine (Ada is a figure of tests), and one beside the checkout that only `.ci/run` may look for.
const PRIVATE_PATHS = /(?<![\w.$}-])\/(?:home\/(?!ada\b)|root\/|Users\/|work\/|mnt\/)|\.\.\/shared(?![\w-])/;

const namesPrivatePath = (text: string) => PRIVATE_PATHS.test(text);

describe('text', () => {
  it('names no path of one machine', () => {
    // This file has to name some.
    const files = filesOf().filter((path) => !['.ci/run', 'pnpm-lock.yaml', 'tools/tests/repository.test.ts'].includes(path));
    expect(files.filter((path) => namesPrivatePath(textOf(path)))).toEqual([]);
  });

  it.each(['cd /home/me/exitbench', 'see ../shared/notes.md', "'/root/.cache'", '/Users/me/x'])('would be caught: %s', (text) => {
    expect(namesPrivatePath(text)).toBe(true);
  });

  it.each(['packages/work/a.ts', '../shared-fixtures/a.ts', 'network/', 'https://example.org/home/x'])('is left alone: %s', (text) => {
    expect(namesPrivatePath(text)).toBe(false);
  });
});

describe('every member of the workspace', () => {
  const members = memberFolders().map((folder) => ({ folder, manifest: manifestOf(folder) }));

  it('declares that importing it does nothing: code digests rely on it', () => {
    expect(members.filter(({ manifest }) => manifest['sideEffects'] !== false).map(({ folder }) => folder)).toEqual([]);
  });

  it('has the licence of the repository and is ESM', () => {
    expect(members.filter(({ manifest }) => manifest['license'] !== 'Apache-2.0' || manifest['type'] !== 'module').map(({ folder }) => folder)).toEqual([]);
  });

  it('takes every version from the workspace or its catalog', () => {
    const loose = members.flatMap(({ folder, manifest }) =>
      Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'], ...manifest['optionalDependencies'] })
        .filter(([, version]) => version !== 'catalog:' && version !== 'workspace:*')
        .map(([name]) => `${folder} ${name}`),
    );
    expect(loose).toEqual([]);
  });

  it('is exported as sources to our tools and as built files to everybody else', () => {
    const libraries = members.filter(({ folder }) => /^(packages|plugins)\//.test(folder));
    expect(libraries.length).toBeGreaterThanOrEqual(21);
    for (const { folder, manifest } of libraries) {
      expect([folder, manifest['exports']['.']]).toEqual([folder, { '@exitbench/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' }]);
    }
  });

  it('publishes the sources that its source maps and its exports name', () => {
    const libraries = members.filter(({ folder }) => /^(packages|plugins)\//.test(folder));
    expect(libraries.filter(({ manifest }) => !['dist', 'src'].every((folder) => manifest['files']?.includes(folder))).map(({ folder }) => folder)).toEqual([]);
  });

  it('is a plugin only under the name of its folder', () => {
    const plugins = members.filter(({ folder }) => folder.startsWith('plugins/'));
    expect(plugins.map(({ manifest }) => manifest['name'])).toEqual(plugins.map(({ folder }) => folder.replace('plugins/', '@exitbench/')));
  });
});
