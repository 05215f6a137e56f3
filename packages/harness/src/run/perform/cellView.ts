import { type CellView, type Labels, type MetricNeeds, type ModelHandle, type StoredOutputs, inferenceCosts, known } from '@exitbench/core';
import { createHandle } from '@exitbench/training';

import type { AnalysedCell } from '../../plan/task.ts';
import type { Entry } from '../../store/entry.ts';
import type { Context } from './context.ts';
import { loadNetwork } from './loadNetwork.ts';
import { combinedPayload, headPayload } from './performPredict.ts';
import { weightsOf } from './performPhase.ts';
import type { PhaseStored, PredictStored } from './results.ts';

/** A cell as a metric sees it: what it needs, from the store. Exits without outputs (never trained) are not there. */
export async function cellView(cell: AnalysedCell, needs: MetricNeeds, context: Context): Promise<CellView> {
  const network = await loadNetwork(cell.network);
  const predicted = known(await context.store.find(cell.predict), 'the prediction has been made');
  const { heads } = predicted.result as unknown as PredictStored;
  const costs = inferenceCosts(network);
  const exits = network.exits.flatMap((e, i) => (heads.includes(e.name) ? [{ name: e.name, cost: costs.exits[i] as number }] : []));
  const phases = await Promise.all(cell.phases.map(async ({ name, key }) => {
    const { steps, macs } = known(await context.store.find(key), 'the phase has been run').result as unknown as PhaseStored;
    return { name, steps, macs };
  }));
  return {
    task: network.task,
    exits: exits.map(({ name }) => ({ name })),
    costs: { base: costs.base, exits: exits.map((e) => e.cost) },
    phases,
    budget: { macs: cell.budget },
    ...(needs.outputs === true ? { outputs: await both((split) => readOutputs(split, predicted, exits.map((e) => e.name), context)) } : {}),
    ...(needs.labels === true ? { labels: await both((split) => readLabels(split, predicted, context)) } : {}),
    ...(needs.handle === true || needs.train === true || needs.snapshots === true ? { handle: await openHandle(cell, network, context) } : {}),
  };
}

// ---------------------------------------------------------------------------------------------------------------------

type Part = 'validation' | 'test';

async function both<T>(read: (split: Part) => Promise<T>): Promise<{ readonly validation: T; readonly test: T }> {
  return { validation: await read('validation'), test: await read('test') };
}

async function readOutputs(split: Part, predicted: Entry, exits: readonly string[], { store }: Context): Promise<StoredOutputs> {
  const { samples, width, combined } = predicted.result as unknown as PredictStored;
  const byExit = await Promise.all(exits.map(async (exit) => {
    const name = combined.includes(exit) ? combinedPayload(split, exit) : headPayload(split, exit);
    return new Float32Array(aligned(await store.read(predicted, name)));
  }));
  return { samples: samples[split], width, byExit };
}

async function readLabels(split: Part, predicted: Entry, { store }: Context): Promise<Labels> {
  const { labels } = predicted.result as unknown as PredictStored;
  const buffer = aligned(await store.read(predicted, `${split}-labels`));
  return labels === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
}

/** A copy that starts at a multiple of four bytes. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

async function openHandle(cell: AnalysedCell, network: ModelHandle['network'], context: Context): Promise<ModelHandle> {
  const splits = await context.splits(cell.network.dataset);
  await context.startEngine();
  return createHandle({
    network, splits, batch: cell.evaluationBatch,
    async weights(at) {
      if (at === undefined) return weightsOf(cell.phases.at(-1)?.key ?? null, context.store);
      const { key } = known(cell.phases[at.phase], 'a phase of the cell');
      const { snapshots } = known(await context.store.find(key), 'the phase has been run').result as unknown as PhaseStored;
      return weightsOf(key, context.store, known(snapshots.find((s) => s.share === at.share), 'a share at which weights are kept').payload);
    },
  });
}
