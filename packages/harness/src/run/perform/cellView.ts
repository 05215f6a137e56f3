import { type CellView, type MetricNeeds, type ModelHandle, type StoredOutputs, inferenceCosts, known } from '@exitbench/core';
import { createHandle } from '@exitbench/training';

import type { AnalysedCell } from '../../plan/task.ts';
import type { Entry } from '../../store/entry.ts';
import type { Context } from './context.ts';
import { loadNetwork } from './loadNetwork.ts';
import { meteredHandle } from './meteredHandle.ts';
import { weightsOf } from './performPhase.ts';
import type { PhaseStored, PredictStored } from './results.ts';
import { type Part, readLabels, readOutputs } from './storedOutputs.ts';

/** A cell as a metric sees it: what it needs, from the store. Exits without outputs (never trained) are not there. */
export async function cellView(cell: AnalysedCell, needs: MetricNeeds, context: Context): Promise<CellView> {
  const network = await loadNetwork(cell.network);
  const predicted = known(await context.store.find(cell.predict), 'the prediction has been made');
  const { heads } = predicted.result as unknown as PredictStored;
  const costs = inferenceCosts(network);
  const exits = network.exits.flatMap((e, i) => (heads.includes(e.name) ? [{ name: e.name, cost: costs.exits[i] as number }] : []));
  const phases = await Promise.all(cell.phases.map(async ({ name, key }) => {
    const { steps, macs, snapshots } = known(await context.store.find(key), 'the phase has been run').result as unknown as PhaseStored;
    return { name, steps, macs, snapshots: snapshots.map((s) => s.share) };
  }));
  return {
    task: network.task,
    exits: exits.map(({ name }) => ({ name })),
    costs: { base: costs.base, exits: exits.map((e) => e.cost) },
    phases,
    budget: { macs: cell.budget },
    ...(cell.arm === null ? {} : { arm: cell.arm }),
    ...(needs.outputs === true ? { outputs: await both((split) => outputsOf(split, predicted, exits.map((e) => e.name), context)) } : {}),
    ...(needs.outputsOn === true ? { outputsOn: await othersOf(cell, exits.map((e) => e.name), context) } : {}),
    ...(needs.labels === true ? { labels: await both((split) => readLabels(split, predicted, context.store)) } : {}),
    ...(needs.handle === true || needs.train === true || needs.snapshots === true ? { handle: await openHandle(cell, network, context) } : {}),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

async function both<T>(read: (split: Part) => Promise<T>): Promise<{ readonly validation: T; readonly test: T }> {
  return { validation: await read('validation'), test: await read('test') };
}

async function outputsOf(part: Part, predicted: Entry, exits: readonly string[], { store }: Context): Promise<StoredOutputs> {
  const { samples, width } = predicted.result as unknown as PredictStored;
  return { samples: samples[part], width, byExit: await readOutputs(part, predicted, exits, store) };
}

async function othersOf(cell: AnalysedCell, exits: readonly string[], context: Context): Promise<NonNullable<CellView['outputsOn']>> {
  return Object.fromEntries(await Promise.all(cell.others.map(async ({ dataset, predict }) =>
    [dataset, await outputsOf('test', known(await context.store.find(predict), 'the prediction has been made'), exits, context)] as const)));
}

async function openHandle(cell: AnalysedCell, network: ModelHandle['network'], context: Context): Promise<ModelHandle> {
  const splits = await context.splits(cell.network.dataset);
  await context.startEngine();
  const handle = createHandle({
    network, splits, batch: cell.evaluationBatch,
    async weights(at) {
      if (at === undefined) return weightsOf(cell.phases.at(-1)?.key ?? null, context.store);
      const { key } = known(cell.phases[at.phase], 'a phase of the cell');
      const { snapshots } = known(await context.store.find(key), 'the phase has been run').result as unknown as PhaseStored;
      return weightsOf(key, context.store, known(snapshots.find((s) => s.share === at.share), 'a share at which weights are kept').payload);
    },
  });
  return meteredHandle(handle, (text) => context.tell({ kind: 'note', text }));
}
