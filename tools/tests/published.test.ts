import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

const reports = fileURLToPath(new URL('../../reports', import.meta.url));
const versions = readdirSync(reports, { withFileTypes: true }).filter((e) => e.isDirectory() && !['local', 'node_modules'].includes(e.name)).map((e) => e.name);

const filesOf = (folder: string): readonly string[] => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(folder.length + 1)).filter((path) => path !== 'manifest.json').toSorted();

it('has reports', () => expect(versions.length).toBeGreaterThan(0));

describe.each(versions)('the published report %s', (version) => {
  const folder = join(reports, version);

  it('is what its manifest says', () => {
    const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { readonly files: { readonly [path: string]: string } };
    expect(filesOf(folder)).toEqual(Object.keys(files).toSorted());
    for (const [path, digest] of Object.entries(files)) expect([path, createHash('sha256').update(readFileSync(join(folder, path))).digest('hex')]).toEqual([path, digest]);
  });

  it('is small enough for a repository: the page below 3 MB, all below 5', () => {
    expect(statSync(join(folder, 'index.html')).size).toBeLessThan(3e6);
    expect(['manifest.json', ...filesOf(folder)].reduce((sum, path) => sum + statSync(join(folder, path)).size, 0)).toBeLessThan(5e6);
  });
});
