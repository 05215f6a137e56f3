import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder of what was set aside in a store. */
export const QUARANTINE = 'quarantine';

/**
 * Moves a damaged file out of the way, beside what was set aside earlier. Where it cannot be moved, as on a full disk, it is
 * removed: it must not be met again.
 * @returns where it lies now; null where there was nothing to move, or it could not be moved
 */
export async function quarantine(store: string, path: string, name: string): Promise<string | null> {
  const folder = join(store, QUARANTINE);
  try {
    await mkdir(folder, { recursive: true });
    const target = await freePath(folder, name.replaceAll('/', '-'));
    try {
      // A folder takes the place of nothing but a folder.
      await rename(path, target).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTDIR') throw error;
        await rm(target, { force: true });
        await rename(path, target);
      });
      return target;
    } catch (error) {
      await rm(target, { force: true });
      throw error;
    }
  } catch {
    await rm(path, { recursive: true, force: true });
    return null;
  }
}

// ---------------------------------------------------------------------------------------------------------------------

/** A path that nothing had, and that is this process's now: `name`, `name.2`, … */
async function freePath(folder: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? name : `${name}.${n}`);
    try {
      await (await open(path, 'wx')).close();
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
