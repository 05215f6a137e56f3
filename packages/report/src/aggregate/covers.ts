import type { MetricRecord } from '@exitbench/records';

/** Whether a metric was planned for a cell: one that is only for some says which. */
export function covers({ only }: MetricRecord, cell: string): boolean {
  return only === null || only.includes(cell);
}

/** Of how many cells a metric was planned to be. */
export function widthOf({ only }: MetricRecord): number {
  return only === null ? Infinity : only.length;
}
