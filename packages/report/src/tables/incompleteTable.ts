import type { Run } from '../aggregate/readRun.ts';
import type { CellView, TableView } from '../view.ts';

/** Arms that were excluded and cells that did not complete, each with its reason and the last lines of its log. Null when there are none. */
export function incompleteTable({ plan, cells }: Run): TableView | null {
  const row = (what: string, status: string, reason: string, log: readonly string[] = []): readonly CellView[] => [
    ...[what, status, reason].map((text) => ({ kind: 'text' as const, text })), { kind: 'code', text: log.join('\n') },
  ];
  const excluded = plan.arms.filter((a) => a.excluded !== null);
  const rows = [
    ...excluded.map((a) => row(a.id, 'excluded', a.excluded ?? '')),
    ...cells
      .filter((c) => c.outcome?.status !== 'completed' && !excluded.some((a) => a.id === c.planned.arm))
      .map((c) => row(c.planned.id, c.outcome?.status ?? 'not run', c.outcome?.reason ?? '', c.outcome?.log)),
  ];
  if (rows.length === 0) return null;
  return { caption: 'What did not complete', columns: ['cell', 'status', 'reason', 'end of the log'].map((label) => ({ label, numeric: false })), rows, notes: [] };
}
