// @ts-check

/** What a resident size may differ from the median: garbage that is not collected yet, and pages that the allocator keeps. */
export const ALLOWED = 0.05;

/** The share of steps at the start in which kernels, caches and heaps come to their size. */
export const UNCOUNTED = 1 / 3;

/**
 * What is wrong with what was seen during steps that count.
 * @param {{ tensors: readonly number[], resident: readonly number[] }} seen
 * @returns {{ tensors: number, lowest: number, highest: number, median: number, faults: string[] }} MiB
 */
export function judge({ tensors, resident }) {
  const from = Math.ceil(resident.length * UNCOUNTED);
  const counted = resident.slice(from);
  const sorted = counted.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const [lowest, highest] = [sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN];
  const counts = [...new Set(tensors.slice(from))];
  const faults = [];
  if (counts.length !== 1) faults.push(`there are ${Math.min(...counts)} to ${Math.max(...counts)} tensors after steps`);
  if (!(highest <= median * (1 + ALLOWED) && lowest >= median * (1 - ALLOWED))) {
    faults.push(`the resident size goes from ${lowest.toFixed(0)} to ${highest.toFixed(0)} MiB, more than ${100 * ALLOWED} % from its median`);
  }
  return { tensors: counts[0] ?? 0, lowest, highest, median, faults };
}
