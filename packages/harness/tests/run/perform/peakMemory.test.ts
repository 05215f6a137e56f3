import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { expect, it } from 'vitest';

import { forgetPeakMemory, peakMemory } from '../../../src/run/perform/peakMemory.ts';

const MEBIBYTE = 1024 * 1024;

it.runIf(process.platform === 'linux')('is that of what was done since the last one was forgotten', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  expect(forgetPeakMemory()).toBe(true);
  const before = peakMemory();
  let held: Uint8Array | null = new Uint8Array(400 * MEBIBYTE).fill(1);
  // What was resident and free at the start takes up some of it.
  expect(peakMemory() - before).toBeGreaterThan(250 * MEBIBYTE);
  expect(held.length).toBe(400 * MEBIBYTE);
  held = null;
  // Buffers are given back a moment after they were collected.
  for (let i = 0; i < 100 && process.memoryUsage().rss > before + 200 * MEBIBYTE; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(peakMemory() - before).toBeGreaterThan(250 * MEBIBYTE);
  expect(forgetPeakMemory()).toBe(true);
  expect(peakMemory() - before).toBeLessThan(200 * MEBIBYTE);
});
