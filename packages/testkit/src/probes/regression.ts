import { type HeadKind, type Piece, type Random, type Task, defineArchitecture, defineHead, known } from '@exitbench/core';
import { batchNorm, block, classifierPiece, dense, outputOf, port, serial, tanh } from '@exitbench/nn';

import { type Sample, drawSplits } from './arraySplit.ts';
import { type Probe, makeProbe, probeRecipe } from './probe.ts';

/** One value a sample instead of classes; normalised vectors between blocks. */
export const plugin = defineArchitecture({
  id: 'architecture-probe-regression',
  module: import.meta.url,
  revision: 1,
  title: 'Regression',
  description: 'A probe of the contracts: exits that give a value.',
  citation: 'none: written for tests',
  params: {},
  supports: ({ input }) => (input.length === 1 && input[0]?.shape.length === 1 && input[0].dtype === 'float32' ? true : { reason: 'It takes one vector a sample.' }),
  build({ input, task }) {
    const blocks: Piece[] = [];
    let from = known(input[0], 'there is one input');
    for (const i of [0, 1, 2]) {
      const piece = block(`block${i}`, from, serial([['linear', dense({ units: 5 })], ['norm', batchNorm()], ['tanh', tanh()]]));
      blocks.push(piece);
      from = known(piece.outputs[0], 'a block has one output');
    }
    return { inputs: input, blocks, classifier: classifierPiece('classifier', from, dense({ units: outputOf(task).shape[0] ?? 1 }), task) };
  },
  recipe: probeRecipe,
});

/** One linear layer on a vector. */
export const linearHead: HeadKind = defineHead({
  id: 'probe-linear',
  module: import.meta.url,
  title: 'Linear',
  description: 'One linear layer.',
  params: {},
  supports: ({ outputs }) => (outputs[0]?.shape.length === 1 ? true : { reason: 'It takes a vector.' }),
  build: ({ id, block: { outputs }, task }) =>
    classifierPiece(id, known(outputs[0], 'a block has one output'), dense({ units: outputOf(task).shape[0] ?? 1 }), task),
});

/** The probe with its data: a smooth function of four numbers. */
export function regressionProbe(): Probe {
  const task: Task = { kind: 'regression', range: [-1, 1] };
  const input = [port('point', [4])];
  return makeProbe({ name: 'regression', task, input, architecture: plugin, head: linearHead, splits: drawSplits('regression', input, task, slope) });
}

// ---------------------------------------------------------------------------------------------------------------------

function slope(random: Random): Sample {
  const point = Array.from({ length: 4 }, () => random.normal());
  const [a = 0, b = 0] = point;
  const sum = a - 0.5 * b;
  return { inputs: { point }, label: sum / (1 + Math.abs(sum)) };
}
