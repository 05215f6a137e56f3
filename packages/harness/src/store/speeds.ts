import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { digestOf } from '@exitbench/core';

import type { EngineFingerprint } from '../plan/plan.ts';
import { replaceFile } from './replaceFile.ts';

/** Sums over what has been run: how long it was expected to take by the built-in constants, and how long it took. Seconds of one worker. */
export interface Speed {
  readonly expected: number;
  readonly seconds: number;
}

/** Names what a speed depends on: an engine as it is set up, and a processor. */
export function speedId(engine: EngineFingerprint, cpuModel: string): string {
  return digestOf({ engine, cpuModel });
}

/** What is known of a speed; undefined where nothing is. */
export async function readSpeed(store: string, id: string): Promise<Speed | undefined> {
  return (await readAll(store))[id];
}

/**
 * Adds to a speed. Two processes that do so at the same moment may lose one addition, and a file that cannot be read or
 * written is done without: speeds are for estimates only.
 */
export async function addSpeed(store: string, id: string, more: Speed): Promise<void> {
  if (!isSpeed(more)) return;
  const all = await readAll(store);
  const { expected, seconds } = all[id] ?? { expected: 0, seconds: 0 };
  const sum = { expected: expected + more.expected, seconds: seconds + more.seconds };
  await replaceFile(pathOf(store), JSON.stringify({ ...all, [id]: sum })).catch(() => {});
}

// ---------------------------------------------------------------------------------------------------------------------

function pathOf(store: string): string {
  return join(store, 'speeds.json');
}

async function readAll(store: string): Promise<{ readonly [id: string]: Speed }> {
  try {
    const all = JSON.parse(await readFile(pathOf(store), 'utf8')) as { readonly [id: string]: Speed };
    return Object.fromEntries(Object.entries(all).filter(([, speed]) => isSpeed(speed)));
  } catch {
    return {};
  }
}

function isSpeed({ expected, seconds }: Speed): boolean {
  return Number.isFinite(expected) && Number.isFinite(seconds) && expected > 0 && seconds > 0;
}
