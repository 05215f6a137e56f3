import { type CellView, ExitbenchError, type StoredOutputs } from '@exitbench/core';

/** A cell whose outputs are logits of classes. */
export interface Classified {
  /** Names, shallowest first. */
  readonly exits: readonly string[];
  readonly costs: CellView['costs'];
  readonly outputs: { readonly validation: StoredOutputs; readonly test: StoredOutputs };
  readonly labels: { readonly validation: Int32Array; readonly test: Int32Array };
}

/**
 * What metrics of probabilities read of a cell.
 *
 * @param at id of the metric, for errors
 * @throws ExitbenchError `bad-argument` where there are no outputs or labels, or labels are no classes.
 */
export function classified(cell: CellView | undefined, at: string): Classified {
  if (cell?.outputs === undefined || cell.labels === undefined) {
    throw new ExitbenchError('bad-argument', 'Outputs and labels of one cell are needed.', { at });
  }
  const { validation, test } = cell.labels;
  if (!(validation instanceof Int32Array) || !(test instanceof Int32Array)) {
    throw new ExitbenchError('bad-argument', 'Classes are needed: values of a regression have no probability.', { at, hint: 'Leave it to data sets with classes.' });
  }
  return { exits: cell.exits.map((e) => e.name), costs: cell.costs, outputs: cell.outputs, labels: { validation, test } };
}
