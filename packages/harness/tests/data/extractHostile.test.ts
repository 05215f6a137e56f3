import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { type ExtractLimits, sha256 } from '@exitbench/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createExtract } from '../../src/data/extract.ts';
import { STRICT, type Strictness } from '../../src/data/extractArchive.ts';
import { ENTRY_RULES } from '../../src/data/extractRules.ts';
import { archive, blocksOf, gnuNamed, paxNamed } from './extractArchives.ts';
import { type Workplace, failure, makeWorkplace } from './workplace.ts';

let work: Workplace;
beforeEach(() => void (work = makeWorkplace()));
afterEach(() => work.remove());

const LIMITS: ExtractLimits = { files: 10, bytes: 3_000_000, ratio: 100 };

interface Hostile {
  readonly rule: string;
  readonly name: string;
  readonly content: () => Buffer;
  /** What the message names. */
  readonly entry: string;
  /** Below the unpacked folder, or from the work folder with a `/` before it: what is on the disk without the rule. */
  readonly lands: string;
  /** Instead of a rule left out: limits that let it pass. */
  readonly limits?: Partial<ExtractLimits>;
  readonly pinned?: string;
}

const file = { path: 'file', content: 'x' };
const megabytes = (n: number): string => '0'.repeat(n << 20);
/** Digits that compress by half: a stream long enough that its beginning is written before its end is missed. */
const digits = (n: number): string => Array.from({ length: n }, (_, i) => (i * i * 31 + (i >> 3) * 7) % 10).join('');
const outside = (): string => join(work.folder, 'evil');
const deep = Array.from({ length: 30 }, (_, i) => `folder${i}`).join('/');

