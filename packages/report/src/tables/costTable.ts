import type { ArmRecord } from '@exitbench/records';

import type { TrainingCost } from '../aggregate/trainingCost.ts';
import type { TableView } from '../view.ts';
import { armTable } from './armTable.ts';

/** What training cost: a row for each regime that could be planned. */
export function costTable(arms: readonly ArmRecord[], costs: ReadonlyMap<string, TrainingCost>): TableView {
  const known = arms.some((a) => typeof costs.get(a.id)?.memory === 'number');
  return armTable(arms, {
    caption: 'Training cost of one cell',
    columns: ['MAC', 'off the budget', 'core-seconds alone', 'core-seconds attributed, all cells', ...(known ? ['peak memory'] : [])],
    notes: [
      'Alone: what one cell’s training would have cost without the others, phases that it shares with other cells in full. Attributed: what was really spent on all cells of the arm; a phase that n cells share ran once, and each is charged one n-th of it.',
      known
        ? 'Peak memory is the largest resident size of the process while it trained a phase, with what it still held of its work before. “–”: not measured.'
        : 'Peak memory is not known: it was not measured for any phase.',
      ...(arms.some((a) => costs.get(a.id)?.offBudget) ? ['“!”: off the budget by more than 1 %, not ranked.'] : []),
    ],
    row: (arm) => {
      const cost = costs.get(arm.id);
      if (cost === undefined) return undefined;
      return [
        { kind: 'amount', value: cost.macs, unit: 'MAC' },
        { kind: 'amount', value: cost.deviation, unit: '%', ...(cost.offBudget ? { flagged: true } : {}) },
        { kind: 'estimate', estimate: cost.alone, scale: 's' },
        { kind: 'amount', value: cost.attributed, unit: 's' },
        ...(known ? [{ kind: 'amount' as const, value: cost.memory, unit: 'B' as const }] : []),
      ];
    },
  });
}
