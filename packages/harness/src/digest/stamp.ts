import { statSync } from 'node:fs';

/** What changes when a file or a folder does. */
export interface Stamp {
  /** Inode, size, times of change of content and of state. Empty where there is nothing. */
  readonly text: string;
  /** The newest of its times in milliseconds; −∞ where there is nothing. */
  readonly newest: number;
}

const NOTHING: Stamp = { text: '', newest: -Infinity };

/**
 * A folder's stamp changes when a name in it comes, goes or means something else. The time of the state cannot be set by
 * programs, so an edit that keeps size and time of change is seen too, and so is another file under this name.
 */
export function stampOf(path: string): Stamp {
  try {
    const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (facts === undefined) return NOTHING;
    const { dev, ino, size, mtimeNs, ctimeNs } = facts;
    return { text: `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`, newest: Number(mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1e6 };
  } catch {
    return NOTHING; // a file where a folder should be, or a folder that cannot be entered: the bundler finds nothing there either
  }
}
