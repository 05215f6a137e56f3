import { type CellView, ExitbenchError, type Json, type ModelHandle, defineMetric, flag, int, known } from '@exitbench/core';

import { barrier, excess } from './barrier.ts';
import { type Compared, type Pair, compared, pairName, pairsOf, ranked } from './pairs.ts';
import { type Named, planeThrough } from './plane.ts';
import { type Probe, type Score, createProbe } from './probe.ts';
import { schema } from './schema.ts';
import { type Solution, between, distance, normOf, solutionOf } from './solution.ts';

/** Where between two solutions single blocks are looked at, in quarters of the way. */
const QUARTERS = [1, 2, 3];

/** Whether the loss stays low on straight lines between the solutions of one seed, and on the plane through three of them. */
export const plugin = defineMetric({
  id: 'metric-mode-connectivity',
  module: import.meta.url,
  revision: 1,
  title: 'mode connectivity',
  description: 'How much higher than at its ends the loss is on the straight line between the weights that two regimes found, beside the same for one regime in two orders of the data; block by block, and on the plane through three solutions (reconstruction).',
  citation: 'Frankle, Dziugaite, Roy and Carbin, Linear Mode Connectivity and the Lottery Ticket Hypothesis, ICML 2020, arXiv 1912.05671',
  params: {
    steps: int({ default: 10, minimum: 2, maximum: 100, description: 'Parts that a path is cut into: α = 0, 1/steps, …, 1.' }),
    images: int({ default: 1000, minimum: 60, description: 'Training samples on which statistics are re-estimated at every point, and as many others that the loss is a mean over; where there are not twice as many, all serve both.' }),
    testImages: int({ default: 1000, minimum: 60, description: 'Test samples on which errors are counted, on paths only.' }),
    paths: flag({ default: true, description: 'Whether paths are walked. Without them there are no barriers of whole networks, which one metric beside this one may have on more seeds.' }),
    layers: flag({ default: false, description: 'Barriers of single blocks too: six networks for each block of each pair.' }),
    plane: int({ default: 15, minimum: 0, maximum: 101, description: 'Points along each axis of the plane through the first three ranked solutions; below 2 there is none.' }),
  },
  scope: { over: 'regime' },
  needs: { handle: true, train: true },
  direction: 'none',
  unit: 'nat',
  label: 'mode connectivity',
  shows: [
    { kind: 'table', title: 'barriers between solutions (reconstruction)', rows: 'pairs.name', columns: 'barriers' },
    { kind: 'curve', title: 'training loss on the line between two solutions (reconstruction)', x: 'alphas', y: 'loss' },
    { kind: 'curve', title: 'test error on the line between two solutions (reconstruction)', unit: 'share of samples', x: 'alphas', y: 'error' },
    { kind: 'depth-curve', title: 'barriers of single blocks (reconstruction)', pieces: 'layers.pieces', values: 'layers.barrier' },
    { kind: 'plane', title: 'training loss on the plane through three solutions (reconstruction)', x: 'plane.x', y: 'plane.y', z: 'plane.z', points: 'plane.points' },
  ],
  schema,
  async compute(cells, { steps, images, testImages, paths: walks, layers, plane }) {
    const probe = createProbe(handleOf(cells[0]), { images, testImages });
    const ends = new Map<Compared, End>();
    const all = compared(cells);
    for (const one of all) ends.set(one, await endOf(one, probe));
    const end = (one: Compared): End => known(ends.get(one), 'every cell is an end');

    const pairs = pairsOf(all);
    const alphas = walks ? Array.from({ length: steps + 1 }, (_, k) => k / steps) : [];
    const paths: Path[] = [];
    if (walks) for (const pair of pairs) paths.push(await pathOf(pair, end(pair.a), end(pair.b), alphas, probe));
    const single: { [pair: string]: readonly number[] } = {};
    if (layers) for (const pair of pairs) single[pairName(pair)] = await layerBarriers(end(pair.a), end(pair.b), probe);
    const [first, second, third] = ranked(all).map((one): Named => ({ label: one.arm.label, solution: end(one).solution }));
    const drawn = first !== undefined && second !== undefined && third !== undefined && plane > 1 ? await planeThrough(probe, [first, second, third], plane) : undefined;

    const byName = (of: (path: Path) => readonly number[]): { readonly [pair: string]: readonly number[] } => Object.fromEntries(paths.map((path) => [path.facts.name, of(path)]));
    return {
      definition: 'reconstruction',
      samples: probe.samples,
      cells: all.map((one) => {
        const { solution, score, own } = end(one);
        const { label, regime, role, order } = one.arm;
        return { label, regime, role, order, norm: normOf(solution), ...score, ownLoss: own.loss, ownError: own.error };
      }),
      alphas,
      pairs: paths.map((path) => path.facts),
      barriers: {
        'training loss, nats': paths.map(({ facts }) => facts.barrier),
        'test error': paths.map(({ facts }) => facts.errorBarrier),
        'distance, in norms': paths.map(({ facts }) => facts.distance),
      },
      loss: byName((path) => path.scores.map((s) => s.loss)),
      error: byName((path) => path.scores.map((s) => s.error)),
      layers: { pieces: layers ? probe.pieces.map((p) => p.id) : [], alphas: layers ? QUARTERS.map((k) => k / 4) : [], barrier: single },
      plane: drawn ?? { x: [], y: [], z: [], points: [], distances: [], axes: { x: '', y: '', unit: '' } },
    } as unknown as Json; // interfaces have no index signature; the schema checks the content
  },
});

