import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { withLock } from '../../engine/lock.mjs';

let parent = '';
beforeEach(() => (parent = mkdtempSync(join(tmpdir(), 'exitbench-lock-'))));
afterEach(() => rmSync(parent, { recursive: true }));

it('lets one work at a time and tells the others that they wait', async () => {
  const lock = join(parent, 'lock');
  const events: string[] = [];
  let finish = () => {};
  const first = withLock(lock, async () => {
    events.push('first begins');
    await new Promise<void>((resolve) => (finish = resolve));
    events.push('first ends');
  });
  const second = withLock(lock, async () => void events.push('second'), { onWait: () => (events.push('second waits'), finish()) });
  await Promise.all([first, second]);
  expect(events).toEqual(['first begins', 'second waits', 'first ends', 'second']);
  expect(readdirSync(parent)).toEqual([]);
});

it('is given back when the work fails', async () => {
  const lock = join(parent, 'lock');
  await expect(withLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await withLock(lock, async () => 'again')).toBe('again');
});

it('takes over from a holder whose heart has stopped, who then knows it', async () => {
  const lock = join(parent, 'lock');
  mkdirSync(lock);
  writeFileSync(join(lock, 'holder'), 'a process that died');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await withLock(lock, async ({ stillHeld }: { stillHeld: () => boolean }) => stillHeld(), { staleMs: 30_000 })).toBe(true);
});

it('knows when it was taken away', async () => {
  const lock = join(parent, 'lock');
  const held = await withLock(lock, async ({ stillHeld }: { stillHeld: () => boolean }) => {
    writeFileSync(join(lock, 'holder'), 'another');
    return stillHeld();
  });
  expect(held).toBe(false);
  expect(readdirSync(parent)).toEqual(['lock']);
});
