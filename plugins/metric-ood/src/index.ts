import { ExitbenchError, defineMetric, oneOf } from '@exitbench/core';
import { scoreByExit } from '@exitbench/exits';

/** What leaving at each exit loses against the last. */
export const plugin = defineMetric({
  id: 'metric-ood', // the name of its folder
  module: import.meta.url, // workers and code digests find the plugin by it
  revision: 1, // raise it when numbers change for a reason that the code does not show
  title: 'ood', // a few words for tables and legends
  description: 'How much accuracy each exit has less than the last; in regression, how much larger its root mean squared error is.', // for somebody who does not know it
  citation: 'None: made from the template of exitbench', // authors, title, year, identifier
  // One declaration is the type, the default, the check and the table of README.md.
  params: {
    split: oneOf(['test', 'validation'], { default: 'test', description: 'The samples that are counted.' }),
  },
  scope: 'cell', // or { over: 'regime' }: all regimes of one seed at once
  needs: { outputs: true, labels: true }, // what it reads beside costs and phases; nothing else is there
  direction: 'lower', // is better
  unit: 'share of samples',
  label: 'loss of leaving early',
  shows: { kind: 'depth-curve', pieces: 'exits', values: 'losses' }, // paths into the result
  // JSON Schema of the result: what does not fit is refused, so leave nothing open.
  schema: {
    type: 'object',
    properties: {
      exits: { type: 'array', items: { type: 'string' }, minItems: 1 },
      losses: { type: 'array', items: { type: 'number' }, minItems: 1 },
    },
    required: ['exits', 'losses'],
    additionalProperties: false,
  },
  // A pure function to plain JSON: no clock, no randomness, inputs left as they are.
  compute([cell], { split }) {
    if (cell?.outputs === undefined || cell.labels === undefined) {
      throw new ExitbenchError('bad-argument', 'Outputs and labels of one cell are needed.', { at: 'metric-ood' });
    }
    const scores = scoreByExit(cell.outputs[split], cell.labels[split]);
    const last = scores.at(-1) ?? 0;
    return { exits: cell.exits.map((e) => e.name), losses: scores.map((s) => (cell.task.kind === 'classification' ? last - s : s - last)) };
  },
});
