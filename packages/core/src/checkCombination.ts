import { ExitbenchError } from './errors.ts';
import type { Extent } from './network/extent.ts';
import type { Network } from './network/network.ts';
import type { ResolvedTrainPhase } from './phase.ts';
import { summandsOf } from './summands.ts';

/**
 * Refuses what each field of a phase allows and their combination does not.
 *
 * @param reach what the phase touches
 * @param at configuration path of the phase
 * @throws ExitbenchError `bad-phase`
 */
export function checkCombination(phase: ResolvedTrainPhase, network: Network, reach: Extent, at: string): void {
  const refuse = (field: string, message: string, hint: string): never => {
    throw new ExitbenchError('bad-phase', message, { at: `${at}.${field}`, hint });
  };
  if (phase.cacheFeatures && phase.augment.length > 0) refuse('cacheFeatures', 'Features can be cached only without augmentation.', 'Leave out one of them.');
  if (phase.cacheFeatures && phase.batchNorm === 'all') {
    refuse('cacheFeatures', 'Features of frozen pieces cannot be cached while their batch statistics change.', 'Leave out `batchNorm` or `cacheFeatures`.');
  }
  if (phase.exitGradient === 'equilibrium' && phase.losses.some((t) => t.of === 'combined')) {
    refuse('exitGradient', 'Gradient equilibrium is defined for heads, and a term reads combiners.', 'Let all terms be `of: \'head\'`.');
  }
  if (typeof phase.exitGradient === 'object') {
    const exits = network.exits.filter((e) => phase.losses.some((t) => t.at.includes(e.name))).map((e) => e.name);
    if (phase.exitGradient.scale.length !== exits.length) {
      refuse('exitGradient.scale', `${phase.exitGradient.scale.length} scales are given for ${exits.length} exits.`, `Give one for each exit in the losses: ${exits.join(', ')}.`);
    }
  }
  if (phase.stop !== null || phase.restore === 'best') {
    const judged = summandsOf(network, phase.losses).filter((_, i) => reach.live[i] === true);
    const torn = judged.find((s) => judged.some((other) => other.exit === s.exit && other.moves !== s.moves));
    if (torn !== undefined) {
      refuse('losses', `The exit \`${torn.exit}\` is trained by its head and by its combiner, and only one output of an exit can be judged.`, 'Train them in two phases, or without a stopping rule and `restore: \'best\'`.');
    }
  }
}
