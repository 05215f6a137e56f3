import { mkdir, open, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ifMissing } from './checkFile.ts';

export interface FetchOptions {
  /** Largest file that may come, in bytes. */
  readonly limit: number;
  /** Tries when a connection breaks; each continues where the last one stopped. */
  readonly tries: number;
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly silence: number;
  /** Milliseconds before the second try; each further wait is as much longer. */
  readonly pause: number;
  readonly onProgress: (bytes: number, total: number | undefined) => void;
}

/**
 * Downloads a URL to a file, or what is missing of it: bytes that the file has already are asked for no more (HTTP
 * `Range`), unless the server sends everything.
 *
 * @throws Error with a sentence
 */
export async function fetchFile(url: string, path: string, options: FetchOptions): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchRest(url, path, options);
    } catch (error) {
      if (error instanceof Refused || attempt >= options.tries) throw new Error(`\`${url}\`: ${reason(error)}.`, { cause: error });
      await sleep(options.pause * attempt);
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------------

/** Another try would end the same. Only ever caught above. */
class Refused extends Error {}

async function fetchRest(url: string, path: string, { limit, silence, onProgress }: FetchOptions): Promise<void> {
  const have = (await stat(path).catch(ifMissing))?.size ?? 0;
  const stopped = new AbortController();
  const watch = setTimeout(() => stopped.abort(new Error(`nothing came for ${silence / 1000} s`)), silence);
  try {
    // Compressed files are wanted as they are: a transport encoding would be unpacked on the way.
    const headers = { 'accept-encoding': 'identity', ...(have > 0 ? { range: `bytes=${have}-` } : {}) };
    const response = await fetch(url, { headers, signal: stopped.signal });
    const continues = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`) === true;
    if (!continues && response.status !== 200) {
      await response.body?.cancel();
      await refuse(response.status, path, have);
    }
    const length = response.headers.get('content-length');
    const start = continues ? have : 0;
    const total = length === null ? undefined : start + Number(length);
    // Another process that failed may have removed the folder while it was empty.
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, continues ? 'a' : 'w');
    try {
      let bytes = start;
      let told = start;
      for await (const chunk of response.body ?? []) {
        watch.refresh();
        bytes += chunk.length;
        if (bytes > limit) throw new Refused(`it is larger than ${limit} bytes`);
        await file.writeFile(chunk);
        if (bytes - told >= 1 << 20) onProgress((told = bytes), total);
      }
      if (total !== undefined && bytes < total) throw new Error(`${total - bytes} bytes are missing`);
      onProgress(bytes, total);
    } finally {
      await file.close();
    }
  } finally {
    clearTimeout(watch);
  }
}

async function refuse(status: number, path: string, have: number): Promise<never> {
  if (have > 0 && (status === 416 || status === 206)) {
    // What is here is not the beginning of what is there: the next try takes everything.
    await truncate(path);
    throw new Error(`the server cannot continue after ${have} bytes`);
  }
  const sentence = `the server answers ${status}`;
  throw status >= 500 || status === 429 ? new Error(sentence) : new Refused(sentence);
}

/** `fetch failed` says nothing; its cause does. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
