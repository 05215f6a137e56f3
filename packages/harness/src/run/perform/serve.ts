import { ExitbenchError } from '@exitbench/core';
import { type EngineId, type Fingerprint, countTensors, startEngine, verifyLoaded } from '@exitbench/engines';

import type { EngineFingerprint } from '../../plan/plan.ts';
import { inputsOf } from '../../plan/resolvedNode.ts';
import type { DatasetRef } from '../../plan/task.ts';
import type { Spent, Work } from '../../store/entry.ts';
import { isFull } from '../../store/isFull.ts';
import { type Store, openStore } from '../../store/store.ts';
import type { Failure, NodeEnd, NodeJob, NodeNews } from '../job.ts';
import { outcomeOf } from '../outcome.ts';
import { openAccount, together } from './account.ts';
import type { Context } from './context.ts';
import { openSplits } from './openSplits.ts';
import { forgetPeakMemory, peakMemory } from './peakMemory.ts';
import { perform } from './perform.ts';

/** Runs nodes in this process, one at a time. What it has opened and started stays for the next node. */
export interface Server {
  run(job: NodeJob, tell: (news: NodeNews) => void, signal: AbortSignal): Promise<NodeEnd>;
  /** Tensors that there are more than when the engine had been started. Loads no engine. */
  tensors(): Promise<number>;
}

/** @param measuresMemory whether the process has no other work, so that its peak memory is a node's: each one's where peaks can be forgotten, else the first one's */
export function createServer({ measuresMemory }: { readonly measuresMemory: boolean }): Server {
  const opened = new Map<string, ReturnType<typeof openSplits>>();
  /** The number of tensors after its start. */
  let engine: Promise<number> | undefined;
  let isFirst = true;

  async function start(fingerprint: EngineFingerprint): Promise<number> {
    const started = await startEngine(fingerprint.engine as EngineId);
    verifyLoaded(fingerprint as unknown as Fingerprint, started);
    return countTensors();
  }

  return {
    async run(job, tell, signal) {
      const measures = measuresMemory && (forgetPeakMemory() || isFirst);
      isFirst = false;
      const store = openStore(job.store, (corrupt) => tell({ kind: 'corrupt', corrupt }));
      const context: Context = {
        store, tell, signal,
        async startEngine() {
          await (engine ??= start(job.engine));
        },
        splits(ref: DatasetRef) {
          const name = JSON.stringify(ref);
          const splits = opened.get(name) ?? openSplits(ref, (text) => tell({ kind: 'note', text }));
          opened.set(name, splits);
          splits.catch(() => opened.delete(name));
          return splits;
        },
      };
      const account = workSince(measures);
      try {
        const { result, payloads, useful, before, work: stored } = await perform(job, context);
        const work = account(useful, before);
        await store.write({ key: job.key, kind: job.kind, label: job.label, inputs: inputsOf(job.inputs), result, work: stored ?? work }, payloads);
        await store.checkpoint(job.key).remove();
        return { kind: 'done', work };
      } catch (error) {
        return { kind: 'failed', failure: await keptFailure(job, store, error, account) };
      }
    },
    async tensors() {
      // One that did not start has left its node failed.
      const baseline = await engine?.catch(() => undefined);
      return baseline === undefined ? 0 : (await countTensors()) - baseline;
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------------

/** Starts to count what a node takes; what it returns adds what a process before this one had spent on it. */
function workSince(measuresMemory: boolean): (useful: number, before: Spent | null) => Work {
  const account = openAccount();
  return (useful, before) => ({ ...together(account.spent(useful), before), peakMemory: measuresMemory ? peakMemory() : null });
}

/** The failure; that a phase, or all trials of a rate, diverge is stored first: they would again. */
async function keptFailure({ key, kind, label, inputs }: NodeJob, store: Store, error: unknown, account: ReturnType<typeof workSince>): Promise<Failure> {
  const failure = failureOf(error);
  if ((kind !== 'phase' && kind !== 'select') || failure.code !== 'diverged') return failure;
  const { reason, log } = outcomeOf(failure);
  try {
    await store.write({ key, kind, label, inputs: inputsOf(inputs), diverged: { reason, log }, result: null, work: account(0, null) }, {});
    await store.checkpoint(key).remove();
    return failure;
  } catch (cause) {
    return failureOf(cause);
  }
}

function failureOf(error: unknown): Failure {
  if (isFull(error)) {
    return { code: 'full', message: `There is no room left: ${error instanceof Error ? error.message : String(error)}.`, hint: 'Make room, and run the same command again: it goes on.', log: [] };
  }
  if (error instanceof ExitbenchError) {
    const { code, message, at, hint } = error;
    return { code, message, log: causeOf(error), ...(at === undefined ? {} : { at }), ...(hint === undefined ? {} : { hint }) };
  }
  return { code: 'unexpected', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error), log: stackOf(error) };
}

function causeOf({ cause }: ExitbenchError): readonly string[] {
  return cause === undefined || cause instanceof ExitbenchError ? [] : stackOf(cause);
}

function stackOf(error: unknown): readonly string[] {
  return error instanceof Error ? (error.stack ?? error.message).split('\n') : [String(error)];
}
