import type { Network } from '@exitbench/core';

import type { Fault } from '../finding.ts';
import { type Sampler, arbitraryInputs, arbitraryWeights } from './arbitrary.ts';
import { describeNetwork } from './checkDescription.ts';
import { disposeUpdates, forward, inTidy, valuesOf } from './forward.ts';
import { gradientsOf } from './gradients.ts';

/**
 * Networks with equal descriptions have equal keys, so they must compute the same at equal weights, in evaluation and in
 * training, with the same gradients and at the same cost. Needs an engine.
 *
 * @param variants networks made with different parameters
 */
export function checkCompleteness(variants: readonly { readonly label: string; readonly network: Network }[], sampler?: Sampler): readonly Fault[] {
  const first = new Map<string, { readonly label: string; readonly behaviour: string }>();
  return variants.flatMap(({ label, network }) => {
    const description = describeNetwork(network);
    const behaviour = behaviourOf(network, sampler);
    const twin = first.get(description);
    if (twin === undefined) first.set(description, { label, behaviour });
    if (twin === undefined || twin.behaviour === behaviour) return [];
    return [{ check: 'spec', message: `“${twin.label}” and “${label}” compute different things and have one description: \`spec\` leaves something out.` }];
  });
}

// ---------------------------------------------------------------------------------------------------------------------

function behaviourOf(network: Network, sampler: Sampler | undefined): string {
  const costs = network.nodes.map((n) => n.piece.costs);
  const values = inTidy(() => {
    const inputs = arbitraryInputs(network.inputs, 4, sampler);
    const weights = arbitraryWeights(network.nodes.map((n) => n.piece));
    return (['evaluation', 'training'] as const).map((mode) => {
      const ran = forward(network, inputs, weights, mode);
      const texts = valuesOf(ran).map(({ name, values: v }) => `${name} ${v.join(' ')}`);
      disposeUpdates(ran);
      const gradients = gradientsOf(network, inputs, weights, mode).map(({ name, values: v }) => `gradient of ${name} ${v?.join(' ') ?? 'none'}`);
      return [...texts, ...gradients];
    });
  });
  return JSON.stringify({ costs, values });
}
