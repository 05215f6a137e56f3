/** Parts of a whole batch by which it becomes smaller. */
const PARTS = 4;

/**
 * How many rows the tensors have in which some rows of a batch go on: the least of a few sizes that holds them, so that an
 * engine meets each size often enough to have recorded what it does. Sizes are the quarters of the batch, and the smallest of
 * them halved again and again: finer ones were no faster.
 *
 * @param rows 1 to `batch`
 */
export function sizeFor(rows: number, batch: number): number {
  const part = Math.floor((PARTS * (rows - 1)) / batch) + 1;
  let size = Math.ceil((part * batch) / PARTS);
  while (part === 1 && size > 1 && Math.ceil(size / 2) >= rows) size = Math.ceil(size / 2);
  return size;
}
