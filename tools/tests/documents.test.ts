import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, filesOf, textOf } from '../src/repository.mjs';

/** Links of a document to files of this repository that are not there. */
function broken(path: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1] ?? '').filter((target) => !/^(https?:|mailto:|#)/.test(target));
  return targets.filter((target) => !existsSync(ROOT + posix.join(posix.dirname(path), target.replace(/#.*$/, ''))));
}

describe('documents', () => {
  const documents = filesOf().filter((path) => path.endsWith('.md') && !path.startsWith('reports/local/'));

  it('link to what is there', () => {
    expect(documents.length).toBeGreaterThan(20);
    expect(documents.flatMap((path) => broken(path, textOf(path)).map((target) => `${path}: ${target}`))).toEqual([]);
  });

  it('would be caught when they do not', () => {
    const text = '[a](architecture.md) [b](gone.md#part) [c](https://example.org/gone) [d](../README.md#engines) [e](#here)';
    expect(broken('docs/x.md', text)).toEqual(['gone.md#part']);
  });

  it('name every benchmark', () => {
    const folders = [...new Set(filesOf('benchmarks/src').flatMap((path) => /^benchmarks\/src\/([^/]+)\//.exec(path)?.[1] ?? []))];
    expect(folders).toContain('regimes');
    expect(folders.filter((name) => !textOf('benchmarks/README.md').includes(`[${name}](src/${name})`))).toEqual([]);
  });
});
