import { type Network, joinNetwork } from '@exitbench/core';

import type { NetworkRef } from '../../plan/task.ts';
import { loadPlugin } from './loadPlugin.ts';

/** Describes the network that the plan described, from the plugins that it names. */
export async function loadNetwork({ dataset, architecture, exits }: NetworkRef): Promise<Network> {
  const { input, task } = await loadPlugin('dataset', dataset);
  const plugin = await loadPlugin('architecture', architecture);
  const head = await loadPlugin('head', exits.head);
  const combiner = exits.combiner === null ? {} : { combiner: await loadPlugin('combiner', exits.combiner), combinerParams: exits.combiner.params };
  const backbone = plugin.build({ input, task, params: architecture.params });
  return joinNetwork(backbone, { placement: exits.placement, head, headParams: exits.head.params, ...combiner }, task, architecture.id);
}
