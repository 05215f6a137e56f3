import { type CellView, ExitbenchError, schemaProblem } from '@exitbench/core';

import type { NodeTask } from '../../plan/task.ts';
import { cellView } from './cellView.ts';
import type { Context } from './context.ts';
import { loadPlugin } from './loadPlugin.ts';
import { type Performed, asJson } from './results.ts';
import { stopwatch } from './stopwatch.ts';

/** Computes a metric, and checks that its result is what it promised. */
export async function performAnalyse(task: Extract<NodeTask, { kind: 'analyse' }>, context: Context): Promise<Performed> {
  const metric = await loadPlugin('metric', task.metric);
  const cells: CellView[] = [];
  for (const cell of task.cells) cells.push(await cellView(cell, metric.needs, context));
  const useful = stopwatch();
  const value = await useful.of(async () => metric.compute(cells, task.metric.params));
  const problem = await schemaProblem(metric.schema, value);
  if (problem !== undefined) {
    throw new ExitbenchError('plugin-failed', `The result of \`${metric.id}\` is not what its schema says: ${problem}.`, { at: `${metric.id}.schema`, hint: 'Correct the schema, or what `compute` gives.' });
  }
  return { result: asJson({ value }), payloads: {}, useful: useful.seconds(), before: null };
}
