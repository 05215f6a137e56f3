import type { ExtractLimits } from '@exitbench/core';

/** One entry of an archive, as its header says. */
export interface ArchiveEntry {
  readonly path: string;
  /** node-tar's word: `File`, `Directory`, `SymbolicLink`, `Link`, `CharacterDevice`, … */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** An archive up to an entry, the entry included. */
export interface Contents {
  entries: number;
  bytes: number;
  /** Size of the archive itself, in bytes. */
  readonly packed: number;
  /** What lies at each place: its key is the path as a system that does not tell case apart sees it. */
  readonly places: Map<string, { readonly spelling: string; readonly folder: boolean }>;
}

/** What an entry must keep. */
export interface EntryRule {
  /** What is wrong with the entry, after its name; undefined where nothing is. */
  readonly broken: (entry: ArchiveEntry, contents: Contents, limits: ExtractLimits) => string | undefined;
  /** What a person does about it. */
  readonly remedy: string;
}

/** More than a hundredfold: text of one letter, never samples; a gzip stream can be 1032 times its size (zlib.net, technical details). */
const LARGEST_RATIO = 100;
/** Small archives of little content have any ratio: padding to blocks of 512 bytes alone. */
const RATIO_FROM = 1 << 20;
/** In bytes: Windows has 260 for a whole path, the folder of the cache included. */
const LONGEST_PATH = 200;
/** In bytes: what encrypted home folders leave of 255 (eCryptfs). */
const LONGEST_NAME = 143;

const OTHER = 'Take the data from the source that the data set names: an honest archive of samples has none of these.';
const LIMITS = 'Where the archive is the right one, state its true size in the limits that the data set gives to `extract`.';

/** Rules of entries, in the order in which they are asked; the first that is broken is reported. */
export const ENTRY_RULES: { readonly [rule: string]: EntryRule } = {
  'entries': { broken: (_, { entries }, { files }) => (entries > files ? `is the entry after the ${files} that it may have` : undefined), remedy: LIMITS },
  'bytes': { broken: (_, { bytes }, limits) => (bytes > limits.bytes ? `brings it to ${bytes} bytes unpacked; it may have ${limits.bytes}` : undefined), remedy: LIMITS },
  'ratio': {
    broken: (_, { bytes, packed }, { ratio = LARGEST_RATIO }) =>
      bytes > Math.max(RATIO_FROM, ratio * packed) ? `brings it to ${bytes} bytes unpacked from ${packed}, more than ${ratio} times as many` : undefined,
    remedy: LIMITS,
  },
  'symbolic-link': { broken: ({ type }) => (type === 'SymbolicLink' ? 'is a symbolic link' : undefined), remedy: OTHER },
  'hard-link': { broken: ({ type }) => (type === 'Link' ? 'is a hard link' : undefined), remedy: OTHER },
  'device': { broken: ({ type }) => (isPlain(type) || type.endsWith('Link') ? undefined : `is neither file nor folder (${type})`), remedy: OTHER },
  'name': {
    broken: ({ path, type }) => {
      if (type !== 'Directory' && namesOf(path).length === 0) return 'is a file without a name';
      return namesOf(path).some((name) => name !== '..' && plainName(name) === '') ? 'has a name of dots and spaces alone' : undefined;
    },
    remedy: OTHER,
  },
  'absolute': { broken: ({ path }) => (/^([/\\]|[a-z]:)/i.test(path) ? 'is an absolute path' : undefined), remedy: OTHER },
  'traversal': {
    broken: ({ path }) => (path.split(/[/\\]/).includes('..') ? 'leaves its folder' : path.includes('\\') ? 'has a backslash, which ends a folder on other systems' : undefined),
    remedy: OTHER,
  },
  'length': {
    broken: ({ path }) => {
      const longest = Math.max(...path.split('/').map((name) => Buffer.byteLength(name)));
      const length = Buffer.byteLength(path);
      return length > LONGEST_PATH || longest > LONGEST_NAME ? `has ${length} bytes, ${longest} of them in one name; paths have at most ${LONGEST_PATH}, names ${LONGEST_NAME}` : undefined;
    },
    remedy: 'Names so long cannot be written on every system. Take another packing of the data, with shorter names.',
  },
  'clash': { broken: clash, remedy: 'Two entries would be one file on a system that does not tell case, ways of writing accents, or dots and spaces at an end apart. Take another packing of the data.' },
};

// ---------------------------------------------------------------------------------------------------------------------

function isPlain(type: string): boolean {
  return ['File', 'OldFile', 'ContiguousFile', 'Directory'].includes(type);
}

/** Keeps the entry's places in `contents`. */
function clash({ path, type }: ArchiveEntry, { places }: Contents): string | undefined {
  const names = namesOf(path);
  for (let depth = 1; depth <= names.length; depth++) {
    const spelling = names.slice(0, depth).join('/');
    const folder = depth < names.length || type === 'Directory';
    const key = names.slice(0, depth).map(sameNames).join('/');
    const there = places.get(key);
    if (there !== undefined && (there.spelling !== spelling || !there.folder || !folder)) return `has the place of \`${there.spelling}\``;
    places.set(key, { spelling, folder });
  }
  return undefined;
}

function namesOf(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

/** Without the dots and spaces at the end that Windows leaves out. */
function plainName(name: string): string {
  return name.replace(/[. ]+$/, '');
}

/** One text for names that some system takes for one. Capitals first: `ß` is `SS` then, and both small sigmas are one. */
function sameNames(name: string): string {
  return plainName(name).normalize('NFC').toUpperCase().toLowerCase();
}
