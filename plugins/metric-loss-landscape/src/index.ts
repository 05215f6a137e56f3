import {
  type CellView, ExitbenchError, type Json, type ModelHandle, type ResolvedTerm, type WeightSpec, ancestorsOf, defineMetric, int, known, nodeOf, oneOf,
  randomStream, real, resolveSeed, subset, uniqueWeights,
} from '@exitbench/core';

import { type Direction, filterNormalised, moved, normOf, ofLength } from './direction.ts';
import { type Losses, coordinates, overPlane, sharpness, summarise } from './landscape.ts';
import { schema } from './schema.ts';

/** The root of the directions' randomness: the same for all regimes and seeds. */
const SEED = 0;
/** Distances from the solution at which the loss is looked at, in units of the weights' norm. */
const RADII = [0.05, 0.1, 0.25];
const TRAINING = 'training loss';

/** The losses on a random plane through the weights, and how fast they rise along random lines. */
export const plugin = defineMetric({
  id: 'metric-loss-landscape',
  module: import.meta.url,
  revision: 1,
  title: 'loss landscape',
  description: 'Losses of every exit and their mean on a random plane through the trained weights, filter by filter as long as they; how much the loss rises at some distance, and how much of the plane is low (reconstruction).',
  citation: 'Li et al., Visualizing the Loss Landscape of Neural Nets, NeurIPS 2018, arXiv 1712.09913',
  params: {
    steps: int({ default: 15, minimum: 3, maximum: 101, description: 'Points along each axis of the plane; an odd number has the trained weights among them.' }),
    images: int({ default: 1000, minimum: 60, description: 'Training samples that the losses are means over: the first of the training split, not augmented.' }),
    lines: int({ default: 10, minimum: 1, maximum: 100, description: 'Random directions that sharpness is a mean over.' }),
    zoom: real({ default: 1, minimum: 0.125, maximum: 128, description: 'The plane reaches half the norm of the weights over this, to each side.' }),
    oneDim: oneOf(['zero', 'library'], { default: 'zero', description: 'Biases and norms: `zero` leaves them where they are, `library` moves each by its own size, either way.' }),
    part: oneOf(['all', 'heads', 'backbone'], { default: 'all', description: 'The weights that move; lengths are in units of their norm. `heads` are those of exits but the last.' }),
    surfaces: oneOf(['ends', 'all'], { default: 'ends', description: 'Surfaces that are kept: of the training loss and the last exit, or of every exit. Numbers are given for all in either case.' }),
  },
  scope: 'cell',
  needs: { handle: true, train: true },
  direction: 'none',
  unit: 'nat',
  label: 'loss landscape',
  shows: [
    { kind: 'surface', title: 'loss on a filter-normalised random plane (reconstruction)', x: 'plane.x', y: 'plane.y', z: 'plane.z' },
    { kind: 'table', title: 'sharpness: mean rise of the loss along random lines (reconstruction)', rows: 'outputs', columns: 'sharpness' },
    { kind: 'table', title: 'share of the plane within ln 2 of its lowest loss (reconstruction)', unit: 'share of points', rows: 'outputs', columns: 'flat' },
  ],
  schema,
  async compute([cell], { steps, images, lines, zoom, oneDim, part, surfaces }) {
    const handle = handleOf(cell);
    const exits = (cell?.exits ?? []).map((e) => e.name);
    const source = subset(handle.splits.train, Int32Array.from({ length: Math.min(images, handle.splits.train.length) }, (_, i) => i));
    const values = await handle.weights();
    const specs = trainedOf(handle, exits, part);
    const norm = finiteNorm(Object.fromEntries(specs.map(({ path }) => [path, known(values[path], `${path} has a value`).values])));
    const direction = (name: string): Direction =>
      ofLength(filterNormalised(specs, values, oneDim, (path) => randomStream(resolveSeed(SEED), 'analysis', `loss-landscape/${name}/${path}`)), norm);
    const lossesAt = async (...moves: readonly (readonly [number, Direction])[]): Promise<Losses> => {
      const byExit = await handle.losses(moved(values, ...moves), source, exits.map(taskAt));
      return [byExit.reduce((a, b) => a + b, 0) / byExit.length, ...byExit].map(finite);
    };

    const [first, second] = [direction('first'), direction('second')];
    const axis = coordinates(steps, zoom);
    const centre = await lossesAt();
    const plane = await overPlane(axis, axis, (x, y) => lossesAt([x, first], [y, second]));
    const rises = await sharpness(centre, RADII, lines, (line, radius) => lossesAt([radius, direction(`line ${line}`)]));

    const outputs = [TRAINING, ...exits];
    const summaries = outputs.map((_, k) => summarise(plane, k));
    const kept = outputs.map((name, k) => [name, known(summaries[k], 'one each').surface] as const).filter((_, k) => surfaces === 'all' || k === 0 || k === exits.length);
    return {
      definition: 'reconstruction', seed: SEED, part, images: source.length, norm, lines, radii: RADII, outputs,
      loss: [...centre],
      sharpness: Object.fromEntries(RADII.map((radius, r) => [`at ${radius} ‖θ‖`, [...known(rises[r], 'one each')]])),
      flat: summaries.map((s) => s.flat),
      plane: { x: axis, y: axis, z: Object.fromEntries(kept), axes: { x: 'first random direction, in ‖θ‖', y: 'second random direction, in ‖θ‖' } },
    } satisfies Json;
  },
});

// ---------------------------------------------------------------------------------------------------------------------

function handleOf(cell: CellView | undefined): ModelHandle {
  if (cell?.handle === undefined) throw new ExitbenchError('bad-argument', 'The handle of one cell is needed.', { at: 'metric-loss-landscape' });
  return cell.handle;
}

/** The weights of a part that some exit needs. Running statistics are estimates, not weights: they stay. */
function trainedOf({ network }: ModelHandle, exits: readonly string[], part: 'all' | 'heads' | 'backbone'): readonly WeightSpec[] {
  const nodes = ancestorsOf(network, network.exits.filter((e) => exits.includes(e.name)).map((e) => e.head)).map((id) => nodeOf(network, id));
  const chosen = nodes.filter((n) => part === 'all' || (n.part === 'head' || n.part === 'combiner') === (part === 'heads'));
  return uniqueWeights(chosen.map((n) => n.piece)).filter((w) => w.statistic !== true);
}

function taskAt(exit: string): ResolvedTerm {
  return { kind: 'task', at: [exit], of: 'head', weight: 1, reduction: 'sum', smoothing: 0 };
}

function finiteNorm(values: { readonly [path: string]: Float32Array }): number {
  const norm = normOf(values);
  if (!Number.isFinite(norm)) throw new ExitbenchError('diverged', 'The weights are not all finite numbers.', { at: 'metric-loss-landscape', hint: 'Look for weights that diverged.' });
  return norm;
}

function finite(loss: number): number {
  if (!Number.isFinite(loss)) throw new ExitbenchError('diverged', 'The loss is no number at a point of the plane.', { at: 'metric-loss-landscape', hint: 'Raise `zoom`: the plane then stays nearer to the weights.' });
  return loss;
}
