import {
  type InferenceCosts, type Network, type Phase, type PlannedPhase, type Recipe, type RegimeSurroundings, checkRecipe, inferenceCosts, known, nodeOf,
  pieceCost, resolvePhases,
} from '@exitbench/core';

import { buildNetwork } from './buildNetwork.ts';
import { callPlugin } from './guard.ts';
import { datasetLabel, exitsLabel, regimeLabel, useLabel } from './labels.ts';
import type { Plugins, ResolvedBenchmark, ResolvedDataset, ResolvedExits, ResolvedRegime, ResolvedUse } from './resolvedBenchmark.ts';

/** An arm is off its budget when it spends more or less than this share of it. */
const TOLERANCE = 0.01;

/** One architecture × data set × exits × regime × budget. */
export interface ArmChoice {
  readonly id: string;
  readonly dataset: ResolvedDataset;
  readonly architecture: ResolvedUse;
  readonly exits: ResolvedExits;
  readonly regime: ResolvedRegime;
  /** T of its training budget. */
  readonly epochs: number;
}

/** An arm that can be run. */
export interface Arm extends ArmChoice {
  readonly excluded: null;
  readonly network: Network;
  readonly recipe: Recipe;
  /** B in multiply-accumulates. */
  readonly budget: number;
  readonly phases: readonly PlannedPhase[];
  /** Planned multiply-accumulates of training, heads included. */
  readonly macs: number;
  /** (macs − B) / B. */
  readonly deviation: number;
  /** Whether it spends its budget to within one per cent. */
  readonly onBudget: boolean;
  readonly costs: InferenceCosts;
}

/** An arm that cannot be run, with the sentence that says why. */
export interface ExcludedArm extends ArmChoice {
  readonly excluded: string;
}

/** The arms of a benchmark, in the order of its axes: data sets, architectures, exits, budgets, regimes. */
export function planArms(benchmark: ResolvedBenchmark, plugins: Plugins): readonly (Arm | ExcludedArm)[] {
  const axis = `${benchmark.id}.${benchmark.profile}`;
  return benchmark.datasets.flatMap((dataset, d) =>
    benchmark.architectures.flatMap((architecture, a) =>
      benchmark.exits.flatMap((exits, e) => {
        const built = buildNetwork(dataset, architecture, exits, plugins, `${axis}.datasets[${d}].architectures[${a}].exits[${e}]`);
        return benchmark.epochs.flatMap((epochs) => benchmark.regimes.map((regime, r): Arm | ExcludedArm => {
          const parts = { dataset, architecture, exits, regime, epochs };
          const choice = { ...parts, id: armId(parts, benchmark.namesEpochs, plugins) };
          return 'reason' in built ? { ...choice, excluded: built.reason } : planArm(choice, built.network, benchmark, plugins, `${axis}.regimes[${r}]`);
        }));
      }),
    ),
  );
}

// ---------------------------------------------------------------------------------------------------------------------

function armId({ dataset, architecture, exits, regime, epochs }: Omit<ArmChoice, 'id'>, namesEpochs: boolean, plugins: Plugins): string {
  const params = (map: ReadonlyMap<string, { readonly params: Parameters<typeof useLabel>[1] }>, id: string): Parameters<typeof useLabel>[1] =>
    known(map.get(id), 'resolved plugins are collected').params;
  return [
    datasetLabel(dataset),
    useLabel(architecture, params(plugins.architectures, architecture.id), 'architecture'),
    exitsLabel(
      exits,
      useLabel(exits.head, params(plugins.heads, exits.head.id)),
      exits.combiner === null ? undefined : useLabel(exits.combiner, params(plugins.combiners, exits.combiner.id)),
    ),
    regimeLabel(regime, params(plugins.regimes, regime.id)),
    ...(namesEpochs ? [`t${epochs}`] : []),
  ].join('/');
}

function planArm(choice: ArmChoice, network: Network, benchmark: ResolvedBenchmark, plugins: Plugins, at: string): Arm {
  const { dataset, architecture, regime, epochs } = choice;
  const { modality, sizes, augmentations } = dataset;
  const plugin = known(plugins.architectures.get(architecture.id), 'resolved plugins are collected');
  const recipe: Recipe = { ...callPlugin(plugin.id, 'recipe', () => plugin.recipe(modality, architecture.params)), ...benchmark.recipe };
  checkRecipe(recipe, `${plugin.id}.recipe`);

  const costs = inferenceCosts(network);
  const stepsPerEpoch = Math.floor(sizes.train / recipe.batch);
  // A training step costs three forward passes: output, gradient of the input, gradient of the weights.
  const budget = 3 * costs.base * epochs * stepsPerEpoch * recipe.batch;
  const surroundings: RegimeSurroundings = {
    recipe, stepsPerEpoch, task: network.task, budget: { macs: budget, epochs }, ...pieceFacts(network),
  };
  const rules = known(plugins.regimes.get(regime.id), 'resolved plugins are collected');
  const given = callPlugin(rules.id, 'phases', () => rules.phases(regime.params, surroundings));
  const phases = resolvePhases(given.map((p) => withSnapshots(p, benchmark.snapshots)), { network, samples: sizes.train, augmentations, at: `${at}(${rules.id})` });
  const macs = phases.reduce((sum, p) => sum + p.macs, 0);
  const deviation = budget === 0 ? 0 : (macs - budget) / budget;
  return { ...choice, excluded: null, network, recipe, budget, phases, macs, deviation, onBudget: Math.abs(deviation) <= TOLERANCE, costs };
}

function pieceFacts(network: Network): Pick<RegimeSurroundings, 'blocks' | 'exits' | 'classifier'> {
  const facts = (id: string): { readonly id: string; readonly macs: number } => ({ id, macs: pieceCost(nodeOf(network, id).piece) });
  return {
    blocks: network.nodes.filter((n) => n.part === 'block').map((n) => facts(n.piece.id)),
    exits: network.exits.map(({ name, after, head }) => ({ name, after, head: facts(head) })),
    classifier: facts(known(network.nodes.find((n) => n.part === 'classifier'), 'a network has a classifier').piece.id),
  };
}

function withSnapshots(phase: Phase, snapshots: readonly number[] | null): Phase {
  return phase.kind === 'import' || snapshots === null ? phase : { ...phase, snapshots };
}
