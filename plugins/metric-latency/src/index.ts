import { type CellView, ExitbenchError, type ModelHandle, defineMetric, int } from '@exitbench/core';

import { measureLatency } from './measureLatency.ts';
import { schema } from './schema.ts';

/** The time that early exits really save, beside what their multiply-accumulates promise. */
export const plugin = defineMetric({
  id: 'metric-latency',
  module: import.meta.url,
  revision: 2,
  title: 'latency',
  description: 'Measured time of a test sample when all leave at one exit, and when samples leave at the first confident one, beside the speed-up that multiply-accumulates predict.',
  citation: 'Kaya et al., Shallow-Deep Networks: Understanding and Mitigating Network Overthinking, ICML 2019, arXiv 1810.07052',
  params: {
    batch: int({ default: 1, minimum: 1, maximum: 1024, description: 'Samples that are inferred together. Those that leave are taken out of the batch.' }),
    samples: int({ default: 500, minimum: 60, maximum: 10_000, description: 'Test samples of a pass at most. Best a multiple of the batch: a smaller last batch is as slow as it is.' }),
    rounds: int({ default: 7, minimum: 3, maximum: 101, description: 'How often everything is measured: a speed-up is of times of one round.' }),
    time: int({ default: 100, minimum: 1, maximum: 10_000, description: 'Milliseconds, at least, for which each thing is measured in a round.' }),
  },
  scope: 'cell',
  needs: { outputs: true, labels: true, handle: true },
  serves: ['classification'],
  volatile: true,
  direction: 'higher',
  unit: '',
  label: 'latency',
  shows: [
    { kind: 'table', rows: 'thresholds.names', columns: 'thresholds.beside', title: 'Speed-up over the plain backbone at thresholds that validation chose, and accuracy lost against the last exit', direction: 'none' },
    { kind: 'table', rows: 'exits.names', columns: 'exits.speedUp', title: 'Speed-up over the plain backbone when all samples leave at one exit' },
    { kind: 'depth-curve', pieces: 'exits.names', values: 'exits.time.median', title: 'Time of a sample that leaves at an exit', unit: 'ms', direction: 'lower' },
    { kind: 'curve', x: 'curve.cost', y: 'curve.time', title: 'Measured time at thresholds, over multiply-accumulates', unit: 'share of the plain backbone', direction: 'lower' },
  ],
  schema,
  compute: ([cell], params) => measureLatency(needed(cell), params),
});

// ---------------------------------------------------------------------------------------------------------------------

function needed(cell: CellView | undefined): CellView & Required<Pick<CellView, 'outputs' | 'labels'>> & { readonly handle: ModelHandle } {
  if (cell?.outputs !== undefined && cell.labels !== undefined && cell.handle !== undefined) return { ...cell, outputs: cell.outputs, labels: cell.labels, handle: cell.handle };
  throw new ExitbenchError('bad-argument', 'Outputs, labels and the model handle of one cell are needed.', { at: 'metric-latency' });
}
