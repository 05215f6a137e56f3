import { type CellView, ExitbenchError, type Json, type ModelHandle, defineMetric, int, real } from '@exitbench/core';
import { drawColumns, eigvalshRows, representations, takeColumns } from '@exitbench/nn';

import { schema } from './schema.ts';
import { covarianceSpectrum } from './spectrum.ts';
import { type Summary, summarise } from './summaries.ts';
import { testSamples } from './testSamples.ts';

/** How many dimensions the representations after each block really use. */
export const plugin = defineMetric({
  id: 'metric-numerical-rank',
  module: import.meta.url,
  revision: 1,
  title: 'numerical rank',
  description:
    'How many dimensions test samples occupy after each block: eigenvalues of the covariance of the representations above a share of the largest. A reconstruction: the paper has no readable threshold or number of samples.',
  citation: 'Masarczyk et al., The Tunnel Effect: Building Data Representations in Deep Neural Networks, 2023, arXiv 2305.19753',
  params: {
    samples: int({ default: 2000, minimum: 60, maximum: 10_000, description: 'Test samples at most, n: the rank cannot be larger than n − 1.' }),
    features: int({ default: 2000, minimum: 1, maximum: 10_000, description: 'Features of a block at most, m, drawn at random once for all regimes and seeds: the rank cannot be larger than m.' }),
    threshold: real({ default: 1e-3, minimum: 1e-5, maximum: 0.5, description: 'An eigenvalue counts when it is larger than this share of the largest one.' }),
  },
  scope: 'cell',
  needs: { handle: true },
  direction: 'none',
  unit: 'dimensions',
  label: 'numerical rank',
  shows: [
    { kind: 'depth-curve', pieces: 'blocks', values: 'rank', title: 'Numerical rank' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'stableRank', title: 'Stable rank' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'effectiveRank', title: 'Effective rank' },
    { kind: 'depth-curve', pieces: 'blocks', values: 'participationRatio', title: 'Participation ratio' },
    { kind: 'table', rows: 'blocks', columns: 'sizes', title: 'Largest rank possible, features taken, and of how many', unit: 'number' },
  ],
  schema,
  async compute([cell], { samples, features, threshold }) {
    const handle = needed(cell);
    const rows = eigvalshRows();
    const source = testSamples(handle, Math.min(samples, rows));
    const found: Block[] = [];
    for await (const { block, size, values } of representations(handle, await handle.weights(), source)) {
      const taken = drawColumns(`numerical-rank/features/${block}/${size}`, size, Math.min(features, rows));
      const spectrum = await covarianceSpectrum(takeColumns(values, size, taken), source.length, taken.length);
      found.push({ block, of: size, features: taken.length, cap: Math.min(source.length - 1, taken.length), ...summarise(spectrum, threshold) });
    }
    const all = <K extends keyof Block>(key: K): Block[K][] => found.map((b) => b[key]);
    return {
      definition: 'reconstruction',
      split: 'test',
      samples: source.length,
      threshold,
      limit: Number.isFinite(rows) ? rows : null,
      blocks: all('block'),
      rank: all('rank'),
      stableRank: all('stableRank'),
      effectiveRank: all('effectiveRank'),
      participationRatio: all('participationRatio'),
      sizes: { cap: all('cap'), features: all('features'), of: all('of') },
    } satisfies Json;
  },
});

// ---------------------------------------------------------------------------------------------------------------------

interface Block extends Summary {
  readonly block: string;
  readonly of: number;
  readonly features: number;
  readonly cap: number;
}

function needed(cell: CellView | undefined): ModelHandle {
  if (cell?.handle !== undefined) return cell.handle;
  throw new ExitbenchError('bad-argument', 'The model handle of one cell is needed.', { at: 'metric-numerical-rank' });
}
