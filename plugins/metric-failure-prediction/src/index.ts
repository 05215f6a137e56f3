import { type Json, defineMetric } from '@exitbench/core';
import { auroc, classified, confidenceOrNone, summandsByExit } from '@exitbench/exits';

import { emitted } from './emitted.ts';
import { riskCoverage } from './riskCoverage.ts';
import { schema } from './schema.ts';

/** Whether right answers are more confident than wrong ones. */
export const plugin = defineMetric({
  id: 'metric-failure-prediction',
  module: import.meta.url,
  revision: 1,
  title: 'failure prediction',
  description: 'How well confidence tells an exit’s right answers from its errors, and samples that may leave from those for which the last exit knows better; and what is left of it in the answers that a confidence policy emits.',
  citation: 'Geifman, Uziel and El-Yaniv, Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers, ICLR 2019, arXiv 1805.08206; on early exits arXiv 2508.21495',
  params: {},
  scope: 'cell',
  needs: { outputs: true, labels: true },
  serves: ['classification'],
  direction: 'higher',
  unit: 'AUROC',
  label: 'failure prediction',
  shows: [
    { kind: 'depth-curve', pieces: 'failure.exits', values: 'failure.auroc', title: 'AUROC of confidence for right answers of each exit' },
    { kind: 'depth-curve', pieces: 'eefp.exits', values: 'eefp.auroc', title: 'Early-exit failure prediction (reconstruction): AUROC of confidence for “right, or the last exit is wrong too”' },
    { kind: 'depth-curve', pieces: 'exits', values: 'excess', title: 'Excess area under the risk–coverage curve of each exit (lower is better)', unit: 'share of errors', direction: 'lower' },
    { kind: 'curve', x: 'emitted.threshold', y: 'emitted.excess', title: 'Excess area under the risk–coverage curve of the emitted answers, by threshold on confidence (lower is better)', unit: 'share of errors', direction: 'lower' },
  ],
  schema,
  compute([cell]) {
    const given = classified(cell, 'metric-failure-prediction');
    const { test } = given.outputs;
    const right = summandsByExit(test, given.labels.test);
    const final = right.at(-1) ?? new Float64Array();
    const sure = test.byExit.map((logits) => confidenceOrNone(logits, test.width));
    const curves = sure.map((c, e) => riskCoverage(c, right[e] ?? []));
    const areas = (positive: (answers: Float64Array) => ArrayLike<number>) => {
      const found = given.exits.flatMap((exit, e) => {
        const area = auroc(sure[e] ?? [], positive(right[e] ?? new Float64Array()));
        return area === null ? [] : [{ exit, area }];
      });
      return { exits: found.map((f) => f.exit), auroc: found.map((f) => f.area) };
    };
    return {
      exits: given.exits,
      risk: right.map((r) => 1 - r.reduce((a, b) => a + b, 0) / test.samples),
      aurc: curves.map((c) => c.aurc),
      excess: curves.map((c) => c.excess),
      failure: areas((answers) => answers),
      // Leaving is no mistake where the exit is right, or where going on would not have helped.
      eefp: areas((answers) => answers.map((r, s) => (r === 1 || final[s] === 0 ? 1 : 0))),
      emitted: { ...emitted(given) },
    } satisfies Json;
  },
});
