import { type CellStanding, type CellStatus, type Estimate, type Plan, cellStandings } from '@exitbench/harness';

import { columns, count } from './formats.ts';
import { workLine } from './planLines.ts';
import { progressText } from './standingText.ts';

/** In the order in which the table has them. */
const STATUSES: readonly CellStatus[] = ['completed', 'running', 'resumable', 'waiting', 'failed', 'timeout', 'oom', 'diverged', 'blocked', 'excluded'];

/** Those of which the reason is told. */
const TOLD: readonly CellStatus[] = ['failed', 'timeout', 'oom', 'diverged', 'blocked', 'excluded'];

/**
 * How far a benchmark has come: cells by arm and status, what runs now, what is left, and why cells have no result.
 * @param left with `workers` nodes at once
 */
export function statusLines(plan: Plan, left: Estimate, workers: number): readonly string[] {
  const { benchmark, nodes } = plan;
  const cells = cellStandings(plan, left.standings);
  const running = nodes.flatMap((node) => {
    const standing = left.standings.get(node.key);
    return standing?.status === 'running' ? [`  ${node.label}${standing.progress === null ? '' : `: ${progressText(standing.progress)}`}`] : [];
  });
  return [
    `${benchmark.id}, profile ${benchmark.profile}: ${cells.filter((c) => c.status === 'completed').length} of ${count(cells.length, 'cell')} completed, ${left.stored} of ${count(nodes.length, 'node')} done`,
    ...tableOf(plan, cells),
    ...(running.length === 0 ? [] : ['now:', ...running]),
    `left: ${workLine(left, workers)}`,
    ...TOLD.flatMap((status) => reasonLines(cells.filter((c) => c.status === status))),
  ];
}

// ---------------------------------------------------------------------------------------------------------------------

function tableOf({ arms }: Plan, cells: readonly CellStanding[]): readonly string[] {
  const present = STATUSES.filter((status) => cells.some((c) => c.status === status));
  const row = (name: string, of: readonly CellStanding[]): readonly string[] => [`  ${name}`, String(of.length), ...present.map((status) => String(of.filter((c) => c.status === status).length))];
  const rows = arms.map(({ id }) => row(id, cells.filter((c) => c.cell.arm === id)));
  return columns([['  arm', 'planned', ...present], ...rows, ...(arms.length > 1 ? [row('all', cells)] : [])]);
}

/** Cells with one reason are told together. */
function reasonLines(cells: readonly CellStanding[]): readonly string[] {
  const byReason = new Map<string, readonly CellStanding[]>();
  for (const cell of cells) byReason.set(cell.reason ?? '', [...(byReason.get(cell.reason ?? '') ?? []), cell]);
  return [...byReason].map(([reason, of]) => `${of[0]?.status ?? ''}: ${of[0]?.cell.id ?? ''}${of.length > 1 ? ` and ${count(of.length - 1, 'more cell')}` : ''}: ${reason}`);
}
