import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, filesOf, textOf } from '../src/repository.mjs';

/** Links of a document to files of this repository, or to headings in them, that are not there. */
function broken(path: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1] ?? '').filter((target) => !/^(https?:|mailto:)/.test(target));
  return targets.filter((target) => {
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? path : posix.join(posix.dirname(path), file);
    if (file !== '' && !existsSync(ROOT + to)) return true;
    return anchor !== undefined && !anchorsOf(file === '' ? text : textOf(to)).has(anchor);
  });
}

/** What headings are called in addresses: lower case, hyphens for blanks, no other punctuation; the second of a name ends with `-1`. */
function anchorsOf(text: string): Set<string> {
  const lines = text.replace(/^(`{3,}|~{3,})[\s\S]*?^\1$/gm, '').split('\n');
  const names = lines.flatMap((line) => /^#{1,6} +(.*?) *#*$/.exec(line)?.[1] ?? []).map((title) => title.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-'));
  return new Set(names.map((name, i) => {
    const before = names.slice(0, i).filter((n) => n === name).length;
    return before === 0 ? name : `${name}-${before}`;
  }));
}

describe('documents', () => {
  const documents = filesOf().filter((path) => path.endsWith('.md') && !path.startsWith('reports/local/'));

  it('link to what is there', () => {
    expect(documents.length).toBeGreaterThan(20);
    expect(documents.flatMap((path) => broken(path, textOf(path)).map((target) => `${path}: ${target}`))).toEqual([]);
  });

  it('would be caught when they do not', () => {
    const text = '# Not *here*, but there\n\n```sh\n# here\n```\n\n## Twice\n\n## Twice\n\n[a](architecture.md) [b](gone.md#part) [c](https://example.org/gone) [d](architecture.md#keys) [e](architecture.md#key) [f](#here) [g](#not-here-but-there) [h](#twice-1) [i](#twice-2)';
    expect(broken('docs/x.md', text)).toEqual(['gone.md#part', 'architecture.md#key', '#here', '#twice-2']);
  });

  it('name every benchmark', () => {
    const folders = [...new Set(filesOf('benchmarks/src').flatMap((path) => /^benchmarks\/src\/([^/]+)\//.exec(path)?.[1] ?? []))];
    expect(folders).toContain('regimes');
    expect(folders.filter((name) => !textOf('benchmarks/README.md').includes(`[${name}](src/${name})`))).toEqual([]);
  });
});
