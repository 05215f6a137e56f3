import { type Json, defineMetric, int } from '@exitbench/core';
import { classified, confidenceOrNone, softmax, summandsByExit } from '@exitbench/exits';

import { calibrationError } from './calibrationError.ts';
import { emitted } from './emitted.ts';
import { ksError } from './ksError.ts';
import { schema } from './schema.ts';

/** Whether an answer that is said with 80 % is right in 80 % of cases. */
export const plugin = defineMetric({
  id: 'metric-calibration',
  module: import.meta.url,
  revision: 1,
  title: 'calibration',
  description: 'How far confidence is from the share of right answers: of each exit by bins and by the Kolmogorov–Smirnov statistic, and of the answers that a confidence policy emits at each threshold.',
  citation: 'Guo et al., On Calibration of Modern Neural Networks, ICML 2017, arXiv 1706.04599; Gupta et al., Calibration of Neural Networks using Splines, ICLR 2021, arXiv 2006.12800',
  params: {
    bins: int({ default: 15, minimum: 1, maximum: 1000, description: 'Bins of equal width of the expected calibration error. More of them see finer errors, and count more noise as error.' }),
  },
  scope: 'cell',
  needs: { outputs: true, labels: true },
  serves: ['classification'],
  direction: 'lower',
  unit: 'share',
  label: 'calibration error',
  shows: [
    { kind: 'depth-curve', pieces: 'exits', values: 'ece', title: 'Expected calibration error of each exit' },
    { kind: 'depth-curve', pieces: 'exits', values: 'overconfidence', title: 'Mean confidence minus accuracy of each exit', direction: 'none' },
    { kind: 'depth-curve', pieces: 'exits', values: 'ks', title: 'Kolmogorov–Smirnov calibration error of each exit' },
    { kind: 'curve', x: 'emitted.threshold', y: 'emitted.ece', title: 'Expected calibration error of the emitted answers, by threshold on confidence' },
  ],
  schema,
  compute([cell], { bins }) {
    const given = classified(cell, 'metric-calibration');
    const { test } = given.outputs;
    const right = summandsByExit(test, given.labels.test);
    const sure = test.byExit.map((logits) => confidenceOrNone(logits, test.width));
    return {
      bins,
      exits: given.exits,
      ece: sure.map((c, e) => calibrationError(c, right[e] ?? [], bins)),
      ks: test.byExit.map((logits) => ksError(softmax(logits, test.width).map((p) => (Number.isNaN(p) ? 0 : p)), given.labels.test, test.width)),
      // One bin's error, with its sign.
      overconfidence: sure.map((c, e) => c.reduce((sum, v, s) => sum + v - (right[e]?.[s] ?? NaN), 0) / test.samples),
      emitted: { ...emitted(given, bins) },
    } satisfies Json;
  },
});
