import { type CellView, ExitbenchError, type Json, type StoredOutputs, defineMetric, known } from '@exitbench/core';
import { auroc, confidenceOrNone, maxConfidence } from '@exitbench/exits';

import { schema } from './schema.ts';

/** Whether images of the data set that was trained on make the network more confident than images of another. */
export const plugin = defineMetric({
  id: 'metric-ood',
  module: import.meta.url,
  revision: 1,
  title: 'out-of-distribution detection',
  description: 'How well confidence tells test images from images of other data sets, at each exit and in the answers that a confidence policy emits.',
  citation: 'Hendrycks and Gimpel, A Baseline for Detecting Misclassified and Out-of-Distribution Examples in Neural Networks, ICLR 2017, arXiv 1610.02136',
  params: {},
  scope: 'cell',
  needs: { outputs: true, outputsOn: true },
  serves: ['classification'],
  direction: 'higher',
  unit: 'AUROC',
  label: 'out-of-distribution detection',
  shows: [
    { kind: 'depth-curve', pieces: 'exits', values: 'auroc', title: 'AUROC of confidence at each exit, test images against those of another data set' },
    { kind: 'curve', x: 'emitted.threshold', y: 'emitted.auroc', title: 'AUROC of the confidence of emitted answers, by threshold on confidence' },
  ],
  schema,
  compute([cell]) {
    const { exits, test, others } = needed(cell);
    const own = readingOf(test);
    const foreign = Object.entries(others).map(([dataset, outputs]) => [dataset, readingOf(outputs)] as const);
    const byDataset = <T extends Json>(value: (other: Reading) => T) => Object.fromEntries(foreign.map(([dataset, other]) => [dataset, value(other)]));
    const { settings } = maxConfidence();
    const emitted = settings.map(own.emitted);
    return {
      exits,
      samples: { test: test.samples, ...byDataset((other) => other.samples) },
      auroc: byDataset((other) => own.byExit.map((sure, exit) => telling(sure, known(other.byExit[exit], 'the same network')))),
      emitted: {
        threshold: settings,
        auroc: byDataset((other) => settings.map((threshold, i) => telling(known(emitted[i], 'one each'), other.emitted(threshold)))),
      },
    } satisfies Json;
  },
});

// ---------------------------------------------------------------------------------------------------------------------

/** The confidence of each exit in each sample, and that of the first exit that is more confident than a threshold, or else of the last. */
interface Reading {
  readonly samples: number;
  readonly byExit: readonly Float64Array[];
  readonly emitted: (threshold: number) => Float64Array;
}

function readingOf(outputs: StoredOutputs): Reading {
  const byExit = outputs.byExit.map((logits) => confidenceOrNone(logits, outputs.width));
  const decide = maxConfidence().decide(outputs);
  return { samples: outputs.samples, byExit, emitted: (threshold) => Float64Array.from(decide(threshold).answer, (exit, s) => byExit[exit]?.[s] ?? 0) };
}

/** The probability that a sample of the network's own data set has more confidence than one of another. */
function telling(own: Float64Array, other: Float64Array): number {
  const scores = new Float64Array(own.length + other.length);
  scores.set(own);
  scores.set(other, own.length);
  return known(auroc(scores, scores.map((_, i) => Number(i < own.length))), 'there are samples of both, and no confidence is NaN');
}

function needed(cell: CellView | undefined): { readonly exits: readonly string[]; readonly test: StoredOutputs; readonly others: NonNullable<CellView['outputsOn']> } {
  if (cell?.outputs !== undefined && cell.outputsOn !== undefined) return { exits: cell.exits.map((e) => e.name), test: cell.outputs.test, others: cell.outputsOn };
  throw new ExitbenchError('bad-argument', 'Outputs of one cell are needed, on its own data set and on others.', {
    at: 'metric-ood', hint: 'A benchmark names the others: `use(ood, {}, { on: [dataset] })`.',
  });
}
