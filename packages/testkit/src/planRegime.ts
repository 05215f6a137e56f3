import {
  type Network, type NetworkNode, type PlannedPhase, type Recipe, type Regime, type RegimeSurroundings, inferenceCosts, nodeOf, pieceCost,
  resolveParams, resolvePhases,
} from '@exitbench/core';

/** What a regime is planned for. */
export interface RegimeSetting {
  readonly network: Network;
  readonly recipe: Recipe;
  /** T of the training budget. */
  readonly epochs: number;
  /** Training samples. */
  readonly samples: number;
}

export interface PlannedRegime {
  /** Multiply-accumulates that the regime may spend, and those that its phases spend. */
  readonly budget: number;
  readonly spent: number;
  readonly phases: readonly PlannedPhase[];
}

/** What a regime sees of a setting: ids and costs, a budget of three times the plain backbone's forward pass a sample. */
export function regimeSurroundings({ network, recipe, epochs, samples }: RegimeSetting): RegimeSurroundings {
  const facts = ({ piece }: NetworkNode): { id: string; macs: number } => ({ id: piece.id, macs: pieceCost(piece) });
  const stepsPerEpoch = Math.floor(samples / recipe.batch);
  return {
    recipe,
    budget: { macs: 3 * inferenceCosts(network).base * epochs * stepsPerEpoch * recipe.batch, epochs },
    stepsPerEpoch,
    task: network.task,
    blocks: network.nodes.filter((n) => n.part === 'block').map(facts),
    exits: network.exits.map((e) => ({ name: e.name, after: e.after, head: facts(nodeOf(network, e.head)) })),
    classifier: facts(nodeOf(network, network.exits.at(-1)?.head ?? '')),
  };
}

/** The phases of a regime, resolved to whole steps. @throws ExitbenchError as `resolvePhases` and `resolveParams` do. */
export function planRegime(regime: Regime, params: { readonly [name: string]: unknown }, setting: RegimeSetting): PlannedRegime {
  const surroundings = regimeSurroundings(setting);
  const given = regime.phases(resolveParams(regime.params, params, `${regime.id}.params`), surroundings);
  const kinds = [...new Set(setting.recipe.augment.map((a) => a.kind))];
  const phases = resolvePhases(given, { network: setting.network, samples: setting.samples, augmentations: kinds, at: regime.id });
  return { budget: surroundings.budget.macs, spent: phases.reduce((sum, p) => sum + p.macs, 0), phases };
}
