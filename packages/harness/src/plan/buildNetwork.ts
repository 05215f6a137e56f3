import { type Backbone, type Network, type Supports, joinNetwork, known, placeExits } from '@exitbench/core';

import { callPlugin } from './guard.ts';
import type { Plugins, ResolvedDataset, ResolvedExits, ResolvedUse } from './resolvedBenchmark.ts';

/** A network, or why there is none. */
export type Built = { readonly network: Network } | { readonly reason: string };

/** What an architecture says of a data set. @throws ExitbenchError `plugin-failed` */
export function supportOf({ id, modality, task, input, trainSize }: ResolvedDataset, { id: name, params }: ResolvedUse, plugins: Plugins): Supports {
  const plugin = known(plugins.architectures.get(name), 'resolved plugins are collected');
  return callPlugin(name, 'supports', () => plugin.supports({ id, modality, task, input, trainSize }, params));
}

/**
 * Describes the network of an architecture with exits on a data set. Nothing is allocated.
 *
 * @param at configuration path for errors
 * @throws ExitbenchError `bad-network`, `unknown-name`, `plugin-failed`
 */
export function buildNetwork(dataset: ResolvedDataset, architecture: ResolvedUse, exits: ResolvedExits, plugins: Plugins, at: string): Built {
  const answer = supportOf(dataset, architecture, plugins);
  if (answer !== true) return answer;
  const plugin = known(plugins.architectures.get(architecture.id), 'resolved plugins are collected');
  const { input, task } = dataset;
  const backbone = callPlugin(plugin.id, 'build', () => plugin.build({ input, task, params: architecture.params }));
  const head = known(plugins.heads.get(exits.head.id), 'resolved plugins are collected');
  const unfit = refusal(backbone, exits, (block) => callPlugin(head.id, 'supports', () => head.supports(block)), `${at}.placement`);
  if (unfit !== undefined) return { reason: unfit };
  const combiner = exits.combiner === null ? undefined : known(plugins.combiners.get(exits.combiner.id), 'resolved plugins are collected');
  const network = callPlugin(`${plugin.id} with ${head.id}`, 'build', () =>
    joinNetwork(backbone, {
      placement: exits.placement, head, headParams: exits.head.params,
      ...(combiner === undefined ? {} : { combiner, combinerParams: exits.combiner?.params ?? {} }),
    }, task, at));
  return { network };
}

// ---------------------------------------------------------------------------------------------------------------------

function refusal(backbone: Backbone, { placement }: ResolvedExits, supports: (block: Backbone['blocks'][number]) => Supports, at: string): string | undefined {
  const places = placeExits(placement, backbone.blocks, backbone.classifier, at);
  for (const block of backbone.blocks.filter((b) => places.includes(b.id))) {
    const answer = supports(block);
    if (answer !== true) return answer.reason;
  }
  return undefined;
}
