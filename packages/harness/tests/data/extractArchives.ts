import { Header, type HeaderData } from 'tar';

export type Entry = HeaderData & { readonly content?: string };

/** A tar archive of any entries, the forbidden ones too. */
export function archive(...entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(blocksOf), Buffer.alloc(1024)]);
}

/** One entry, header and content, without an archive's end mark. */
export function blocksOf({ content = '', ...data }: Entry): Buffer {
  const header = new Header({ type: 'File', mode: 0o644, mtime: new Date(0), size: content.length, ...data });
  header.encode();
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header.block ?? Buffer.alloc(0), body]);
}

/** The entries of a file whose real path is in an extended header of POSIX, behind an innocent one. */
export function paxNamed(path: string, content: string): readonly Entry[] {
  const record = (length: number): string => `${length} path=${path}\n`;
  const length = [1, 2, 3].map((digits) => Buffer.byteLength(` path=${path}\n`) + digits).find((n) => Buffer.byteLength(record(n)) === n) ?? 0;
  // Headers count characters here; the record is written in bytes.
  return [{ path: 'PaxHeader/file', type: 'ExtendedHeader', content: record(length), size: length }, { path: 'innocent', content }];
}

/** The entries of a file whose real path is in a long name of GNU's. */
export function gnuNamed(path: string, content: string): readonly Entry[] {
  return [{ path: '././@LongLink', type: 'NextFileHasLongPath', content: path }, { path: 'innocent', content }];
}
