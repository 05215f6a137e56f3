import { ExitbenchError, type Network, type PlannedPhase, type Regime, type Splits, type WeightValues, joinNetwork, resolveSeed } from '@exitbench/core';
import { startEngine } from '@exitbench/engines';
import { batchNorm, block, classifierPiece, conv2d, dense, gapHead, globalAveragePool, port, relu, serial } from '@exitbench/nn';
import { runPhase } from '@exitbench/training';

import { type Canary, canaryDataset } from './canary.ts';
import { type Fault, type Finding, findingsOf } from './finding.ts';
import { planRegime } from './planRegime.ts';
import { probeRecipe } from './probes/probe.ts';

/**
 * Trains a small network on the canary data set with a regime's phases, for real, on the `cpu` engine. Training is handed
 * all three splits, more than it is given in a run, and must touch neither the test split, ever, nor the validation
 * split, unless a phase stops early or restores its best weights.
 *
 * @param open gives the canary's splits; a test of this check hands over wrong ones
 */
export async function checkCanary(
  regime: Regime, params: { readonly [name: string]: unknown } = {}, open: (canary: Canary) => Promise<Splits> = ({ dataset }) => dataset.open({}),
): Promise<readonly Finding[]> {
  await startEngine('cpu');
  const canary = canaryDataset({ size: 8 });
  const splits = await open(canary);
  const network = smallNetwork(canary);
  const { phases } = planRegime(regime, params, { network, recipe: probeRecipe(), epochs: 2, samples: splits.train.length });
  const asked = phases.some(({ phase }) => phase.kind === 'train' && (phase.stop !== null || phase.restore === 'best'));
  let state: WeightValues = {};
  const faults: Fault[] = [];
  try {
    for (const planned of phases) {
      const { weights } = await runPhase({ network, planned, seed: resolveSeed(0), splits, state, evaluationBatch: 16 });
      faults.push(...checkFrozen(network, planned.phase, state, weights));
      state = weights;
    }
  } catch (error) {
    const check = error instanceof ExitbenchError && error.code === 'frozen-changed' ? 'frozen' : 'test-read';
    return findingsOf('regime', [{ check, message: `\`${regime.id}\` fails on the canary data set: ${String(error)}` }]);
  }
  const reads = canary.validationReads();
  if (!asked && reads > 0) faults.push({ check: 'validation-read', message: `\`${regime.id}\` asks for no validation, and it was read ${reads} times.` });
  return findingsOf('regime', faults);
}

// ---------------------------------------------------------------------------------------------------------------------

/** Compares what a phase leaves alone to the bit, statistics included. */
function checkFrozen(network: Network, phase: PlannedPhase['phase'], before: WeightValues, after: WeightValues): readonly Fault[] {
  if (phase.kind !== 'train') return [];
  const moved = [...phase.train, ...phase.fresh];
  const paths = network.nodes.filter((n) => !moved.includes(n.piece.id)).flatMap((n) => n.piece.weights.map((w) => w.path));
  return paths
    .filter((path) => before[path] !== undefined && before[path].values.some((v, i) => !Object.is(v, after[path]?.values[i])))
    .map((path) => ({ check: 'frozen', message: `A phase does not train \`${path}\`, and changes it.` }));
}

function smallNetwork({ dataset: { input, task } }: Canary): ReturnType<typeof joinNetwork> {
  const unit = (filters: number) => serial([['conv', conv2d({ filters, kernel: 3, stride: 2, padding: 1 })], ['norm', batchNorm()], ['relu', relu()]]);
  const image = input[0] ?? port('image', [8, 8, 1]);
  const backbone = {
    inputs: input,
    blocks: [block('block0', image, unit(4)), block('block1', port('features', [4, 4, 4]), unit(4)), block('block2', port('features', [2, 2, 4]), unit(8))],
    classifier: classifierPiece('classifier', port('features', [1, 1, 8]), serial([['pool', globalAveragePool()], ['linear', dense({ units: 4 })]]), task),
  };
  return joinNetwork(backbone, { placement: 'dense', head: gapHead, headParams: {} }, task, 'canary');
}
