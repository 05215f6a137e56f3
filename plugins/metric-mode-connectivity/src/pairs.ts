import { type CellView, type ComparedArm, ExitbenchError, canonicalJson } from '@exitbench/core';

/** A cell with its arm. */
export interface Compared {
  readonly cell: CellView;
  readonly arm: ComparedArm;
}

/** Two ends of a path: two regimes, or one regime in two orders of the data, which says what a barrier is without any difference of regimes. */
export interface Pair {
  readonly a: Compared;
  readonly b: Compared;
  readonly kind: 'regimes' | 'order';
}

/** Cells by label, so that it does not matter in which order they come. @throws ExitbenchError `bad-argument` without arms */
export function compared(cells: readonly CellView[]): readonly Compared[] {
  const named = cells.map((cell) => {
    if (cell.arm === undefined) throw new ExitbenchError('bad-argument', 'Cells that are compared have an arm.', { at: 'metric-mode-connectivity' });
    return { cell, arm: cell.arm };
  });
  return named.toSorted((a, b) => (sortKey(a.arm) < sortKey(b.arm) ? -1 : 1));
}

/** Cells that are ranked. */
export function ranked(cells: readonly Compared[]): readonly Compared[] {
  return cells.filter(({ arm }) => arm.role === 'ranked');
}

/** Every two ranked cells, then each ranked cell with the controls that differ from it in the order of the data only. */
export function pairsOf(cells: readonly Compared[]): readonly Pair[] {
  const judged = ranked(cells);
  const regimes = judged.flatMap((a, i) => judged.slice(i + 1).map((b): Pair => ({ a, b, kind: 'regimes' })));
  const orders = judged.flatMap((a) => cells.filter((b) => differsInOrder(a.arm, b.arm)).map((b): Pair => ({ a, b, kind: 'order' })));
  return [...regimes, ...orders];
}

/** What a pair is called. */
export function pairName({ a, b }: Pair): string {
  return `${a.arm.label} – ${b.arm.label}`;
}

// ---------------------------------------------------------------------------------------------------------------------

function differsInOrder(a: ComparedArm, b: ComparedArm): boolean {
  return b.role === 'control' && b.order !== a.order && b.regime === a.regime && canonicalJson(b.params) === canonicalJson(a.params);
}

function sortKey({ label, order }: ComparedArm): string {
  return `${label}\n${order}`;
}
