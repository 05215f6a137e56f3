// @ts-check
/** Reads a store without the code that wrote it: an index of lines, and contents under their SHA-512. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{
 *   readonly key: string, readonly kind: string, readonly diverged: unknown, readonly inputs: unknown, readonly result: unknown,
 *   readonly payloads: { readonly [name: string]: { readonly integrity: string, readonly bytes: number } }
 * }} StoredEntry
 */

/**
 * All entries of a store by key. What is damaged is named, not given.
 * @param {string} store @returns {{ readonly entries: ReadonlyMap<string, StoredEntry>, readonly damaged: readonly string[] }}
 */
export function readStore(store) {
  const cache = join(store, 'store');
  /** @type {Map<string, StoredEntry>} */
  const entries = new Map();
  /** @type {string[]} */
  const damaged = [];
  for (const [name, integrity] of readIndex(join(cache, 'index-v5'))) {
    if (!name.startsWith('node/')) continue;
    const bytes = contentOf(cache, integrity);
    if (bytes === undefined) {
      damaged.push(name);
      continue;
    }
    /** @type {StoredEntry} */
    const entry = JSON.parse(bytes.toString('utf8'));
    for (const [payload, facts] of Object.entries(entry.payloads)) {
      if (contentOf(cache, facts.integrity)?.length !== facts.bytes) damaged.push(`${name} ${payload}`);
    }
    entries.set(entry.key, entry);
  }
  return { entries, damaged };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Integrity by name; the last line of a name counts. @param {string} folder @returns {ReadonlyMap<string, string>} */
function readIndex(folder) {
  const found = new Map();
  if (!existsSync(folder)) return found;
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile())) {
    for (const line of readFileSync(join(file.parentPath, file.name), 'utf8').split('\n')) {
      const [digest, json] = line.split('\t');
      if (json === undefined || createHash('sha1').update(json).digest('hex') !== digest) continue; // a line that was cut
      const { key, integrity } = JSON.parse(json);
      if (integrity === null) found.delete(key);
      else found.set(key, integrity);
    }
  }
  return found;
}

/** The bytes under a digest; undefined where they are missing or are not those. @param {string} cache @param {string} integrity */
function contentOf(cache, integrity) {
  const hex = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  const path = join(cache, 'content-v2', 'sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  return createHash('sha512').update(bytes).digest('hex') === hex ? bytes : undefined;
}
