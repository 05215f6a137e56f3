import { gunzipSync } from 'node:zlib';

import { ExitbenchError } from '@exitbench/core';
import { gzipSync, strToU8 } from 'fflate';

/** What packed files end with. */
export const PACKED = '.gz';

/** A text as gzip. Of one text the same bytes on every machine, which the system's library does not promise. */
export function pack(text: string): Uint8Array {
  return gzipSync(strToU8(text), { level: 9, mtime: 0 });
}

/** The text in a file's bytes, packed or not. @param at the file, for the error @throws ExitbenchError `bad-record` where packed bytes are damaged */
export function unpack(bytes: Buffer, at: string): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8'); // how gzip begins, RFC 1952; no text of ours does
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw new ExitbenchError('bad-record', 'The packed file is damaged.', { at, cause, hint: 'Take it from where it was published.' });
  }
}
