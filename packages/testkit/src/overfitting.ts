import {
  type Architecture, type HeadKind, type Json, type Network, type Split, type Task, fromRecipe, joinNetwork, known, randomStream, resolveParams,
  resolvePhases, resolveSeed,
} from '@exitbench/core';
import { chooseEngine, startEngine } from '@exitbench/engines';
import { pooledHead, port } from '@exitbench/nn';
import { predict, runPhase, scoreOutputs } from '@exitbench/training';

import { type Finding, findingsOf } from './finding.ts';
import { type Sample, arraySplit } from './probes/arraySplit.ts';

export interface OverfittingOptions {
  readonly params?: { readonly [name: string]: Json };
  /** Height and width of the images. Default 16. */
  readonly size?: number;
  /** Steps of all 64 samples. Default 120. */
  readonly steps?: number;
  /** Of Adam. Default 0.01. */
  readonly rate?: number;
  /** After every block but the last. Default: nn's `pooled`, which takes maps. */
  readonly head?: HeadKind;
}

/**
 * Whether every exit of an image architecture learns 64 noise images with drawn labels by heart, scored in evaluation
 * mode: gradients reach everything, and the running statistics are those of what was trained on. On the best engine.
 */
export async function checkOverfitting(
  plugin: Architecture, { params = {}, size = 16, steps = 120, rate = 0.01, head = pooledHead }: OverfittingOptions = {},
): Promise<readonly Finding[]> {
  await startEngine(chooseEngine().engine);
  const samples = noise(size);
  const network = build(plugin, params, size, head);
  const [planned] = resolvePhases(
    [
      {
        ...fromRecipe(plugin.recipe('image', resolveParams(plugin.params, params, 'params'))), name: 'joint', train: 'all', snapshots: [], augment: [], batch: 64,
        losses: [{ kind: 'task', at: 'all', reduction: 'sum' }], budget: { steps },
        optimiser: { kind: 'adam', rate, decay: 0, decayScope: 'all', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      },
    ],
    { network, samples: 64, augmentations: [], at: 'overfitting' },
  );
  const { weights } = await runPhase({
    network, planned: known(planned, 'one phase'), seed: resolveSeed(0), splits: { train: samples, validation: samples }, state: {}, evaluationBatch: 64,
  });
  const { heads } = await predict({ network, weights, split: samples, batch: 64 });
  return findingsOf('architecture', Object.entries(heads).flatMap(([exit, outputs]) => {
    const { accuracy } = scoreOutputs(outputs, samples.labels, task);
    return accuracy === 1 ? [] : [{ check: 'overfits', message: `Exit \`${exit}\` knows ${Math.round(64 * accuracy)} of 64 samples that it was trained on ${steps} times.` }];
  }));
}

// ---------------------------------------------------------------------------------------------------------------------

const task: Task = { kind: 'classification', classes: 4 };

function build(plugin: Architecture, params: { readonly [name: string]: Json }, size: number, head: HeadKind): Network {
  const backbone = plugin.build({ input: [port('image', [size, size, 1])], task, params: resolveParams(plugin.params, params, 'params') });
  return joinNetwork(backbone, { placement: 'dense', head, headParams: resolveParams(head.params, {}, 'head') }, task);
}

function noise(size: number): Split {
  const random = randomStream(resolveSeed(0), 'analysis', 'overfitting');
  const draw = (): Sample => ({ inputs: { image: Array.from({ length: size * size }, () => random.normal()) }, label: random.below(4) });
  return arraySplit([port('image', [size, size, 1])], task, Array.from({ length: 64 }, draw));
}
