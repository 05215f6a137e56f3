import type { Port, Task } from '@exitbench/core';

import { port } from './port.ts';

/** The port that exits give: `logits` of [classes], or in regression `values` of [1]. */
export function outputOf(task: Task): Port {
  return task.kind === 'classification' ? port('logits', [task.classes]) : port('values', [1]);
}
