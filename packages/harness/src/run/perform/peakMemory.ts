import { writeFileSync } from 'node:fs';

/** The largest resident size of this process since it began, or since its peak was forgotten, in bytes. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * Sets the peak back to what is resident now, so that the next one is that of what is done next. Linux alone can (proc(5), `clear_refs`).
 *
 * @returns whether it was done
 */
export function forgetPeakMemory(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false; // no /proc, or none that may be written
  }
}
