import { run } from './run.mjs';

/** Unpacks what has one of some prefixes: the rest of a wheel is Python. zipfile checks the names against leaving the folder. */
export const UNPACK = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [n for n in wheel.namelist() if n.startswith(tuple(sys.argv[3:]))])
`;

/** Downloads what `args` name, and nothing that it depends on, into `temporary`. Gives `{ ok }` or `{ ok: false, reason }`. */
export async function pipDownload({ python, temporary, args, say }) {
  const fixed = ['-m', 'pip', 'download', '--disable-pip-version-check', '--no-cache-dir', '--no-deps', '--only-binary=:all:', '--retries', '1', '--quiet'];
  const started = Date.now();
  const ticker = setInterval(() => say(`still downloading (${Math.round((Date.now() - started) / 1000)} s)`), 20_000);
  // pip's own temporary files beside ours: /tmp may be small.
  const env = { ...process.env, TMPDIR: temporary };
  const result = await run(python, [...fixed, '--dest', temporary, ...args], { timeoutMs: 3_600_000, env });
  clearInterval(ticker);
  return result.ok ? { ok: true } : { ok: false, reason: lastError(result.error) };
}

// ---------------------------------------------------------------------------------------------------------------------

function lastError(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('ERROR'));
  return (lines.at(-1) ?? text.split('\n').at(-1) ?? '').trim() || 'pip failed without a word';
}
