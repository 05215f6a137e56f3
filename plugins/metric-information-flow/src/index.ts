import { type CellView, ExitbenchError, type ModelHandle, type Split, type WeightValues, defineMetric, int, known } from '@exitbench/core';
import { representations, takeColumns } from '@exitbench/nn';

import { squaredDistances } from './distances.ts';
import { entropyOf } from './information.ts';
import { probe } from './probe.ts';
import { probeColumns } from './probeColumns.ts';
import { type BlockFacts, boundsOf, resultOf } from './result.ts';
import { someOf } from './samples.ts';
import { schema } from './schema.ts';

/** How much the representation after each block tells of the sample, and of its class. */
export const plugin = defineMetric({
  id: 'metric-information-flow',
  module: import.meta.url,
  revision: 1,
  title: 'information flow',
  description:
    'Mutual information of the representation after each block, with Gaussian noise of five sizes added, with the test image, I(X;Z), and with its class, I(Z;Y): bounds from pairwise distances, and a linear probe as a check. σ is in units of a block’s root mean square distance from its mean; where I(X;Z) among samples of one class takes 0.95 of the most that it can be, the noise is too small for I(Z;Y) to say anything. A reconstruction: the paper’s noise is not known.',
  citation: 'Kolchinsky and Tracey, Estimating Mixture Entropy with Pairwise Distances, Entropy 19(7), 2017, arXiv 1706.02419',
  params: {
    samples: int({ default: 2000, minimum: 60, maximum: 10_000, description: 'Test samples at most, n: no information can be larger than ln n. Time and memory grow with n².' }),
    probeSamples: int({ default: 2000, minimum: 60, maximum: 100_000, description: 'Training samples that the linear probe is fitted to, at most.' }),
    probeFeatures: int({ default: 256, minimum: 1, maximum: 1024, description: 'Features of a block that the linear probe reads at most, drawn at random once for all regimes and seeds.' }),
  },
  scope: 'cell',
  needs: { handle: true, train: true },
  serves: ['classification'],
  direction: 'none',
  unit: 'nat',
  label: 'information',
  shows: [
    { kind: 'depth-curve', pieces: 'blocks', values: 'zy', title: 'I(Z;Y) at noise σ, reconstruction' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'xz', title: 'I(X;Z) at noise σ, upper bound, reconstruction' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'lower.xz', title: 'I(X;Z) at noise σ, lower bound, reconstruction' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'lower.zy', title: 'I(Z;Y) at noise σ by the lower bounds, reconstruction' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'probe', title: 'I(Z;Y) without noise, lower bound by a linear probe' },
    { kind: 'table', rows: 'blocks', columns: 'share.within', title: 'I(X;Z) among samples of one class, of the most that it can be, at noise σ: from 0.95 on I(Z;Y) is saturated', unit: 'share' },
    { kind: 'table', rows: 'blocks', columns: 'share.xz', title: 'I(X;Z) of ln n, at noise σ: from 0.95 on it is saturated', unit: 'share' },
  ],
  schema,
  async compute([cell], { samples, probeSamples, probeFeatures }) {
    const handle = needed(cell);
    const weights = await handle.weights();
    const [test, train] = [someOf(handle.splits.test, 'test', samples), someOf(handle.splits.train, 'train', probeSamples)];
    const [unseen, seen] = [classesOf(test), classesOf(train)];
    const fitted = await probeFeaturesOf(handle, weights, train, probeFeatures);
    const facts: BlockFacts[] = [];
    for await (const { block, size, values } of representations(handle, weights, test)) {
      const { scale, squares } = await squaredDistances(values, test.length, size);
      const read = takeColumns(values, size, probeColumns(block, size, probeFeatures));
      const probed = probe({ features: known(fitted.get(block), 'of every block'), labels: seen }, { features: read, labels: unseen });
      facts.push({ block, scale, bounds: boundsOf(squares, unseen), probed });
    }
    return resultOf(facts, test.length, entropyOf(unseen));
  },
});

// ---------------------------------------------------------------------------------------------------------------------

function classesOf({ labels }: Split): Int32Array {
  if (labels instanceof Int32Array) return labels;
  throw new ExitbenchError('bad-argument', 'Classes are needed.', { at: 'metric-information-flow', hint: 'Leave it to data sets with classes.' });
}

/** What the probe of each block is fitted to: samples × its columns. */
async function probeFeaturesOf(handle: ModelHandle, weights: WeightValues, train: Split, most: number): Promise<ReadonlyMap<string, Float32Array>> {
  const features = new Map<string, Float32Array>();
  for await (const { block, size, values } of representations(handle, weights, train)) features.set(block, takeColumns(values, size, probeColumns(block, size, most)));
  return features;
}

function needed(cell: CellView | undefined): ModelHandle {
  if (cell?.handle !== undefined) return cell.handle;
  throw new ExitbenchError('bad-argument', 'The model handle of one cell is needed.', { at: 'metric-information-flow' });
}
