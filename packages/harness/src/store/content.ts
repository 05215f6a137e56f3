import { createHash } from 'node:crypto';
import { join } from 'node:path';

import cacache from 'cacache';

/** Folder of the contents in a cache of cacache 20. */
export const CONTENT = 'content-v2';

/** The subresource integrity string of bytes. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/** Where cacache 20 keeps the content with an integrity string. */
export function contentPath(cache: string, integrity: string): string {
  const [, algorithm = '', digest = ''] = /^(\w+)-(.*)$/.exec(integrity) ?? [];
  const hex = Buffer.from(digest, 'base64').toString('hex');
  return join(cache, CONTENT, algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
}

/** Bytes, or what is wrong with them. An error that says nothing about the bytes, as a missing permission, is thrown. */
export type Content = { readonly bytes: Buffer } | { readonly problem: string; readonly cause: unknown };

export async function readContent(cache: string, integrity: string): Promise<Content> {
  try {
    return { bytes: await cacache.get.byDigest(cache, integrity) };
  } catch (cause) {
    const problem = PROBLEMS[(cause as { readonly code?: string }).code ?? ''];
    if (problem === undefined) throw cause;
    return { problem, cause };
  }
}

// ---------------------------------------------------------------------------------------------------------------------

const PROBLEMS: { readonly [code: string]: string } = {
  EINTEGRITY: 'its bytes are not those that were written',
  EBADSIZE: 'its size is not what was written',
  ENOENT: 'it is missing',
  EISDIR: 'a folder is in its place',
  EIO: 'the disk cannot read it',
};
