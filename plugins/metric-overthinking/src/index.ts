import { type StoredOutputs, defineMetric, known } from '@exitbench/core';
import { auroc, classified, summandsByExit } from '@exitbench/exits';

import { confusion } from './confusion.ts';
import { firstRight } from './firstRight.ts';
import { schema } from './schema.ts';

const SPLITS = ['test', 'validation'] as const;

/** Samples that an earlier exit got right: what thinking on destroys, and what it wastes. */
export const plugin = defineMetric({
  id: 'metric-overthinking',
  module: import.meta.url,
  revision: 1,
  title: 'overthinking',
  description: 'How many of the last exit’s errors an earlier exit had got right, how many samples are right before the last exit, what leaving at the first right exit would cost, and whether disagreement of the exits foretells errors.',
  citation: 'Kaya et al., Shallow-Deep Networks: Understanding and Mitigating Network Overthinking, ICML 2019, arXiv 1810.07052; Wołczyk et al., Zero Time Waste, NeurIPS 2021, arXiv 2106.05409 (hindsight improvability)',
  params: {},
  scope: 'cell',
  needs: { outputs: true, labels: true },
  serves: ['classification'],
  // Nothing is destroyed where early exits know nothing: less is not better.
  direction: 'none',
  unit: 'share',
  label: 'overthinking',
  shows: [
    { kind: 'table', rows: 'overthinking.splits', columns: 'overthinking.numbers', title: 'Overthinking: shares of samples, and the cost of the first right exit in costs of the backbone' },
    { kind: 'depth-curve', pieces: 'hindsight.exits', values: 'hindsight.improvability', title: 'Hindsight improvability: errors of an exit that an earlier one got right', unit: 'share of errors' },
    { kind: 'depth-curve', pieces: 'exits', values: 'first.shares', title: 'First right exit', unit: 'share of samples' },
    { kind: 'table', rows: 'confusion.splits', columns: 'confusion.numbers', title: 'Confusion: AUROC for errors of the last exit, and mean where it is right and wrong', unit: '' },
  ],
  schema,
  compute([cell]) {
    const { exits, costs, outputs, labels } = classified(cell, 'metric-overthinking');
    const found = SPLITS.map((split) => {
      const right = summandsByExit(outputs[split], labels[split]);
      return { ...firstRight(right, outputs[split].samples, costs.exits), errors: Array.from(right.at(-1) ?? [], (r) => r === 0) };
    });
    const test = known(found[0], 'there is a test split');
    const confused = SPLITS.flatMap((split, i) => confusionOf(split, outputs, known(found[i], 'one each').errors));
    const wrongSomewhere = exits.flatMap((exit, e) => (typeof test.hindsight[e] === 'number' ? [{ exit, improvability: test.hindsight[e] }] : []));
    return {
      exits,
      first: { shares: test.shares, never: test.never },
      hindsight: { exits: wrongSomewhere.map((h) => h.exit), improvability: wrongSomewhere.map((h) => h.improvability) },
      overthinking: {
        splits: SPLITS,
        numbers: { destructive: found.map((f) => f.destructive), wasteful: found.map((f) => f.wasteful), never: found.map((f) => f.never), cost: found.map((f) => f.cost / costs.base) },
      },
      confusion: { splits: confused.map((c) => c.split), numbers: { auroc: confused.map((c) => c.auroc), right: confused.map((c) => c.right), wrong: confused.map((c) => c.wrong) } },
    };
  },
});

// ---------------------------------------------------------------------------------------------------------------------

/** Standardised by mean and deviation on validation: training outputs, which Kaya et al. take, are not stored. No AUROC depends on it. */
function confusionOf(split: 'test' | 'validation', outputs: { readonly [S in typeof split]: StoredOutputs }, errors: readonly boolean[]): readonly { readonly split: string; readonly auroc: number; readonly right: number; readonly wrong: number }[] {
  const values = confusion(outputs[split]);
  const area = auroc(values, errors);
  if (area === null) return [];
  const reference = confusion(outputs.validation);
  const mean = average(reference);
  const deviation = Math.sqrt(average(reference.map((v) => (v - mean) * (v - mean))));
  const standard = (of: boolean): number => (deviation === 0 ? 0 : (average(values.filter((_, s) => errors[s] === of)) - mean) / deviation);
  return [{ split, auroc: area, right: standard(false), wrong: standard(true) }];
}

function average(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
