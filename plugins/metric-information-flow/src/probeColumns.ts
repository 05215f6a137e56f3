import { drawColumns } from '@exitbench/nn';

/** Which features of a block the probe reads. */
export function probeColumns(block: string, size: number, most: number): Int32Array {
  return drawColumns(`information-flow/features/${block}`, size, most);
}
