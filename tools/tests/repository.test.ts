import { describe, expect, it } from 'vitest';
import { filesOf, manifestOf, memberFolders, textOf } from '../src/repository.mjs';

// Put together here, so that this file does not name them itself. A word like packages/work/ is not meant.
const PRIVATE_PATHS = new RegExp([`(?<![\\w.-])/${'work'}/`, `/tmp/${'bash_jobs'}`, `\\.\\./${'shared'}(?![\\w-])`, `/${'farm'}/`].join('|'));

const namesPrivatePath = (text: string) => PRIVATE_PATHS.test(text);

describe('text', () => {
  it('names no path of one machine', () => {
    const files = filesOf().filter((path) => path !== '.ci/run' && path !== 'pnpm-lock.yaml');
    expect(files.filter((path) => namesPrivatePath(textOf(path)))).toEqual([]);
  });

  it.each([`cd /${'work'}/main`, `see ../${'shared'}/notes.md`, `/tmp/${'bash_jobs'}.0/1`])('would be caught: %s', (text) => {
    expect(namesPrivatePath(text)).toBe(true);
  });

  it.each(['packages/work/a.ts', '../shared-fixtures/a.ts', 'network/'])('is left alone: %s', (text) => {
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

  it('is a plugin only under the name of its folder', () => {
    const plugins = members.filter(({ folder }) => folder.startsWith('plugins/'));
    expect(plugins.map(({ manifest }) => manifest['name'])).toEqual(plugins.map(({ folder }) => folder.replace('plugins/', '@exitbench/')));
  });
});
