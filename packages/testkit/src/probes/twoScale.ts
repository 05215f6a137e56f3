import { type Piece, type Port, type Random, type Task, defineArchitecture, known } from '@exitbench/core';
import { type LayerMaker, batchNorm, classifierPiece, conv2d, dense, gapHead, globalAveragePool, port, relu, serial } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { type Sample, drawSplits } from './arraySplit.ts';
import { type Probe, makeProbe, probeRecipe } from './probe.ts';

/** Two tensors pass between blocks, as in multi-scale dense networks (Huang et al., arXiv 1703.09844). */
export const plugin = defineArchitecture({
  id: 'architecture-probe-two-scale',
  module: import.meta.url,
  revision: 1,
  title: 'Two scales',
  description: 'A probe of the contracts: blocks hand on a fine and a coarse map.',
  citation: 'After Huang et al., "Multi-Scale Dense Networks", arXiv 1703.09844',
  params: {},
  supports: ({ input, modality }) =>
    modality === 'image' && input.length === 1 && input[0]?.shape.length === 3 ? true : { reason: 'It takes one image of [height, width, channels] a sample.' },
  build({ input, task }) {
    const image = known(input[0], 'there is one input');
    const first = firstBlock(image);
    const [fine, coarse] = first.outputs as [Port, Port];
    const units = task.kind === 'classification' ? task.classes : 1;
    return {
      inputs: input,
      blocks: [first, scaleBlock('block1', fine, coarse, true), scaleBlock('block2', fine, coarse, false)],
      classifier: classifierPiece('classifier', coarse, serial([['pool', globalAveragePool()], ['linear', dense({ units })]]), task),
    };
  },
  recipe: probeRecipe,
});

/** The probe with its data: which of three bands of the picture is bright. */
export function twoScaleProbe(): Probe {
  const task: Task = { kind: 'classification', classes: 3 };
  const input = [port('image', [8, 8, 1])];
  return makeProbe({ name: 'two-scale', task, input, architecture: plugin, head: gapHead, splits: drawSplits('two-scale', input, task, bands) });
}

// ---------------------------------------------------------------------------------------------------------------------

const FINE = 3;
const COARSE = 4;

function convolution(filters: number, stride: number): LayerMaker {
  return serial([['conv', conv2d({ filters, kernel: 3, stride, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]]);
}

function firstBlock(image: Port): Piece {
  const fine = convolution(FINE, 1)('block0/fine', image.shape);
  const coarse = convolution(COARSE, 2)('block0/coarse', fine.shape);
  return {
    id: 'block0',
    inputs: [image],
    outputs: [port('fine', fine.shape), port('coarse', coarse.shape)],
    representation: 'coarse',
    weights: [...fine.weights, ...coarse.weights],
    costs: [...fine.costs, ...coarse.costs],
    spec: { fine: fine.spec, coarse: coarse.spec },
    apply(x, weights, pass) {
      const f = fine.apply(known(x[image.name], 'given'), weights, pass);
      return { fine: f, coarse: coarse.apply(f, weights, pass) };
    },
  };
}

/** Coarse from coarse and from fine; fine from fine, unless nothing reads it. */
function scaleBlock(id: string, fineIn: Port, coarseIn: Port, handsOnFine: boolean): Piece {
  const across = convolution(COARSE, 2)(`${id}/across`, fineIn.shape);
  const coarse = convolution(COARSE, 1)(`${id}/coarse`, coarseIn.shape);
  const fine = handsOnFine ? [convolution(FINE, 1)(`${id}/fine`, fineIn.shape)] : [];
  const layers = [across, coarse, ...fine];
  return {
    id,
    inputs: [fineIn, coarseIn],
    outputs: handsOnFine ? [fineIn, coarseIn] : [coarseIn],
    representation: 'coarse',
    weights: layers.flatMap((l) => l.weights),
    costs: layers.flatMap((l) => l.costs),
    spec: { across: across.spec, coarse: coarse.spec, fine: fine.map((l) => l.spec) },
    apply(x, weights, pass) {
      const [f, c] = [known(x['fine'], 'given'), known(x['coarse'], 'given')];
      const sum = tf.add(coarse.apply(c, weights, pass), across.apply(f, weights, pass));
      return { coarse: sum, ...Object.fromEntries(fine.map((l) => ['fine', l.apply(f, weights, pass)])) };
    },
  };
}

function bands(random: Random): Sample {
  const label = random.below(3);
  const image = Array.from({ length: 64 }, (_, i) => 0.3 * random.normal() + (Math.floor((i * 3) / 64) === label ? 1 : 0));
  return { inputs: { image }, label };
}
