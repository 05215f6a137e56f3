import { type WeightValues, known } from '@exitbench/core';
import { type PhaseResult, checkpointSize, decodeWeights, encodeWeights, importWeights, runPhase } from '@exitbench/training';

import type { NodeTask } from '../../plan/task.ts';
import type { Store } from '../../store/store.ts';
import type { NodeJob, NodeKey } from '../job.ts';
import { openAccount, together } from './account.ts';
import type { Context } from './context.ts';
import { loadNetwork } from './loadNetwork.ts';
import { phaseMeter } from './phaseMeter.ts';
import { type Performed, asJson } from './results.ts';
import { stopwatch } from './stopwatch.ts';
import { tunedPhase } from './tunedPhase.ts';

/**
 * Runs one phase on what the phase before it left.
 * @param now a clock in seconds that says when checkpoints are due; default: this process's
 */
export async function performPhase(task: Extract<NodeTask, { kind: 'phase' }>, job: NodeJob, context: Context, now?: () => number): Promise<Performed> {
  const { seed, evaluationBatch } = task;
  const account = openAccount();
  const useful = stopwatch();
  const { planned, copy } = await useful.of(() => tunedPhase(task, context.store));
  if (copy !== null) return { ...copy, useful: useful.seconds(), before: null };
  const network = await loadNetwork(task.network);
  const state = await weightsOf(task.previous, context.store);
  if (planned.phase.kind === 'import') {
    const weights = await importWeights(network, planned.phase, known(planned.file, 'an import has a file'), state);
    return { ...stored({ weights, snapshots: [], stepsDone: 0, macs: 0 }, null), useful: useful.seconds(), before: null };
  }
  const { train, validation } = await useful.of(() => context.splits(task.network.dataset));
  await context.startEngine();

  const checkpoint = context.store.checkpoint(job.key);
  const saved = await checkpoint.load();
  const before = saved?.spent ?? null;
  const meter = phaseMeter({
    progress: (progress) => context.tell({ kind: 'progress', progress }),
    resumed: (step) => context.tell({ kind: 'resumed', step, spent: known(saved, 'it went on from a checkpoint').spent }),
    checkpoint: (step) => context.tell({ kind: 'checkpoint', step }),
  }, checkpointSize(network, planned), now);
  const seconds = (): number => useful.seconds() - meter.cost();
  const result = await useful.of(() => runPhase({
    network, planned, seed, state, evaluationBatch, splits: { train, validation }, signal: context.signal, onEvent: meter.note,
    checkpoints: {
      load: () => Promise.resolve(saved?.bytes),
      due: meter.due,
      save: (parts) => meter.keep(() => checkpoint.save(parts, together(account.spent(seconds()), before))),
    },
  }));
  meter.end(result.resumedAt);
  return { ...stored(result, result.history), useful: seconds(), before };
}

/** What a phase left; nothing before the first. @throws ExitbenchError `bad-store` */
export async function weightsOf(key: NodeKey | null, store: Store, payload = 'weights'): Promise<WeightValues> {
  if (key === null) return {};
  const entry = known(await store.find(key), 'the phase before has been run');
  return decodeWeights(await store.read(entry, payload), `weights of ${key}`);
}

// ---------------------------------------------------------------------------------------------------------------------

function stored(
  { weights, snapshots, stepsDone, macs }: Pick<PhaseResult, 'weights' | 'snapshots' | 'stepsDone' | 'macs'>, history: PhaseResult['history'] | null,
): Pick<Performed, 'result' | 'payloads'> {
  const named = snapshots.map((s, i) => ({ ...s, payload: `snapshot-${i}` }));
  return {
    result: asJson({ steps: stepsDone, macs, history, snapshots: named.map(({ share, payload }) => ({ share, payload })) }),
    payloads: { weights: encodeWeights(weights), ...Object.fromEntries(named.map((s) => [s.payload, encodeWeights(s.weights)])) },
  };
}
