import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './run.mjs';

const PROBE = join(dirname(fileURLToPath(import.meta.url)), 'probe.mjs');

/**
 * Lets a child process load the installed binding and compute: a product of two small matrices and a convolution whose
 * results are known. Gives `{ ok: true, version, libraryFile, gpu, said }`, `gpu` whether it computed on
 * one and `said` why not, where the library tells, or `{ ok: false, reason }`.
 */
export async function verifyByComputing(packageFolder) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '1', NODE_NO_WARNINGS: '1' };
  const result = await run(process.execPath, [PROBE, packageFolder], { env, timeoutMs: 120_000 });
  if (!result.ok) return { ok: false, reason: result.timedOut ? 'it did not answer within two minutes' : lastLines(result.error) };
  const found = JSON.parse(result.output);
  // [1 2 3; 4 5 6] · [7 8; 9 10; 11 12] and four windows of nine ones, by hand.
  const right = found.backend === 'tensorflow' && found.product.join() === '58,64,139,154' && found.convolved === 36;
  if (!right) return { ok: false, reason: `it computed ${found.product.join(' ')} and ${found.convolved} on \`${found.backend}\`` };
  return { ok: true, version: found.version, libraryFile: found.libraryFile, gpu: found.gpu === true, said: aboutGpu(result.error) };
}

/** Warnings such as `Cannot dlopen some GPU libraries`, without time and place. */
function aboutGpu(text) {
  return text.split('\n').findLast((line) => /cuda|gpu|dlopen/i.test(line))?.replace(/^.*?\] /, '').trim();
}

function lastLines(text) {
  const message = text.split('\n').find((line) => /Error/.test(line)) ?? text.split('\n').at(-1) ?? '';
  return message.trim() || 'it ended without a word';
}
