import { type WeightValues, known } from '@exitbench/core';
import { type PhaseResult, decodeWeights, encodeWeights, importWeights, runPhase } from '@exitbench/training';

import type { NodeTask } from '../../plan/task.ts';
import type { Store } from '../../store/store.ts';
import type { NodeJob, NodeKey } from '../job.ts';
import type { Context } from './context.ts';
import { loadNetwork } from './loadNetwork.ts';
import { type PhaseMeter, phaseMeter } from './phaseMeter.ts';
import { type Performed, asJson } from './results.ts';

/** Seconds between checkpoints. */
const CHECKPOINT_SECONDS = 30;

/** Runs one phase on what the phase before it left. */
export async function performPhase(task: Extract<NodeTask, { kind: 'phase' }>, job: NodeJob, context: Context): Promise<Performed> {
  const { planned, seed, evaluationBatch } = task;
  const network = await loadNetwork(task.network);
  const state = await weightsOf(task.previous, context.store);
  if (planned.phase.kind === 'import') {
    const weights = await importWeights(network, planned.phase, known(planned.file, 'an import has a file'), state);
    return perform({ weights, snapshots: [], stepsDone: 0, macs: 0 }, null);
  }
  const { train, validation } = await context.splits(task.network.dataset);
  await context.startEngine();
  const meter: PhaseMeter = phaseMeter((progress) => context.tell({ kind: 'progress', progress }), CHECKPOINT_SECONDS);
  const checkpoint = context.store.checkpoint(job.key);
  const result = await runPhase({
    network, planned, seed, state, evaluationBatch, splits: { train, validation }, signal: context.signal, onEvent: meter.note,
    checkpoints: { load: checkpoint.load, save: checkpoint.save, due: meter.due },
  });
  return perform(result, result.history);
}

/** What a phase left; nothing before the first. @throws ExitbenchError `bad-store` */
export async function weightsOf(key: NodeKey | null, store: Store, payload = 'weights'): Promise<WeightValues> {
  if (key === null) return {};
  const entry = known(await store.find(key), 'the phase before has been run');
  return decodeWeights(await store.read(entry, payload), `weights of ${key}`);
}

// ---------------------------------------------------------------------------------------------------------------------

function perform({ weights, snapshots, stepsDone, macs }: Pick<PhaseResult, 'weights' | 'snapshots' | 'stepsDone' | 'macs'>, history: PhaseResult['history'] | null): Performed {
  const named = snapshots.map((s, i) => ({ ...s, payload: `snapshot-${i}` }));
  return {
    result: asJson({ steps: stepsDone, macs, history, snapshots: named.map(({ share, payload }) => ({ share, payload })) }),
    payloads: { weights: encodeWeights(weights), ...Object.fromEntries(named.map((s) => [s.payload, encodeWeights(s.weights)])) },
  };
}