// ---------------------------------------------------------------------------------------------------------------------

/** A solution, what it scores with statistics re-estimated for it, and with those that its training left. */
interface End {
  readonly solution: Solution;
  readonly score: Score;
  readonly own: Score;
}

interface Path {
  readonly facts: { readonly name: string; readonly a: string; readonly b: string; readonly kind: Pair['kind']; readonly barrier: number; readonly errorBarrier: number; readonly distance: number };
  readonly scores: readonly Score[];
}

function handleOf(cell: CellView | undefined): ModelHandle {
  if (cell?.handle === undefined) throw new ExitbenchError('bad-argument', 'The handle of each cell is needed.', { at: 'metric-mode-connectivity' });
  return cell.handle;
}

async function endOf({ cell }: Compared, probe: Probe): Promise<End> {
  const values = await handleOf(cell).weights();
  const solution = solutionOf(values, probe.weights);
  return { solution, score: await probe.score(solution), own: await probe.scoreOf(values) };
}

async function pathOf(pair: Pair, a: End, b: End, alphas: readonly number[], probe: Probe): Promise<Path> {
  const scores = [a.score];
  const n = alphas.length - 1;
  for (let k = 1; k < n; k++) scores.push(await probe.score(between(a.solution, b.solution, k, n)));
  scores.push(b.score);
  const facts = {
    name: pairName(pair), a: pair.a.arm.label, b: pair.b.arm.label, kind: pair.kind,
    barrier: barrier(alphas, scores.map((s) => s.loss)),
    errorBarrier: barrier(alphas, scores.map((s) => s.error)),
    // In units of the mean of the two norms: the same from either end.
    distance: (2 * distance(a.solution, b.solution)) / (normOf(a.solution) + normOf(b.solution)),
  };
  return { facts, scores };
}

/**
 * For each block the barrier when it alone goes from the first solution to the second, mean of both sides: in the first
 * network, and in the second (after Adilova et al., Layer-wise Linear Mode Connectivity, arXiv 2307.06966).
 */
async function layerBarriers(a: End, b: End, probe: Probe): Promise<readonly number[]> {
  const barriers: number[] = [];
  for (const { weights } of probe.pieces) {
    const paths = weights.map((w) => w.path);
    let sum = 0;
    for (const [from, to] of [[a, b], [b, a]] as const) {
      const curve: number[] = [];
      for (const k of QUARTERS) curve.push(await probe.loss(between(from.solution, to.solution, k, 4, paths)));
      sum += excess(QUARTERS.map((k) => k / 4), curve, from.score.loss, to.score.loss);
    }
    barriers.push(sum / 2);
  }
  return barriers;
}