const HOSTILE: readonly Hostile[] = [
  { rule: 'traversal', name: 'out of the folder', content: () => archive({ path: '../../../evil', content: 'x' }), entry: '../../../evil', lands: '/evil' },
  { rule: 'traversal', name: 'on the way', content: () => archive({ path: 'a/../../../../evil', content: 'x' }), entry: 'a/../../../../evil', lands: '/evil' },
  { rule: 'traversal', name: 'in an extended header', content: () => archive(...paxNamed('../../../evil', 'x')), entry: '../../../evil', lands: '/evil' },
  { rule: 'absolute', name: 'from the root', content: () => archive({ path: outside(), content: 'x' }), entry: '/evil', lands: '/evil' },
  { rule: 'absolute', name: 'in a long name of GNU', content: () => archive(...gnuNamed(outside(), 'x')), entry: '/evil', lands: '/evil' },
  { rule: 'absolute', name: 'of a drive', content: () => archive({ path: 'c:/evil', content: 'x' }), entry: 'c:/evil', lands: 'c:/evil' },
  { rule: 'symbolic-link', name: 'to a file of the system', content: () => archive({ path: 'link', type: 'SymbolicLink', linkpath: '/etc/hostname' }), entry: 'link', lands: 'link' },
  { rule: 'symbolic-link', name: 'to a folder, and a file through it', content: () => archive({ path: 'link', type: 'SymbolicLink', linkpath: '../../..' }, { path: 'linked/evil', content: 'x' }), entry: 'link', lands: 'link' },
  { rule: 'symbolic-link', name: 'to its own neighbour', content: () => archive(file, { path: 'link', type: 'SymbolicLink', linkpath: 'file' }), entry: 'link', lands: 'link' },
  { rule: 'hard-link', name: 'to what lies outside', content: () => archive({ path: 'link', type: 'Link', linkpath: work.put('secret', 'x') }), entry: 'link', lands: 'link' },
  { rule: 'hard-link', name: 'to its own neighbour', content: () => archive(file, { path: 'link', type: 'Link', linkpath: 'file' }), entry: 'link', lands: 'link' },
  { rule: 'hard-link', name: 'in a folder', content: () => archive(file, { path: 'a/link', type: 'Link', linkpath: 'file' }), entry: 'a/link', lands: 'a/link' },
  // No JavaScript makes a device: without the rule the archive is taken, and what lies beside it lands.
  { rule: 'device', name: 'of characters', content: () => archive(file, { path: 'tty', type: 'CharacterDevice', devmaj: 1, devmin: 5 }), entry: 'tty', lands: 'file' },
  { rule: 'device', name: 'of blocks', content: () => archive(file, { path: 'disk', type: 'BlockDevice', devmaj: 8, devmin: 0 }), entry: 'disk', lands: 'file' },
  { rule: 'device', name: 'a pipe', content: () => archive(file, { path: 'pipe', type: 'FIFO' }), entry: 'pipe', lands: 'file' },
  { rule: 'bytes', name: 'one large file', content: () => archive({ path: 'large', content: megabytes(4) }), entry: 'large', lands: 'large', limits: { bytes: 5_000_000 } },
  { rule: 'bytes', name: 'many files', content: () => archive(...['a', 'b', 'c', 'd'].map((path) => ({ path, content: megabytes(1) }))), entry: 'c', lands: 'd', limits: { bytes: 5_000_000 } },
  { rule: 'bytes', name: 'behind the end mark', content: () => gzipSync(Buffer.concat([archive(file), Buffer.alloc(6 << 20)])), entry: 'goes on after', lands: 'file', limits: { bytes: 9_000_000 } },
  { rule: 'ratio', name: 'zeros', content: () => gzipSync(archive({ path: 'zeros', content: megabytes(2) })), entry: 'zeros', lands: 'zeros', limits: { ratio: 2000 } },
  { rule: 'ratio', name: 'in parts', content: () => gzipSync(archive({ path: 'a', content: megabytes(1) }, { path: 'b', content: megabytes(1) })), entry: 'b', lands: 'b', limits: { ratio: 2000 } },
  { rule: 'ratio', name: 'in a header alone', content: () => gzipSync(Buffer.concat([blocksOf({ path: 'claims', size: 2_900_000 }), Buffer.alloc(2_900_480), Buffer.alloc(1024)])), entry: 'claims', lands: 'claims', limits: { ratio: 9000 } },
  { rule: 'entries', name: 'files', content: () => archive(...Array.from({ length: 11 }, (_, i) => ({ path: `f${i}`, content: 'x' }))), entry: 'f10', lands: 'f10', limits: { files: 11 } },
  { rule: 'entries', name: 'folders', content: () => archive(...Array.from({ length: 12 }, (_, i) => ({ path: `f${i}/`, type: 'Directory' as const }))), entry: 'f10/', lands: 'f11', limits: { files: 12 } },
  { rule: 'entries', name: 'empty files', content: () => gzipSync(archive(...Array.from({ length: 100 }, (_, i) => ({ path: `f${i}` })))), entry: 'f10', lands: 'f99', limits: { files: 100 } },
  { rule: 'whole', name: 'cut in a file', content: () => archive({ path: 'long', content: 'x'.repeat(3000) }).subarray(0, 2000), entry: 'Truncated input', lands: 'long' },
  { rule: 'whole', name: 'cut between two files', content: () => blocksOf(file), entry: 'before its end mark', lands: 'file' },
  { rule: 'whole', name: 'a gzip stream that is cut', content: () => gzipSync(archive(file, { path: 'b', content: digits(300_000) })).subarray(0, -12), entry: 'unexpected end of file', lands: 'file' },
  { rule: 'digest', name: 'of another archive', content: () => archive(file), entry: 'SHA-256', lands: 'file', pinned: '0'.repeat(64) },
  { rule: 'digest', name: 'of the same archive without its last byte', content: () => archive(file), entry: 'SHA-256', lands: 'file', pinned: sha256(archive({ path: 'file', content: 'x' }).subarray(0, -1)) },
  { rule: 'digest', name: 'of its content, not of its compressed form', content: () => gzipSync(archive(file)), entry: 'SHA-256', lands: 'file', pinned: sha256(archive(file)) },
  { rule: 'clash', name: 'of files', content: () => archive({ path: 'a.txt', content: 'x' }, { path: 'A.txt', content: 'y' }), entry: 'A.txt', lands: 'A.txt' },
  { rule: 'clash', name: 'of folders', content: () => archive({ path: 'train/1', content: 'x' }, { path: 'Train/2', content: 'y' }), entry: 'Train/2', lands: 'Train/2' },
  { rule: 'clash', name: 'of accents written in two ways', content: () => archive(...paxNamed('\u00e9.txt', 'x'), ...paxNamed('e\u0301.txt', 'y')), entry: 'e\u0301.txt', lands: 'e\u0301.txt' },
  { rule: 'clash', name: 'of a folder with a file', content: () => archive({ path: 'Data/1', content: 'x' }, { path: 'data', content: 'y' }), entry: 'data', lands: 'data' },
  { rule: 'clash', name: 'of two small sigmas', content: () => archive(...paxNamed('\u03c3.txt', 'x'), ...paxNamed('\u03c2.txt', 'y')), entry: '\u03c2.txt', lands: '\u03c2.txt' },
  { rule: 'clash', name: 'of one letter that is two in capitals', content: () => archive(...paxNamed('strasse', 'x'), ...paxNamed('stra\u00dfe', 'y')), entry: 'stra\u00dfe', lands: 'stra\u00dfe' },
  { rule: 'clash', name: 'of a dot at the end', content: () => archive({ path: 'a', content: 'x' }, { path: 'a.', content: 'y' }), entry: 'a.', lands: 'a.' },
  { rule: 'clash', name: 'of a space at the end of a folder', content: () => archive({ path: 'a/1', content: 'x' }, { path: 'A /2', content: 'y' }), entry: 'A /2', lands: 'A /2' },
  { rule: 'name', name: 'of spaces', content: () => archive({ path: '  ', content: 'x' }), entry: '  ', lands: '  ' },
  { rule: 'name', name: 'of dots', content: () => archive({ path: '...', content: 'x' }), entry: '...', lands: '...' },
  { rule: 'name', name: 'of dots, of a folder', content: () => archive({ path: 'a/. ./b', content: 'x' }), entry: 'a/. ./b', lands: 'a/. ./b' },
  { rule: 'clash', name: 'of a file with itself', content: () => archive({ path: 'a', content: 'x' }, { path: './a', content: 'y' }), entry: 'a', lands: 'a' },
  { rule: 'length', name: 'a path of many folders', content: () => archive(...gnuNamed(`${deep}/file`, 'x')), entry: deep, lands: `${deep}/file` },
  { rule: 'length', name: 'a name', content: () => archive(...gnuNamed('n'.repeat(144), 'x')), entry: 'n'.repeat(144), lands: 'n'.repeat(144) },
  { rule: 'length', name: 'a name of two bytes a letter', content: () => archive(...paxNamed('é'.repeat(72), 'x')), entry: 'é'.repeat(72), lands: 'é'.repeat(72) },
];

