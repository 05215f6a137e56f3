import { type CellView, ExitbenchError, type Json, type ModelHandle, defineMetric, int, ints, known } from '@exitbench/core';

import { type Measured, costsOf, measure, miniBatches } from './measure.ts';
import { blocksOf, exitsWith } from './parts.ts';
import { schema } from './schema.ts';
import { type Moment, momentsOf } from './snapshots.ts';

/** Which exit pulls hardest on which block. */
export const plugin = defineMetric({
  id: 'metric-gradient-dominance',
  module: import.meta.url,
  revision: 1,
  title: 'gradient dominance',
  description:
    'Each exit’s share of the squared gradient norms of each block while training goes on, how often exits pull against each other, and where optimisation happens. A reconstruction: the paper’s text gives no formula.',
  citation: 'Kubaty et al., How to Train Your Multi-Exit Model? Analyzing the Impact of Training Strategies, ICML 2025, arXiv 2407.14320',
  params: {
    batches: int({ default: 10, minimum: 1, maximum: 1000, description: 'Mini-batches of un-augmented training samples that the mean is over. Fewer where there are not so many samples.' }),
    batch: int({ default: 100, minimum: 64, maximum: 10_000, description: 'Samples a mini-batch; all where there are fewer. Smaller ones have noisier gradients, and larger norms.' }),
    percent: ints({ default: [0, 1, 5, 25, 50, 100], minimum: 0, description: 'At which of the kept snapshots, in per cent of the planned steps of their phase.' }),
  },
  scope: 'cell',
  needs: { handle: true, train: true, snapshots: true },
  direction: 'none',
  unit: 'share',
  label: 'gradient dominance',
  shows: [
    { kind: 'stack', pieces: 'blocks', shares: 'start.shares', title: 'Shares of the exits in the gradient of each block, where training with exits starts (reconstruction)' },
    { kind: 'stack', pieces: 'blocks', shares: 'end.shares', title: 'Shares of the exits in the gradient of each block, at the end (reconstruction)' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'finalShare', title: 'Share of the last exit in the gradient of each block (reconstruction)' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'conflict', title: 'Pairs of exits whose gradients point against each other (reconstruction)', unit: 'share of pairs' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'cosine', title: 'Cosine of the last exit’s and the joint gradient (reconstruction)', unit: '' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'energy', title: 'Squared norm of the mean gradient for each weight (reconstruction)', unit: '' },
    { kind: 'table', rows: 'at.label', columns: 'at.centroid', title: 'Depth centroid of the shares, in costs of the last exit (reconstruction)', unit: '' },
  ],
  schema,
  async compute([cell], { batches: count, batch, percent }) {
    const { handle, phases, costs } = needed(cell);
    const blocks = blocksOf(handle.network);
    const batches = miniBatches(handle.splits.train, count, batch);
    const at: (Moment & Measured)[] = [];
    for (const moment of momentsOf(phases, percent)) {
      const weights = await handle.weights(moment);
      const exits = exitsWith(handle.network, weights);
      // One exit alone has all shares: there is nothing to see before the heads are there.
      if (exits.length > 1) at.push({ ...moment, ...(await measure(handle, weights, exits, batches, blocks, costs)) });
    }
    if (at.length === 0) {
      const weights = await handle.weights();
      at.push({ phase: phases.length - 1, name: phases.at(-1)?.name ?? 'start', share: 1, ...(await measure(handle, weights, exitsWith(handle.network, weights), batches, blocks, costs)) });
    }
    const [start, end] = [known(at[0], 'there is one'), known(at.at(-1), 'there is one')];
    const both = <K extends 'finalShare' | 'energy' | 'conflict' | 'cosine'>(field: K) => ({ start: start[field], end: end[field] });
    return {
      definition: 'reconstruction',
      split: 'train',
      batches: batches.length,
      batch: known(batches[0], 'there is one').length,
      blocks: blocks.map((b) => b.id),
      at: at.map((m) => ({ ...m, label: `${m.name}, ${Math.round(10_000 * m.share) / 100} %` })),
      start: summary(start),
      end: summary(end),
      finalShare: both('finalShare'), energy: both('energy'), conflict: both('conflict'), cosine: both('cosine'),
    } satisfies Json;
  },
});

// ---------------------------------------------------------------------------------------------------------------------

function summary({ phase, name, share, exits, shares }: Moment & Measured): Pick<Moment & Measured, 'phase' | 'name' | 'share' | 'exits' | 'shares'> {
  return { phase, name, share, exits, shares };
}

function needed(cell: CellView | undefined): { readonly handle: ModelHandle; readonly phases: CellView['phases']; readonly costs: ReturnType<typeof costsOf> } {
  if (cell?.handle === undefined) throw new ExitbenchError('bad-argument', 'The model handle of one cell is needed.', { at: 'metric-gradient-dominance' });
  return { handle: cell.handle, phases: cell.phases, costs: costsOf(cell) };
}
