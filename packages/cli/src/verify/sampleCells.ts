import { sha256 } from '@exitbench/core';
import type { RunRecord } from '@exitbench/records';

/** What is taken of a report's cells. */
export interface Sample {
  /** In the order of the plan. */
  readonly cells: readonly string[];
  /** Cells with a result that were not taken. */
  readonly rest: number;
  /** Cells without a result: there is nothing to check. */
  readonly without: number;
}

/**
 * So many of the cells that have a result: those that completed, and those that diverged, which is a result too. Each has the same
 * chance; the same seed takes the same cells of the same records, in whatever order they stand.
 */
export function sampleCells(records: readonly RunRecord[], size: number, seed: number): Sample {
  const all = records.flatMap((r) => (r.kind === 'cell' ? [r] : []));
  const having = all.filter((c) => c.status === 'completed' || c.status === 'diverged').map((c) => c.cell);
  const drawn = new Set(having.map((cell) => ({ cell, place: sha256(`${seed}\n${cell}`) })).toSorted((a, b) => (a.place < b.place ? -1 : 1)).slice(0, size).map((d) => d.cell));
  return { cells: having.filter((cell) => drawn.has(cell)), rest: having.length - drawn.size, without: all.length - having.length };
}