/** Everything but one rule, and the unpacker's own defences off: what is then on the disk is what the rule keeps out. */
function without(rule: string): Strictness {
  const rules = Object.fromEntries(Object.entries(ENTRY_RULES).filter(([name]) => name !== rule));
  return { rules, whole: rule !== 'whole', digest: rule !== 'digest', confined: false };
}

function attempt({ content, pinned }: Hostile, limits: Partial<ExtractLimits>, strictness: Strictness): Promise<string> {
  const bytes = content();
  const files = [{ name: 'archive.tar', urls: [], sha256: pinned ?? sha256(bytes), bytes: bytes.length }];
  return createExtract(work.cache, { files }, strictness)(work.put('archive.tar', bytes), { ...LIMITS, ...limits });
}

describe.each(HOSTILE)('$rule: $name', (hostile) => {
  it('is refused; the error names archive, entry, rule and remedy; nothing is on the disk', async () => {
    const { code, at, message, hint } = await failure(attempt(hostile, {}, STRICT));
    expect({ code, at }).toEqual({ code: 'bad-data', at: join(work.folder, 'archive.tar') });
    expect(message).toContain(hostile.entry);
    expect(message).toContain(`(rule \`${hostile.rule}\`).`);
    expect(hint).toMatch(/^Nothing was written\. .{20}/);
    expect(readdirSync(work.folder).filter((f) => f !== 'secret')).toEqual(['archive.tar']);
  });

  it('lands without the rule', async () => {
    const { lands, limits, rule } = hostile;
    const folder = limits === undefined ? await attempt(hostile, {}, without(rule)) : await attempt(hostile, limits, STRICT);
    const place = lands === '/evil' ? outside() : join(folder, lands);
    expect(lstatSync(place).isDirectory()).toBe(rule === 'entries' && hostile.name === 'folders');
    expect(existsSync(outside())).toBe(lands === '/evil');
  });
});

it('every rule has three hostile archives or more', () => {
  const rules = [...Object.keys(ENTRY_RULES), 'whole', 'digest'];
  expect(rules.filter((rule) => HOSTILE.filter((h) => h.rule === rule).length < 3)).toEqual([]);
  expect([...new Set(HOSTILE.map((h) => h.rule))].toSorted()).toEqual(rules.toSorted());
});
