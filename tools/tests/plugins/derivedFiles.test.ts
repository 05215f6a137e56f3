import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMAND, derivedFiles, drifted, loadCore, loadPlugins, readFromRoot, strayFolders } from '../../src/plugins/derivedFiles.mjs';
import { memberFolders } from '../../src/repository.mjs';

type Plugins = Awaited<ReturnType<typeof loadPlugins>>;
let plugins: Plugins = [];
let core: Awaited<ReturnType<typeof loadCore>>;
beforeAll(async () => {
  [plugins, core] = await Promise.all([loadPlugins(), loadCore()]);
});

/** What the plugins would give, and which of these files are otherwise. */
function driftOf(given: Plugins, read: (path: string) => string | undefined = readFromRoot): string[] {
  return drifted(derivedFiles(given, core, readFromRoot), read);
}

/** The plugins, one of them changed. */
function changed(id: string, changes: Partial<Plugins[number]>): Plugins {
  return plugins.map((plugin) => (plugin.id === id ? { ...plugin, ...changes } : plugin));
}

describe('what is generated from plugins', () => {
  it('is up to date', () => {
    expect(driftOf(plugins), `run \`${COMMAND}\` and commit what it writes`).toEqual([]);
  });

  it('covers every plugin', () => {
    const folders = memberFolders().filter((folder) => folder.startsWith('plugins/'));
    expect(plugins.map(({ id }) => `plugins/${id}`)).toEqual(folders);
  });

  it('is out of date when a description changes: in the catalogue alone', () => {
    expect(driftOf(changed('regime-joint', { description: 'Something else.' }))).toEqual(['plugins/CATALOG.md', 'plugins/catalog.json']);
  });

  it('is out of date when a parameter changes: in index, README and snapshot', () => {
    const { share } = plugins.find(({ id }) => id === 'regime-joint')?.params ?? {};
    expect(driftOf(changed('regime-joint', { params: { share: { ...share, description: 'Another share.' } } }))).toEqual([
      'plugins/catalog.json', 'plugins/regime-joint/README.md', 'plugins/regime-joint/tests/schema.snap.json',
    ]);
  });

  it('is out of date when a plugin is new or gone', () => {
    expect(driftOf(plugins.slice(1))).toEqual(['plugins/CATALOG.md', 'plugins/catalog.json']);
  });

  it('is out of date where a snapshot is missing', () => {
    const lost = 'plugins/metric-exit-accuracy/tests/schema.snap.json';
    expect(driftOf(plugins, (path) => (path === lost ? undefined : readFromRoot(path)))).toEqual([lost]);
  });
});

it('a folder among the plugins that is none is named', () => {
  const root = mkdtempSync(join(tmpdir(), 'exitbench-strays-'));
  try {
    for (const folder of ['regime-left/dist', 'metric-empty', 'regime-joint']) mkdirSync(join(root, 'plugins', folder), { recursive: true });
    writeFileSync(join(root, 'plugins/regime-joint/package.json'), '{}');
    writeFileSync(join(root, 'plugins/CATALOG.md'), '');
    expect(strayFolders(root)).toEqual(['plugins/metric-empty', 'plugins/regime-left']);
  } finally {
    rmSync(root, { recursive: true });
  }
  expect(strayFolders()).toEqual([]);
});

describe('the catalogue', () => {
  const one = { kind: 'metric', id: 'metric-x', revision: 3, title: 'x', description: 'A | B\nof all', citation: 'Nobody, 1900', params: {} } as const;

  it('says of each plugin what it says of itself', () => {
    const files = derivedFiles([one], core, () => undefined);
    expect(files['plugins/CATALOG.md']).toContain('## Metrics\n\n| plugin | what it is | parameters | source |\n|---|---|---|---|\n| [metric-x](metric-x) | A \\| B of all |  | Nobody, 1900 |\n');
    expect(files['plugins/CATALOG.md']).toContain('## Regimes\n\nNone yet.');
    expect(JSON.parse(files['plugins/catalog.json'] ?? '')).toEqual({
      plugins: [{
        id: 'metric-x', kind: 'metric', title: 'x', description: 'A | B\nof all', citation: 'Nobody, 1900', revision: 3,
        params: { type: 'object', additionalProperties: false, properties: {} }, package: '@exitbench/metric-x', folder: 'plugins/metric-x',
      }],
    });
  });

  it('leaves what stands around a README’s table as it is', () => {
    const readme = 'before\n<!-- params -->\nold\n<!-- /params -->\nafter $& $1';
    expect(derivedFiles([one], core, (path) => (path.endsWith('.md') ? readme : undefined))['plugins/metric-x/README.md']).toBe(
      'before\n<!-- params -->\nIt has no parameters.\n<!-- /params -->\nafter $& $1',
    );
  });
});
