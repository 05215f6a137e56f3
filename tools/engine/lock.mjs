import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process does, anywhere on this file system. The lock is a folder whose time stamp its
 * holder renews; one that was not renewed for `staleMs` belonged to a process that died and is taken over.
 * `onWait` is called once when somebody else holds it.
 */
export async function withLock(folder, work, { beatMs = 2000, staleMs = 30_000, onWait = () => {} } = {}) {
  const token = randomUUID();
  let waited = false;
  while (!take(folder, token)) {
    if (takeOver(folder, staleMs)) continue;
    if (!waited) onWait();
    waited = true;
    await sleep(Math.min(beatMs, 500));
  }
  const beat = setInterval(() => {
    if (holds(folder, token)) renew(folder);
  }, beatMs);
  const release = () => {
    clearInterval(beat);
    if (holds(folder, token)) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', release);
  try {
    return await work({ stillHeld: () => holds(folder, token) });
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

// ---------------------------------------------------------------------------------------------------------------------

function take(folder, token) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(folder, 'holder'), token);
  return true;
}

function holds(folder, token) {
  try {
    return readFileSync(join(folder, 'holder'), 'utf8') === token;
  } catch {
    return false;
  }
}

function renew(folder) {
  const now = new Date();
  utimesSync(folder, now, now);
}

/** Moves a dead holder's lock away. Only one of several waiting processes can win the rename. */
function takeOver(folder, staleMs) {
  if (!isStale(folder, staleMs)) return false;
  const away = `${folder}.stale-${randomUUID()}`;
  try {
    renameSync(folder, away);
    // Between the look and the rename another process may have taken over and started: then this is a living lock.
    if (isStale(away, staleMs)) rmSync(away, { recursive: true, force: true });
    else renameSync(away, folder);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  }
  return true;
}

function isStale(folder, staleMs) {
  try {
    return Date.now() - statSync(folder).mtimeMs > staleMs;
  } catch {
    return false;
  }
}
