import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

export interface SmallDisk {
  readonly folder: string;
  /** Fills it until so many bytes are free; makes room again where more were filled. */
  leave(bytes: number): Promise<void>;
  /** From now on nothing can be written to it. */
  protect(): void;
}

/** Whether this machine lets us mount a disk in memory. */
export function canMount(): boolean {
  try {
    unmount(mount('1m'));
    return true;
  } catch {
    return false;
  }
}

/** A disk of some MiB in memory, until the test ends. */
export async function smallDisk(MiB: number): Promise<SmallDisk> {
  const folder = mount(`${MiB}m`);
  onTestFinished(() => unmount(folder));
  const filler = join(folder, 'filler');
  return {
    folder,
    protect: () => void execFileSync('mount', ['-o', 'remount,ro', folder], { stdio: 'ignore' }),
    async leave(bytes) {
      await rm(filler, { force: true });
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize <= bytes) return;
      // Somebody else may write meanwhile: full is full.
      await writeFile(filler, new Uint8Array(bavail * bsize - bytes)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOSPC') throw error;
      });
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

function mount(size: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'exitbench-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return folder;
}

function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
  rmSync(folder, { recursive: true });
}
