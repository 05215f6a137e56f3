import { ExitbenchError, type Json } from '@exitbench/core';
import type { ArmRecord, CellRecord, EnvironmentRecord, MetricRecord, PlanRecord, PlannedCell, RunRecord, ValueRecord } from '@exitbench/records';

/** A planned cell with what became of it. */
export interface RunCell {
  readonly planned: PlannedCell;
  /** Undefined when the run ended before there was anything to say. */
  readonly outcome: CellRecord | undefined;
}

/** Records, arranged for reading. */
export interface Run {
  readonly plan: PlanRecord;
  readonly environments: readonly EnvironmentRecord[];
  readonly cells: readonly RunCell[];
  cellsOf(arm: ArmRecord): readonly RunCell[];
  /** A metric's result for one cell alone. */
  result(metric: MetricRecord, cell: string): Json | undefined;
  /** A metric's results for several cells together. */
  comparisons(metric: MetricRecord): readonly ValueRecord[];
  /** Whether there is a result of a metric for a cell, alone or with others. */
  hasResult(metric: MetricRecord, cell: string): boolean;
}

/** @throws ExitbenchError `bad-record` without one header, or for a cell that is not of its plan */
export function readRun(records: readonly RunRecord[]): Run {
  const [header, second] = records.filter((r) => r.kind === 'header');
  if (header === undefined) throw new ExitbenchError('bad-record', 'There is no header: a report is made of a whole results file.');
  if (second !== undefined) throw new ExitbenchError('bad-record', 'There are two headers: a report is of one run.', { hint: 'Two files were joined; report them one at a time.' });
  const { plan } = header;
  const planned = new Set(plan.cells.map((c) => c.id));
  const foreign = records.flatMap((r) => (r.kind === 'cell' ? [r.cell] : r.kind === 'value' ? r.cells : [])).find((id) => !planned.has(id));
  if (foreign !== undefined) throw new ExitbenchError('bad-record', `The cell \`${foreign}\` is not of this plan.`, { hint: 'Lines of two files were mixed; report them one at a time.' });
  const outcomes = new Map(records.flatMap((r) => (r.kind === 'cell' ? [[r.cell, r] as const] : [])));
  const results = new Map(records.flatMap((r) => (r.kind === 'value' && r.cells.length === 1 ? [[`${r.metric}\n${r.cells[0]}`, r.result] as const] : [])));
  const valued = new Set(records.flatMap((r) => (r.kind === 'value' ? r.cells.map((cell) => `${r.metric}\n${cell}`) : [])));
  const cells = plan.cells.map((planned) => ({ planned, outcome: outcomes.get(planned.id) }));
  return {
    plan,
    environments: records.filter((r) => r.kind === 'environment'),
    cells,
    cellsOf: (arm) => cells.filter((c) => c.planned.arm === arm.id),
    result: (metric, cell) => results.get(`${metric.id}\n${cell}`),
    comparisons: (metric) => records.filter((r) => r.kind === 'value' && r.cells.length > 1 && r.metric === metric.id) as readonly ValueRecord[],
    hasResult: (metric, cell) => valued.has(`${metric.id}\n${cell}`),
  };
}
