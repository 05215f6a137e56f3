import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

import { canonicalJson, sha256 } from '@exitbench/core';

/** By extension and text: entries share files. */
const hashes = new Map<string, Promise<string>>();

/**
 * SHA-256 of what a file does: types, comments, white space and imports of nothing are taken out, and a TypeScript
 * source and the JavaScript built of it have one hash.
 */
export async function hashOfCode(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const name = `${extname(file)} ${sha256(text)}`;
  const hash = hashes.get(name) ?? normalise(text, file).then(sha256);
  hashes.set(name, hash);
  return hash;
}

/** The text that is hashed. */
export async function normalise(text: string, file: string): Promise<string> {
  const extension = extname(file);
  if (extension === '.json') return canonicalJson(JSON.parse(text));
  const { transform } = await import('esbuild');
  const { code } = await transform(text, {
    loader: /^\.[cm]?ts$/.test(extension) ? 'ts' : 'js',
    format: 'esm',
    target: 'es2023',
    minifyWhitespace: true,
    legalComments: 'none',
    // As the compiler that builds us: imports that are not marked as types stay, so both forms have the same ones.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return code
    .replace(/\b(from|import)(\(?)"(\.{1,2}\/[^"]+)\.[cm]?[tj]s"/g, '$1$2"$3"')
    .replace(/\b(?:import|export)\{\}from"[^"]*";?/g, '')
    .replace(/\bimport"[^"]*";?/g, '')
    .replace(/\bexport\{\};?/g, '')
    .trim();
}
