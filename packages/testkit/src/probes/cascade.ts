import { type CombinerKind, type HeadKind, type Piece, type Port, type Random, type Task, defineArchitecture, defineCombiner, defineHead, known } from '@exitbench/core';
import { block, classifierPiece, dense, opCost, outputOf, port, relu, serial } from '@exitbench/nn';
import * as tf from '@tensorflow/tfjs-core';

import { type Sample, drawSplits } from './arraySplit.ts';
import { type Probe, makeProbe, probeRecipe } from './probe.ts';

const CLASSES = 3;

/** Three dense blocks; what is unusual are its exits. */
export const plugin = defineArchitecture({
  id: 'architecture-probe-cascade',
  module: import.meta.url,
  revision: 1,
  title: 'Cascade',
  description: 'A probe of the contracts: heads that read earlier heads, and combiners of heads.',
  citation: 'Exits after Wołczyk et al., "Zero Time Waste", arXiv 2106.05409',
  params: {},
  supports: ({ input }) => (input.length === 1 && input[0]?.shape.length === 1 && input[0].dtype === 'float32' ? true : { reason: 'It takes one vector a sample.' }),
  build({ input, task }) {
    const blocks: Piece[] = [];
    let from = known(input[0], 'there is one input');
    for (const i of [0, 1, 2]) {
      const piece = block(`block${i}`, from, serial([['linear', dense({ units: 6 })], ['relu', relu()]]));
      blocks.push(piece);
      from = known(piece.outputs[0], 'a block has one output');
    }
    return { inputs: input, blocks, classifier: classifierPiece('classifier', from, dense({ units: outputOf(task).shape[0] ?? 1 }), task) };
  },
  recipe: probeRecipe,
});

/** A linear layer on the features and on the answers of all earlier heads, into which no gradient flows. */
export const cascadeHead: HeadKind = defineHead({
  id: 'probe-cascade',
  module: import.meta.url,
  title: 'Cascading',
  description: 'Reads the features and, detached, the answers of the heads before it.',
  params: {},
  supports: ({ outputs }) => (outputs[0]?.shape.length === 1 ? true : { reason: 'It takes a vector.' }),
  build({ id, block: { outputs }, earlier, task }) {
    const features = known(outputs[0], 'a block has one output');
    const output = outputOf(task);
    const units = output.shape[0] ?? 1;
    const answers = earlier.map((head): Port => ({ ...answerOf(head), detached: true }));
    const inputs = [features, ...answers];
    const linear = dense({ units })(`${id}/linear`, [inputs.reduce((sum, p) => sum + (p.shape[0] ?? 0), 0)]);
    return {
      id, inputs, outputs: [output], output: output.name, representation: output.name,
      weights: linear.weights, costs: linear.costs, spec: { cascade: linear.spec },
      apply: (x, weights, pass) => ({ [output.name]: linear.apply(tf.concat(inputs.map((p) => known(x[p.name], 'given')), 1), weights, pass) }),
    };
  },
});

/**
 * The logits of exp(mean over heads i of exp(gateᵢ) · log pᵢ + bias), normalised by whatever softmax reads them:
 * the geometric ensemble of Wołczyk et al., arXiv 2106.05409, equation 4.
 */
export const geometricCombiner: CombinerKind = defineCombiner({
  id: 'probe-geometric',
  module: import.meta.url,
  title: 'Geometric ensemble',
  description: 'A weighted geometric mean of the probabilities of all heads so far.',
  params: {},
  build({ id, heads, task }): Piece {
    const inputs = heads.map(answerOf);
    const output = outputOf(task);
    const classes = output.shape[0] ?? 1;
    return {
      id, inputs, outputs: [output], output: output.name, representation: output.name,
      weights: [
        { path: `${id}/gate`, shape: [heads.length], init: { kind: 'normal', deviation: 0.01 }, role: 'gate' },
        { path: `${id}/bias`, shape: [classes], init: { kind: 'constant', value: 0 }, role: 'bias' },
      ],
      costs: [opCost('ensemble', 0, heads.length * 4 * classes)],
      spec: { ensemble: 'geometric' },
      apply(x, weights) {
        const logs = tf.stack(inputs.map((p) => tf.logSoftmax(known(x[p.name], 'given'))));
        const gates = tf.reshape(tf.exp(known(weights[`${id}/gate`], 'given')), [inputs.length, 1, 1]);
        return { [output.name]: tf.add(tf.mean(tf.mul(logs, gates), 0), known(weights[`${id}/bias`], 'given')) };
      },
    };
  },
});

/** The probe with its data: the nearest of three centres. */
export function cascadeProbe(): Probe {
  const task: Task = { kind: 'classification', classes: CLASSES };
  const input = [port('point', [4])];
  return makeProbe({
    name: 'cascade', task, input, architecture: plugin, head: cascadeHead, combiner: geometricCombiner,
    splits: drawSplits('cascade', input, task, points),
  });
}

// ---------------------------------------------------------------------------------------------------------------------

/** What a head answers, by a name that says whose answer it is. */
function answerOf(head: Piece): Port {
  const output = known(head.outputs.find((p) => p.name === head.output), 'a head answers');
  return { ...output, name: `${head.id}.${output.name}` };
}

function points(random: Random): Sample {
  const label = random.below(CLASSES);
  const point = Array.from({ length: 4 }, (_, axis) => 0.5 * random.normal() + (axis === label ? 1.5 : 0));
  return { inputs: { point }, label };
}
