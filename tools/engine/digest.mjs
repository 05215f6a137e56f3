import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file's bytes, streamed: the library has 788 MB. */
export async function digestOfFile(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** SHA-256 over the names and contents of the files in one folder, in the order of their names, and of some more. */
export function digestOfSources(folder, more) {
  const hash = createHash('sha256');
  for (const file of [...readdirSync(folder).toSorted().map((name) => join(folder, name)), ...more]) {
    const bytes = readFileSync(file);
    hash.update(`${basename(file)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** SHA-256 of a library together with those that compute for it: file names with digests of their own. */
export function digestWith(library, companions) {
  if (companions === undefined) return library;
  return createHash('sha256').update(`${library}\n${Object.entries(companions).map(([name, digest]) => `${name} ${digest}\n`).join('')}`).digest('hex');
}
